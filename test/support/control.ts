/** Control activities over a real SQLite store, with a Temporal that says what the test wants. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ControlDependencies, WorkflowFate } from '../../activities/control/control.types.ts';
import { createControlActivities } from '../../activities/control/index.ts';
import { openStore } from '../../prisma/store/open-store.ts';
import type { Store } from '../../prisma/store/types.ts';
import { knowledge } from '../../workers/knowledge.ts';
import type { ControlActivities } from '../../workflows/activities.types.ts';
import type { SweepSpec } from '../../workflows/types.ts';

export interface ControlBench {
  readonly store: Store;
  /** How workflows are, by id; those not in it are running. */
  readonly fates: Map<string, WorkflowFate>;
  /** The dependencies, for what is tested without Temporal's context. */
  readonly dependencies: ControlDependencies;
  /** Calls an activity as a worker would. */
  call<K extends keyof ControlActivities>(
    name: K,
    input: Parameters<ControlActivities[K]>[0],
  ): ReturnType<ControlActivities[K]>;
  /** A sweep's row and its trial 0. */
  begin(spec: SweepSpec): Promise<{ sweepId: string; trialId: string }>;
  close(): Promise<void>;
}

export async function createControlBench(change: Partial<ControlDependencies> = {}): Promise<ControlBench> {
  const folder = mkdtempSync(join(tmpdir(), 'hnet-control-'));
  const store = await openStore(`file:${join(folder, 'store.db')}`);
  const fates = new Map<string, WorkflowFate>();
  const dependencies: ControlDependencies = {
    store,
    knowledge,
    lookup: (id) => Promise.resolve(fates.get(id) ?? { kind: 'running' }),
    waiting: { pollMs: 10, lookMs: 20, longestMs: 10_000, mostWaiting: 2 },
    ...change,
  };
  const activities = createControlActivities(dependencies);
  const call: ControlBench['call'] = (name, input) => {
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    const activity: (given: unknown) => Promise<unknown> = activities[name] as never;
    return environment.run(activity, input) as never;
  };
  return {
    store,
    fates,
    dependencies,
    call,
    async begin(spec) {
      const { id: sweepId } = await store.createSweep(spec);
      const suggestion = await call('suggest', { sweepId, number: 0 });
      if (suggestion.kind !== 'trial') throw new Error(`no trial: ${suggestion.kind}`);
      return { sweepId, trialId: suggestion.trialId };
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
