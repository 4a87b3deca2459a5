import { afterAll, beforeAll } from 'vitest';
import { openStore } from '../../prisma/store/open-store.ts';
import type { Store } from '../../prisma/store/types.ts';
import type { SuiteContext } from './suite/context.ts';
import { judgingSuite } from './suite/judging.ts';
import { listingSuite } from './suite/listing.ts';
import { stageSuite } from './suite/stages.ts';
import { sweepSuite } from './suite/sweeps.ts';
import { trialSuite } from './suite/trials.ts';

/** What any store must do, whatever database it stands on. Call inside `describe`. */
export function storeSuite(newDatabase: () => Promise<string>): void {
  let url = '';
  let open: Store | null = null;

  beforeAll(async () => {
    url = await newDatabase();
    open = await openStore(url);
  });
  afterAll(() => open?.close());

  const context: SuiteContext = { store: () => open!, url: () => url };
  for (const suite of [sweepSuite, trialSuite, stageSuite, judgingSuite, listingSuite]) suite(context);
}
