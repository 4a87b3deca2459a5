/** WebGPU against the cpu backend, on whatever device there is: a GPU, else the software Vulkan that Chromium brings. */
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { probeBackends, type BackendProbe } from '../../../hnet/index.ts';
import { TRAINING_TOLERANCE } from '../../../hnet/backend/self-check.ts';

/** SwiftShader, as Debian's `chromium` package installs it. That of Mesa 22 (Debian 12) lacks features Dawn needs. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

const patience = { patienceMs: 150_000 };

describe('webgpu', () => {
  let found: BackendProbe;
  beforeAll(async () => {
    [found] = (await probeBackends(['webgpu'], patience)) as [BackendProbe];
    if (found.state !== 'unavailable' || !existsSync(SWIFTSHADER)) return;
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
});
