/**
 * Pictures of the page, for the README and for looking at it:
 *   npx tsx dashboard/screenshot.ts URL FILE.png [--dark] [--width 1360] [--full] [--click TEXT]
 * Needs Chromium (`CHROMIUM` or /usr/bin/chromium) and a running API.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

/** How a picture is taken. */
export interface ScreenshotOptions {
  readonly url: string;
  readonly file: string;
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** The whole page rather than a screenful. */
  readonly full?: boolean;
  /** Text of a button to press first. */
  readonly click?: string;
}

/** What Chromium needs to run as root in a container without touching the network. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser of this machine; null where there is none. */
export function chromiumPath(env: NodeJS.ProcessEnv = process.env): string | null {
  const path = env.CHROMIUM ?? '/usr/bin/chromium';
  return existsSync(path) ? path : null;
}

/** Takes a picture of a page once its plots are drawn. */
export async function screenshot(options: ScreenshotOptions): Promise<void> {
  const { url, file, scheme = 'light', width = 1360, height = 900, full = false, click } = options;
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error('no Chromium: apt-get install chromium, or set CHROMIUM');
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  try {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
    await page.goto(url);
    await page.locator('h1').first().waitFor();
    if (click !== undefined) await page.getByRole('button', { name: click }).first().click();
    await page.waitForTimeout(1_500); // live updates keep the network busy: there is no idle to wait for
    await page.screenshot({ path: file, fullPage: full });
  } finally {
    await browser.close();
  }
}

if (import.meta.filename === process.argv[1]) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      dark: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      width: { type: 'string', default: '1360' },
      height: { type: 'string', default: '900' },
      click: { type: 'string' },
    },
  });
  const [url, file] = positionals;
  if (url === undefined || file === undefined) throw new Error('give a URL and a file');
  await screenshot({
    url,
    file,
    scheme: values.dark ? 'dark' : 'light',
    width: Number(values.width),
    height: Number(values.height),
    full: values.full,
    ...(values.click === undefined ? {} : { click: values.click }),
  });
}
