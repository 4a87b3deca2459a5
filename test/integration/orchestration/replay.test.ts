import { readFileSync, readdirSync } from 'node:fs';
import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { installRuntime } from '../../../workers/runtime.ts';
import { workflowBundle } from '../../../workers/workflow-bundle.ts';
import { historyFromPlain } from '../../support/history-file.ts';

const FOLDER = new URL('../../fixtures/histories/', import.meta.url);

interface Recorded {
  readonly workflowId: string;
  readonly history: { readonly events: readonly object[] };
}

const read = (name: string) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Recorded;
const replay = async ({ workflowId, history }: Recorded) =>
  Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, historyFromPlain(history), workflowId);
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

const nothing = (): void => undefined;
installRuntime({ debug: nothing, info: nothing, warn: nothing, error: nothing });

/** A sweep that runs for weeks must survive an upgrade: what older code recorded, today's must replay. */
describe('recorded histories', () => {
  it('are there for sweeps and trials', () => {
    expect(names.some((name) => name.startsWith('sweep-'))).toBe(true);
    expect(names.some((name) => name.startsWith('trial-'))).toBe(true);
  });

  it.each(names)('%s replays', (name) => replay(read(name)));

  it('would not replay had the code decided otherwise', async () => {
    const recorded = read(names.find((name) => name.startsWith('trial-'))!);
    const altered = JSON.stringify(recorded).replaceAll('"claimStage"', '"claimNothing"');
    await expect(replay(JSON.parse(altered) as Recorded)).rejects.toThrow(/claimNothing/);
  });
});
