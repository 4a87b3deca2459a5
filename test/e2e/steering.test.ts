import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitMnist } from '../dashboard/support/demo-sweeps.ts';
import { fillSweep } from '../dashboard/support/fill-store.ts';
import { serve, type Served } from '../dashboard/support/serve.ts';
import { hasBrowser, openBrowser, watch } from './browser.ts';

let served: Served;
let browser: Browser;

beforeAll(async () => {
  if (!hasBrowser) return;
  served = await serve();
  browser = await openBrowser();
});
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await served.close();
});

/** The page of a sweep. */
async function pageOf(id: string) {
  const { page } = await watch(browser, served.url);
  await page.goto(`/sweeps/${id}`);
  await page.getByRole('heading', { name: id, level: 1 }).waitFor();
  return page;
}

describe.skipIf(!hasBrowser)('the page of a sweep', () => {
  it('says what steers its spending, in the words of a dry run', async () => {
    const spec = { ...splitMnist, name: 'steered', maxDeviceSeconds: 5400, stopWhen: { noImprovement: 20 } };
    const page = await pageOf(await fillSweep(served.store, spec, { complete: 1 }));
    await page
      .getByText('Spending: at most 1.5 h of device time · stops after 20 trials without improvement')
      .waitFor();
    const file = page.getByRole('region', { name: 'Sweep file' }).first();
    expect(await file.innerText()).toMatch(/spending\s+at most 1\.5 h of device time/);
    await page.context().close();
  });

  it('gives a sweep more to do, also after its end, and only after a question', async () => {
    const lastCall = () => served.control.calls.at(-1);
    const id = await fillSweep(
      served.store,
      { ...splitMnist, name: 'ended' },
      { complete: 1, others: ['failed'] },
    );
    await served.store.setSweepState(id, 'finished');
    const page = await pageOf(id);
    const before = served.control.calls.length;
    await page.getByRole('button', { name: 'Retry failed…' }).click();
    await page.getByRole('heading', { name: 'Retry 1 failed trial?' }).waitFor();
    await page.getByRole('button', { name: 'Not now' }).click();
    expect(served.control.calls).toHaveLength(before);
    await page.getByRole('button', { name: 'Retry failed…' }).click();
    await page.getByRole('button', { name: 'Retry', exact: true }).click();
    await expect.poll(lastCall).toEqual(['retry', id, ['failed']]);
    await page.getByRole('button', { name: 'Extend…' }).click();
    await page.getByLabel('More trials', { exact: true }).fill('7');
    await page.getByRole('button', { name: 'Extend', exact: true }).click();
    await expect.poll(lastCall).toEqual(['extend', id, { trials: 7 }]);
    // What steers a running sweep has gone with its end.
    expect(await page.getByRole('button', { name: 'Pause', exact: true }).count()).toBe(0);
    await page.context().close();
  });
});
