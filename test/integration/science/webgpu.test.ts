/** WebGPU against the cpu backend, on whatever device there is: a GPU, else the software Vulkan that Chromium brings. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { probeBackends, type BackendProbe } from '../../../hnet/index.ts';
import { TRAINING_TOLERANCE } from '../../../hnet/backend/self-check.ts';
import { sourceLoader } from '../../../common/source-loader.ts';
import { relativeError } from '../../support/naive-hnet.ts';
import type { ImagesTrained } from '../../support/train-images-on.ts';

/** SwiftShader, as Debian's `chromium` package installs it. That of Mesa 22 (Debian 12) lacks features Dawn needs. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

const patience = { patienceMs: 150_000 };

const TRAIN_IMAGES = fileURLToPath(new URL('../../support/train-images-on.ts', import.meta.url));

/** Trains a small residual network in a process of its own. */
async function trainImagesOn(
  backend: string,
  environment: Record<string, string>,
): Promise<Record<string, ImagesTrained>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...sourceLoader(TRAIN_IMAGES), TRAIN_IMAGES, backend],
    { env: { ...process.env, ...environment }, timeout: 280_000, killSignal: 'SIGKILL', maxBuffer: 2 ** 25 },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, ImagesTrained>;
}

describe('webgpu', () => {
  let found: BackendProbe;
  let software = false;
  beforeAll(async () => {
    [found] = (await probeBackends(['webgpu'], patience)) as [BackendProbe];
    if (found.state !== 'unavailable' || !existsSync(SWIFTSHADER)) return;
    software = true;
    const before = process.env.VK_DRIVER_FILES;
    process.env.VK_DRIVER_FILES = SWIFTSHADER;
    [found] = (await probeBackends(['webgpu'], patience)) as [BackendProbe];
    if (before === undefined) delete process.env.VK_DRIVER_FILES;
    else process.env.VK_DRIVER_FILES = before;
  });

  test('trains as the cpu backend does', (context) => {
    if (found.state === 'unavailable')
      return context.skip(
        `without WebGPU: ${found.reason}; apt-get install chromium brings a software device`,
      );
    // A software device is passed over by `auto`, but right.
    expect(['works', 'on-request'], found.reason ?? '').toContain(found.state);
    expect(found.error).toBeLessThanOrEqual(TRAINING_TOLERANCE);
    expect(found.device).toMatch(/WebGPU$/);
  });

  test('trains a generated residual network as wasm does', { timeout: 300_000 }, async (context) => {
    if (found.state === 'unavailable') return context.skip(`without WebGPU: ${found.reason}`);
    const [here, reference] = await Promise.all([
      trainImagesOn('webgpu', software ? { VK_DRIVER_FILES: SWIFTSHADER } : {}),
      trainImagesOn('wasm', {}),
    ]);
    for (const [network, expected] of Object.entries(reference)) {
      expect(relativeError(here[network]!.losses, expected.losses), network).toBeLessThan(1e-3);
      expect(relativeError(here[network]!.theta, expected.theta), network).toBeLessThan(1e-3);
    }
  });
});
