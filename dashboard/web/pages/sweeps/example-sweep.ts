/** A sweep that runs in minutes on two CPU cores. */
export const exampleSweep = `name: first-sweep
benchmark: { name: split-mnist, validation: 5000 }
strategy: hnet
method: grid
metric: { name: val_average_accuracy, goal: maximize }
parameters:
  beta: { values: [0.001, 0.01] }
  task_embedding_size: { values: [8, 32] }
  chunk_size: { values: [4000, 10000] }
  target_layers: { value: [100, 100] }
  chunk_embedding_size: { value: 32 }
  iterations: { value: 200 }
seeds: 2
max_concurrent_trials: 2
`;
