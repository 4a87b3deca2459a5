/**
 * Workflow code without a server: its activities and children are what the test says, its handlers can be called, and
 * nothing is replayed. For what happens between two awaits, which a real server lets nobody choose.
 * A test file takes it by `vi.mock('@temporalio/workflow', ...)`, with {@link fakes} over the real exports.
 */
import type { TrialInput } from '../../workflows/trial/trial.types.ts';

type Activity = (input: never) => Promise<unknown>;
interface Handler {
  readonly handle: (...given: never[]) => unknown;
  readonly validator: ((...given: never[]) => void) | undefined;
}

/** What the workflow under test meets; {@link reset} before each test. */
export const world = {
  activities: {} as Record<string, Activity>,
  handlers: new Map<string, Handler>(),
  /** Told of each child as it starts. */
  onStart: (_child: TrialInput): void => undefined,
  info: { workflowId: 'workflow', historyLength: 1, continueAsNewSuggested: false },
  /** Pauses that the workflow made, which take no time here. */
  slept: [] as string[],
  onSleep: (): void => undefined,
  /** Whether code under a patch is taken, as it is in what newer code began. */
  patched: true,
};

/** A new world. */
export function reset(change: Partial<typeof world> = {}): void {
  Object.assign(world, {
    activities: {},
    handlers: new Map(),
    onStart: () => undefined,
    info: { workflowId: 'workflow', historyLength: 1, continueAsNewSuggested: false },
    slept: [],
    onSleep: () => undefined,
    patched: true,
    ...change,
  });
}

/** Says something to the workflow, as a signal or an update does: what it refuses is thrown. */
export async function say(name: string, ...given: unknown[]): Promise<unknown> {
  const { handle, validator } = world.handlers.get(name)!;
  validator?.(...(given as never[]));
  return await handle(...(given as never[]));
}

/** An activity's answer that the test holds back. */
export function held(): { readonly asked: Promise<void>; open(): void; passed(): Promise<void> } {
  let [ask, open] = [(): void => undefined, (): void => undefined];
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    asked,
    open: () => open(),
    passed: () => {
      ask();
      return opened;
    },
  };
}

/** In place of what `@temporalio/workflow` exports. */
export const fakes = {
  proxyActivities: () =>
    new Proxy({}, { get: (_, name: string) => (input: never) => world.activities[name]!(input) }),
  setHandler: (
    { name }: { readonly name: string },
    handle: Handler['handle'],
    options?: { readonly validator?: Handler['validator'] },
  ) => void world.handlers.set(name, { handle, validator: options?.validator }),
  workflowInfo: () => world.info,
  allHandlersFinished: () => true,
  patched: () => world.patched,
  startChild(_workflow: unknown, { args }: { readonly args: readonly [TrialInput] }): Promise<unknown> {
    world.onStart(args[0]);
    return Promise.resolve({});
  },
  async sleep(time: string): Promise<void> {
    world.slept.push(time);
    world.onSleep();
    await moment();
  },
  /** Time stands still: a condition with a limit waits as long as one without. */
  async condition(holds: () => boolean): Promise<boolean> {
    while (!holds()) await moment();
    return true;
  },
  CancellationScope: class {
    static current() {
      return { cancelRequested: new Promise<never>(() => undefined), consideredCancelled: false };
    }
    static nonCancellable<T>(work: () => Promise<T>): Promise<T> {
      return work();
    }
  },
};

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}
