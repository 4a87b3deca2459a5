import { Worker } from 'node:worker_threads';

/** A thread of its own sees what the main one, inside a native call that never returns, can't. */
const WATCH = `
const { workerData } = require('node:worker_threads');
setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
}, 1000);
`;

/**
 * Ends this process once its parent is gone, whatever it is doing: a training that hangs in a driver's call would otherwise
 * outlive a killed worker, and keep its GPU's memory.
 */
export function dieWithParent(): void {
  const watch = new Worker(WATCH, {
    eval: true,
    workerData: process.ppid,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  });
  watch.on('error', () => undefined);
  watch.unref();
}
