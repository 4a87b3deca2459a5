/**
 * Records what `test/integration/orchestration/replay.test.ts` replays: run it once for each released version of the
 * workflows, and keep what it writes. `npx tsx test/support/record-histories.ts v1`
 */
import { writeFileSync } from 'node:fs';
import { confirmationWorkflowId, sweepWorkflowId, trialWorkflowId } from '../../workflows/ids.ts';
import { historyToPlain } from './history-file.ts';
import { allTrials, finished } from './outcome.ts';
import { startStack } from './stack.ts';
import { ONE_TASK, tinySweep } from './tiny-sweep.ts';

const MACHINE = ['identity', 'stackTrace', 'workerVersion'];
const [version = 'v1'] = process.argv.slice(2);
const stack = await startStack();
try {
  stack.startControl();
  stack.startTrainer({ slots: 2 });
  const spec = tinySweep({ name: 'recorded', parameters: { beta: { values: [0.01, 0.1] } } });
  const { id } = await stack.sweeps.submit(spec);
  await stack.sweeps.pause(id);
  await stack.sweeps.setConcurrency(id, 1);
  await stack.sweeps.resume(id);
  await finished(stack, id);
  await save('sweep', sweepWorkflowId(id));
  const [first] = await allTrials(stack.store, id);
  await save('trial', trialWorkflowId(id, first!.hash));

  // One that was paused in mid-stage, resumed and cancelled.
  const long = await stack.sweeps.submit(tinySweep({ name: 'recorded-steered', ...ONE_TASK }));
  await stack.sweeps.pause(long.id, { now: true });
  await stack.sweeps.resume(long.id);
  await stack.sweeps.cancel(long.id);
  await finished(stack, long.id);
  await save('sweep-cancelled', sweepWorkflowId(long.id));

  // One whose trials are judged and race, that ends by a budget's rule, confirms its leader, and is taken up again.
  const judged = await stack.sweeps.submit(
    tinySweep({
      name: 'recorded-judged',
      parameters: { iterations: { value: 60 }, learning_rate: { values: [0.02, 1e-7, 2e-7] } },
      early_terminate: 'asha',
      racing: true,
      confirm: { seeds: 2, leaders: 1 },
      enqueue: [{ learning_rate: 0.02 }],
      stop_when: { no_improvement: 1 },
      max_device_hours: 1,
      max_concurrent_trials: 1,
      seeds: [1, 2, 3],
    }),
  );
  await finished(stack, judged.id);
  await save('sweep-judged', sweepWorkflowId(judged.id));
  const [leader, pruned] = await allTrials(stack.store, judged.id);
  await save('trial-raced', trialWorkflowId(judged.id, leader!.hash));
  await save('trial-pruned', trialWorkflowId(judged.id, pruned!.hash));
  await save('trial-confirmed', confirmationWorkflowId(judged.id, leader!.hash));
  await stack.sweeps.extend(judged.id, { revive: [pruned!.number] });
  await finished(stack, judged.id);
  await save('sweep-extended', sweepWorkflowId(judged.id));
  await save('trial-revived', trialWorkflowId(judged.id, pruned!.hash));
} finally {
  await stack.close();
}

async function save(name: string, workflowId: string): Promise<void> {
  const history = await stack.client.workflow.getHandle(workflowId).fetchHistory();
  const path = new URL(`../fixtures/histories/${name}-${version}.json`, import.meta.url);
  writeFileSync(
    path,
    `${JSON.stringify(withoutMachine({ workflowId, history: historyToPlain(history) }), null, 1)}\n`,
  );
  console.log(`${path.pathname}: ${history.events!.length} events`);
}

/** Where it was recorded is nobody's business; nothing that is decided depends on it. */
function withoutMachine(value: unknown): unknown {
  if (typeof value === 'string') return withoutWorker(value);
  if (Array.isArray(value)) return value.map(withoutMachine);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !MACHINE.includes(key))
      .map(([key, inner]) => [key, withoutMachine(inner)]),
  );
}

/** A payload's bytes in base64 may name the worker, too. */
function withoutWorker(text: string): string {
  const plain = Buffer.from(text, 'base64').toString();
  if (!plain.includes('"worker":"')) return text;
  return Buffer.from(plain.replace(/"worker":"[^"]*"/g, '"worker":"host/1"')).toString('base64');
}
