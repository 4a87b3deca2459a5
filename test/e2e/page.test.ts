import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { polynomials, splitMnist } from '../dashboard/support/demo-sweeps.ts';
import { addTrial, fillSweep } from '../dashboard/support/fill-store.ts';
import { serve, type Served } from '../dashboard/support/serve.ts';
import { excessWidth, hasBrowser, openBrowser, seriousFaults, watch, type Watched } from './browser.ts';
import { fillGrid, gridSweep } from './grid-sweep.ts';

let served: Served;
let browser: Browser;
let id: string;
let grid: string;

beforeAll(async () => {
  if (!hasBrowser) return;
  served = await serve(); // with the page that `npm run build:web` made
  await served.store.setSweepState(await fillSweep(served.store, polynomials, { complete: 4 }), 'finished');
  // More than a page of the table, most of them cheap.
  id = await fillSweep(served.store, splitMnist, {
    complete: 6,
    others: ['diverged', 'failed', 'running', ...Array<'waiting'>(22).fill('waiting')],
  });
  grid = await fillGrid(served.store, { running: 3 });
  browser = await openBrowser();
});
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await served.close();
});

/** Does something on a page, and expects that the page does not complain. */
async function onPage(
  path: string,
  act: (page: Page) => Promise<void>,
  options: Parameters<typeof watch>[2] = {},
): Promise<void> {
  const { page, complaints }: Watched = await watch(browser, served.url, options);
  await page.goto(path);
  await page.locator('h1').first().waitFor();
  await act(page);
  await page.context().close();
  expect(complaints).toEqual([]);
}

const sweepPath = () => `/sweeps/${id}`;
const gridPath = () => `/sweeps/${grid}`;
const trialRows = (page: Page) => page.getByRole('region', { name: 'Trials' }).locator('tbody tr');
const lastCall = () => served.control.calls.at(-1);

describe.skipIf(!hasBrowser)('the sweeps', () => {
  it('are listed with state, progress and best value, and lead to their pages', () =>
    onPage('/', async (page) => {
      const row = page.getByRole('row', { name: id });
      await row.waitFor();
      expect(await row.innerText()).toMatch(/split-mnist · hnet · random[\s\S]*running[\s\S]*8 of 40 trials/);
      expect(await row.innerText()).toMatch(/\d\d\.\d\d ± \d\.\d\d%/);
      expect(await page.getByRole('row', { name: 'polynomials' }).innerText()).toMatch(/0\.0\d+/);
      await page.getByRole('link', { name: id }).click();
      await page.getByRole('heading', { name: id, level: 1 }).waitFor();
    }));

  it('show faults of a submitted file line by line, then go to the new sweep', async () => {
    const { page, complaints } = await watch(browser, served.url);
    await page.goto('/new');
    await page.getByRole('button', { name: 'Fill in an example' }).click();
    const area = page.getByLabel('Sweep file');
    const example = await area.inputValue();
    await area.fill(example.replace('method: grid', 'method: gird'));
    await page.getByRole('button', { name: 'Submit' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/line 4[\s\S]*method: gird[\s\S]*grid/);
    await area.fill(example);
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('heading', { name: /^first-sweep-\d+$/, level: 1 }).waitFor();
    expect(lastCall()).toEqual(['submit', 'first-sweep']);
    // The browser itself notes the 422 that was asked for; nothing else.
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(!hasBrowser)('a sweep', () => {
  it('says which configuration is best and how sure that is', () =>
    onPage(sweepPath(), async (page) => {
      const panel = page.getByRole('region', { name: 'Which configuration is best?' });
      await panel.locator('.verdict').waitFor();
      expect(await panel.locator('.verdict').innerText()).toMatch(/^Trial \d+ (leads|is best); /);
      const leaders = panel.getByRole('region', { name: 'Leaders' }).locator('tbody tr');
      expect(await leaders.count()).toBe(6);
      expect(await leaders.nth(1).innerText()).toMatch(/p [=<] 0\.\d+/);
      await leaders
        .first()
        .getByRole('button', { name: /^Copy YAML/ })
        .click();
      await panel.getByText('Copied').waitFor();
      const yaml = await page.evaluate(() =>
        (
          globalThis as unknown as { navigator: { clipboard: { readText(): Promise<string> } } }
        ).navigator.clipboard.readText(),
      );
      expect(yaml).toMatch(/parameters:\n {2}\w+: \{ value: /);
    }));

  it('says which value of each hyperparameter is best, on one scale', () =>
    onPage(gridPath(), async (page) => {
      const panel = page.getByRole('region', { name: 'Which value of each hyperparameter is best?' });
      await panel.waitFor();
      expect(await panel.innerText()).toMatch(/differ in nothing else: two-sided paired t-test.*Holm/);
      const levels = (name: string) =>
        panel.getByRole('list', { name: `Values of ${name}, best first` }).getByRole('listitem');
      const betas = await levels('beta').allInnerTexts();
      expect(betas).toHaveLength(3);
      expect(betas[0]).toMatch(/^0\.01\s+98\.\d\d%\s+best$/);
      expect(betas[2]).toMatch(
        /^0\.001\s+8\d\.\d\d%\s+−\d+\.\d\d ± 0\.\d\d points\s+p < 0\.001\s*more than noise$/,
      );
      expect((await levels('hidden_layers').allInnerTexts())[1]).toContain('may be noise');
      // Every bar has the same length to stand in.
      const bars = await panel.locator('.difference').all();
      const widths = await Promise.all(bars.map(async (bar) => Math.round((await bar.boundingBox())!.width)));
      expect(widths).toHaveLength(8);
      expect(new Set(widths).size).toBe(1);
    }));

  it('says nothing of values without pairs of trainings', () =>
    onPage(sweepPath(), async (page) => {
      const { parameters } = await page.evaluate(async (address) => {
        return (await (await fetch(address)).json()) as { parameters: unknown[] };
      }, `/api/v1${sweepPath()}/effects`);
      expect(parameters).toEqual([]);
      // The page had its answer, and time to show it.
      const answered = page.waitForResponse((response) => response.url().endsWith('/effects'));
      await page.reload();
      await answered;
      await trialRows(page).first().waitFor();
      await page.waitForTimeout(500);
      expect(
        await page.getByRole('region', { name: 'Which value of each hyperparameter is best?' }).count(),
      ).toBe(0);
    }));

  it('shows what is trained now, and nothing of it once it no longer runs', () =>
    onPage(gridPath(), async (page) => {
      const panel = page.getByRole('region', { name: 'Training now' });
      const rows = panel.locator('tbody tr');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(3);
      expect(await rows.first().innerText()).toMatch(
        /#18\s+1\s+3 of 5\s+300 of 2,000\s+0\.1200\s+gpu-1\/4711/,
      );
      const bar = panel.getByRole('progressbar', { name: 'Trial 18, seed 1, task 3' });
      expect(await bar.getAttribute('aria-valuenow')).toBe('300');
      await page.waitForResponse((response) => response.url().endsWith('/running'));
      await served.store.setSweepState(grid, 'paused');
      await expect.poll(() => panel.count()).toBe(0);
      await served.store.setSweepState(grid, 'running');
      await rows.first().getByRole('link').click();
      await page.getByRole('heading', { name: 'Trial #18' }).waitFor();
    }));

  it('compares values anew when a trial is complete, and not otherwise', () =>
    onPage(gridPath(), async (page) => {
      let asked = 0;
      page.on('request', (request) => void (request.url().endsWith('/effects') && asked++));
      await page.reload();
      await page.getByText('live', { exact: true }).waitFor();
      const layers = page.getByRole('list', { name: 'Values of hidden_layers, best first' });
      await layers.waitFor();
      await addTrial(served.store, gridSweep, grid, 24, 'cancelled');
      await page.getByText('1 cancelled').waitFor();
      await page.waitForTimeout(1_500);
      expect(asked).toBe(1);
      const assignment = { beta: 0.01, task_embedding_size: 8, hidden_layers: [100], iterations: 500 };
      await addTrial(served.store, gridSweep, grid, 25, 'complete', assignment);
      await layers.getByText('[100]').waitFor();
      expect(asked).toBe(2);
    }));

  it('draws its plots in all three ways', () =>
    onPage(sweepPath(), async (page) => {
      const charts = page.getByRole('region', { name: 'Objective' });
      await charts
        .getByRole('img', { name: /against beta/ })
        .locator('canvas')
        .waitFor();
      expect(await charts.locator('canvas').count()).toBe(5);
      for (const view of ['History', 'Parallel coordinates']) {
        await charts.getByRole('button', { name: view }).click();
        await charts.locator('canvas').first().waitFor();
      }
    }));

  it('sorts, filters and turns the pages of its trials on the server', () =>
    onPage(sweepPath(), async (page) => {
      await trialRows(page).nth(24).waitFor();
      await page.getByRole('button', { name: 'Next →' }).click();
      await page.getByText('Page 2, 6 rows').waitFor();
      await page.getByRole('columnheader', { name: /^beta/ }).getByRole('button').click();
      await page.waitForURL(/sort=parameter\.beta&direction=asc/);
      await page.getByText('Page 1, 25 rows').waitFor();
      const first = trialRows(page).first();
      const least = await first.innerText();
      await page.getByRole('columnheader', { name: /^beta/ }).getByRole('button').click();
      await page.waitForURL(/direction=desc/);
      await expect.poll(() => first.innerText()).not.toBe(least);
      await page.getByRole('button', { name: /^failed/ }).click();
      await page.waitForURL(/states=failed/);
      await expect.poll(() => trialRows(page).count()).toBe(1);
      await page.getByRole('button', { name: /^failed/ }).click();
      await page.getByLabel('Condition').fill('number < 3');
      await page.getByRole('button', { name: 'Filter' }).click();
      await expect.poll(() => trialRows(page).count()).toBe(3);
    }));

  it('is steered: pause, pause now, concurrency, and cancel only after a question', () =>
    onPage(sweepPath(), async (page) => {
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await expect.poll(lastCall).toEqual(['pause', id, { now: false }]);
      await page.getByRole('button', { name: 'Pause now' }).click();
      await expect.poll(lastCall).toEqual(['pause', id, { now: true }]);
      await page.getByLabel('At once').fill('9');
      await page.getByRole('button', { name: 'Set', exact: true }).click();
      await expect.poll(lastCall).toEqual(['setConcurrency', id, 9]);
      const before = served.control.calls.length;
      await page.getByRole('button', { name: 'Cancel…' }).click();
      await page.getByRole('button', { name: 'Keep going' }).click();
      expect(served.control.calls).toHaveLength(before);
      await page.getByRole('button', { name: 'Cancel…' }).click();
      await page.getByRole('button', { name: 'Cancel the sweep' }).click();
      await expect.poll(lastCall).toEqual(['cancel', id]);
    }));

  it('shows what happens while one looks on', () =>
    onPage(sweepPath(), async (page) => {
      await page.getByText('live', { exact: true }).waitFor();
      await page.getByText(/8 of 40 trials/).waitFor();
      await addTrial(served.store, splitMnist, id, 31, 'failed');
      await page.getByText(/9 of 40 trials/).waitFor();
    }));
});

describe.skipIf(!hasBrowser)('a trial', () => {
  it('opens from the table, with matrix, curves, metrics and stages', () =>
    onPage(sweepPath(), async (page) => {
      await trialRows(page).first().getByRole('link').click();
      await page.getByRole('heading', { name: /^Trial #\d+$/ }).waitFor();
      const matrix = page.getByRole('region', { name: 'Score matrix' });
      expect(await matrix.locator('tbody td').filter({ hasText: /\d/ }).count()).toBe(15);
      const before = await matrix.innerText();
      await page.getByRole('button', { name: 'test', exact: true }).click();
      expect(await matrix.innerText()).not.toBe(before);
      await page.getByLabel('Seed', { exact: true }).selectOption('2');
      expect(await page.getByRole('region', { name: 'Stages' }).locator('tbody tr').count()).toBe(15);
      await page
        .getByRole('img', { name: /loss over the iterations/ })
        .locator('canvas')
        .waitFor();
      expect(await page.getByRole('region', { name: 'Configuration' }).first().innerText()).toContain(
        'default',
      );
    }));

  it('says that there is none', async () => {
    const { page } = await watch(browser, served.url);
    await page.goto('/trials/none-1.0');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('no trial none-1.0');
    await page.context().close();
  });
});

describe.skipIf(!hasBrowser)('for everybody', () => {
  const paths = {
    list: () => '/',
    'new sweep': () => '/new',
    sweep: sweepPath,
    grid: gridPath,
    trial: () => `/trials/${id}.2`,
  };

  it.each(
    Object.entries(paths).flatMap(([name, path]) => [
      [name, 'light', path] as const,
      [name, 'dark', path] as const,
    ]),
  )('%s, %s: no serious fault in accessibility', (_, scheme, path) =>
    onPage(
      path(),
      async (page) => {
        await page.waitForTimeout(800);
        // What fades in is pale for a moment, and longer on a busy machine: what stays is a fault.
        await expect.poll(() => seriousFaults(page), { timeout: 15_000, interval: 1000 }).toEqual([]);
      },
      { scheme },
    ),
  );

  it.each(Object.entries(paths))('%s fits a phone', (_, path) =>
    onPage(
      path(),
      async (page) => {
        await page.waitForTimeout(800);
        expect(await excessWidth(page)).toBeLessThanOrEqual(0);
      },
      { width: 390 },
    ),
  );

  it('the keyboard reaches a trial', () =>
    onPage(sweepPath(), async (page) => {
      await trialRows(page).first().getByRole('link').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: /^Trial #/ }).waitFor();
    }));
});

describe.skipIf(!hasBrowser)('a server with a token', () => {
  it('is asked for once, and kept while the tab is open', async () => {
    const guarded = await serve({ token: 'open sesame' });
    const { page } = await watch(browser, guarded.url);
    await page.goto('/');
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('not the right one').waitFor();
    await page.getByLabel('Token').fill('open sesame');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('No sweeps yet').waitFor();
    await page.reload();
    await page.getByText('No sweeps yet').waitFor();
    await page.context().close();
    await guarded.close();
  });
});
