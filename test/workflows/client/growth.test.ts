import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { growSweep } from '../../../workflows/client/growth.ts';
import { extendedLimits } from '../../../workflows/sweep/growth.ts';
import type { SearchLimits, SweepCarry } from '../../../workflows/sweep/state.ts';
import { DEFAULT_TUNING } from '../../../workflows/tuning.ts';
import { specOf } from '../../prisma/suite/context.ts';
import { createControlBench } from '../../support/control.ts';
import type { ControlBench } from '../../support/control.ts';

interface Started {
  readonly args: readonly [{ readonly carry: SweepCarry }];
}

/** A server with one sweep's workflow: none at first, unless told what runs. */
function serverOf(running: SearchLimits | null = null) {
  const server = {
    running,
    starts: 0,
    updates: 0,
    refusal: null as Error | null,
    onTaken: (): void => undefined,
    onStarted: (): Promise<void> => Promise.resolve(),
  };
  const client = {
    workflow: {
      async start(_name: string, { args }: Started) {
        await moment();
        if (server.refusal !== null) throw server.refusal;
        if (server.running !== null) {
          server.onTaken();
          throw new WorkflowExecutionAlreadyStartedError('taken', 'sweep-s', 'sweep');
        }
        server.starts += 1;
        server.running = args[0].carry.limits;
        await server.onStarted();
      },
      getHandle: () => ({
        async executeUpdate(_update: unknown, { args }: { readonly args: readonly [{ trials: number }] }) {
          await moment();
          if (server.running === null) throw new WorkflowNotFoundError('gone', 'sweep-s', undefined);
          server.updates += 1;
          return (server.running = extendedLimits(server.running, args[0]));
        },
      }),
    },
  };
  return { server, client: client as unknown as Client };
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('more for a sweep that has ended', () => {
  let bench: ControlBench;
  beforeAll(async () => void (bench = await createControlBench()));
  afterAll(() => bench?.close());
  afterEach(() => void vi.useRealTimers());

  async function ended(): Promise<string> {
    const { id } = await bench.store.createSweep(specOf({ runCap: 3 }));
    await bench.store.setSweepState(id, 'finished', 'done');
    return id;
  }
  const grow = (client: Client, id: string, trials: number) =>
    growSweep(
      {
        client,
        store: bench.store,
        tuning: DEFAULT_TUNING,
        indexed: () => Promise.resolve(false),
        ask: (_id, question) => question(),
      },
      id,
      { extension: { trials } },
    );

  it('asked for twice at once starts its workflow once, which gets both', async () => {
    const id = await ended();
    const { server, client } = serverOf();
    await Promise.all([grow(client, id, 1), grow(client, id, 10)]);
    expect(server).toMatchObject({ starts: 1, updates: 1, running: { runCap: 14 } });
    expect(await bench.store.sweep(id)).toMatchObject({ state: 'running', spec: { runCap: 14 } });
  });

  it('is taken up a second time where the first run has ended before it was told of the second call', async () => {
    const id = await ended();
    const { server, client } = serverOf();
    server.onStarted = async () => {
      await bench.store.setSweepState(id, 'finished', 'done');
      server.running = null;
    };
    await Promise.all([grow(client, id, 1), grow(client, id, 10)]);
    expect(server).toMatchObject({ starts: 2, updates: 0 });
    expect(await bench.store.sweep(id)).toMatchObject({ state: 'finished', spec: { runCap: 14 } });
  });

  it('leaves it as it was where its workflow can’t be started', async () => {
    const id = await ended();
    const { server, client } = serverOf();
    server.refusal = new Error('no server');
    await expect(grow(client, id, 1)).rejects.toThrow('no server');
    expect(await bench.store.sweep(id)).toMatchObject({
      state: 'finished',
      reason: 'done',
      spec: { runCap: 3 },
    });
  });

  it('goes to its workflow where that runs, whatever the database said', async () => {
    const id = await ended();
    const { server, client } = serverOf({ runCap: 5, maxDeviceSeconds: null, maxSeconds: null });
    vi.useFakeTimers({ toFake: ['Date'] });
    server.onTaken = () => void vi.setSystemTime(Date.now() + 6000);
    await grow(client, id, 1);
    expect(server).toMatchObject({ starts: 0, updates: 1 });
    expect(await bench.store.sweep(id)).toMatchObject({ state: 'running', spec: { runCap: 6 } });
  });
});
