import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasNativeTensorFlow } from '../../../hnet/backend/tensorflow-native/index.ts';
import type { probeBackends } from '../../../hnet/index.ts';
import type { ProbeState } from '../../../hnet/backend/probe.types.ts';
import { findDevices } from '../../../workers/devices/machine.ts';
import { gpuText, nvidiaGpus, parseGpus } from '../../../workers/devices/nvidia.ts';
import { planSlots } from '../../../workers/devices/plan-slots.ts';
import { trustedMachine } from '../../../workers/devices/trust.ts';
import { watchGpus } from '../../../workers/devices/watch.ts';
import { parseAdapters } from '../../../workers/devices/webgpu.ts';

const OUTPUT = `0, GPU-aaaa-1, NVIDIA H100 80GB HBM3, 81559, 3072, 41, 38, Disabled
1, GPU-bbbb-2, NVIDIA H100 80GB HBM3, 81559, 0, 0, 29, Disabled
2, GPU-cccc-3, NVIDIA A10G, 23028, 512, 7, 33, [N/A]
`;

/** An A100 cut into parts beside one that is whole, as `--query-gpu` and `-L` tell them. */
const CUT = `0, GPU-0f0f, NVIDIA A100-SXM4-40GB, 40960, 38, [N/A], 31, Enabled
1, GPU-1e1e, NVIDIA A100-SXM4-40GB, 40960, 4, 0, 30, Disabled
`;
const PARTS = `GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-0f0f)
  MIG 3g.20gb     Device  0: (UUID: MIG-aaaa-0)
  MIG 1g.5gb      Device  1: (UUID: MIG-bbbb-1)
GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-1e1e)
`;

describe('the GPUs that the driver names', () => {
  it('are read line by line', () => {
    expect(parseGpus(OUTPUT, undefined)).toHaveLength(3);
    expect(parseGpus(OUTPUT, undefined)[2]).toEqual({
      uuid: 'GPU-cccc-3',
      name: 'NVIDIA A10G',
      memory: 23028,
      reading: { memoryUsed: 512, utilisation: 7, temperature: 33 },
    });
  });

  it('tell in words what the driver knows of them, and nothing of what it does not', () => {
    expect(gpuText(parseGpus(OUTPUT, undefined)[0]!)).toBe('80 GiB, 3 GiB of it used, 41% busy, 38 °C');
    const silent = '0, GPU-1, NVIDIA GeForce MX150, [N/A], [N/A], [Not Supported], 45, [N/A]';
    expect(parseGpus(silent, undefined)[0]).toMatchObject({
      memory: 0,
      reading: { memoryUsed: null, utilisation: null, temperature: 45 },
    });
    expect(gpuText(parseGpus(silent, undefined)[0]!)).toBe('45 °C');
  });

  it('are their parts where they are cut (MIG), each with its own name for CUDA', () => {
    const gpus = parseGpus(CUT, undefined, PARTS);
    expect(gpus.map(({ uuid, name, memory }) => [uuid, name, memory])).toEqual([
      ['MIG-aaaa-0', 'NVIDIA A100-SXM4-40GB MIG 3g.20gb', 20480],
      ['MIG-bbbb-1', 'NVIDIA A100-SXM4-40GB MIG 1g.5gb', 5120],
      ['GPU-1e1e', 'NVIDIA A100-SXM4-40GB', 40960],
    ]);
    expect(parseGpus(CUT, 'MIG-bbbb-1', PARTS).map(({ uuid }) => uuid)).toEqual(['MIG-bbbb-1']);
    expect(parseGpus(CUT, '0:1,1', PARTS).map(({ uuid }) => uuid)).toEqual(['MIG-bbbb-1', 'GPU-1e1e']);
    // Cut and nothing made of it: it can't be used.
    expect(parseGpus(CUT, undefined, '').map(({ uuid }) => uuid)).toEqual(['GPU-1e1e']);
  });

  it('are narrowed down by index, uuid or the beginning of one', () => {
    const uuids = (visible: string) => parseGpus(OUTPUT, visible).map((gpu) => gpu.uuid);
    expect(uuids('0,2')).toEqual(['GPU-aaaa-1', 'GPU-cccc-3']);
    expect(uuids('GPU-bbbb-2')).toEqual(['GPU-bbbb-2']);
    expect(uuids(' GPU-cc ')).toEqual(['GPU-cccc-3']);
  });

  it('are none where the variable hides them all', () => {
    expect(parseGpus(OUTPUT, '')).toEqual([]);
    expect(parseGpus(OUTPUT, '-1')).toEqual([]);
    // As CUDA reads it: nothing that comes after what is no device.
    expect(parseGpus(OUTPUT, '0,-1,1').map(({ uuid }) => uuid)).toEqual(['GPU-aaaa-1']);
  });

  it('are none where the tool says something else', () => {
    expect(parseGpus('No devices were found\n', undefined)).toEqual([]);
    expect(parseGpus('', undefined)).toEqual([]);
  });
});

describe('the slots of a machine', () => {
  const gpus = parseGpus(OUTPUT, undefined);

  it('are one a GPU, each seeing only its own', () => {
    const slots = planSlots(gpus, null);
    expect(slots.map((slot) => slot.env.CUDA_VISIBLE_DEVICES)).toEqual([
      'GPU-aaaa-1',
      'GPU-bbbb-2',
      'GPU-cccc-3',
    ]);
    expect(slots[2]!.device).toBe('NVIDIA A10G');
  });

  it('are several a GPU where asked for', () => {
    const slots = planSlots(gpus.slice(0, 1), 3);
    expect(slots.map((slot) => slot.env.CUDA_VISIBLE_DEVICES)).toEqual(Array(3).fill('GPU-aaaa-1'));
  });

  it('are no more on a GPU than its memory has room for, and each knows its share', () => {
    const gpu = parseGpus('0, GPU-1, NVIDIA T400, 2048, 0, 0, 40, [N/A]', undefined);
    const slots = planSlots(gpu, 8);
    expect(slots.map((slot) => slot.env.HNET_SLOT_MEMORY_MIB)).toEqual(['1024', '1024']);
    expect(slots.every((slot) => slot.env.TF_FORCE_GPU_ALLOW_GROWTH === 'true')).toBe(true);
  });

  it('are one a WebGPU adapter, each pinned to its own', () => {
    const adapters = parseAdapters(
      [
        'Error: no suitable backends found',
        'Available adapters:',
        " * backend: 'vulkan', name: 'AMD Radeon RX 7900'",
        " * backend: 'vulkan', name: 'Intel(R) Arc(TM) A770'",
        " * backend: 'opengl', name: 'AMD Radeon RX 7900'",
        " * backend: 'vulkan', name: 'llvmpipe (LLVM 15.0.6, 256 bits)'",
        " * backend: 'null', name: 'Null backend'",
      ].join('\n'),
    );
    expect(planSlots([], null, { adapters }).map(({ device, env }) => [device, env])).toEqual([
      ['AMD Radeon RX 7900', { HNET_WEBGPU_ADAPTER: 'AMD Radeon RX 7900' }],
      ['Intel(R) Arc(TM) A770', { HNET_WEBGPU_ADAPTER: 'Intel(R) Arc(TM) A770' }],
    ]);
    expect(parseAdapters('none')).toEqual([]);
  });

  it('share the threads of the CPU without a GPU', () => {
    expect(planSlots([], null, { cores: 8, env: {} }).map((slot) => slot.env)).toEqual(
      Array(4).fill({ HNET_THREADS: '2' }),
    );
    expect(planSlots([], 3, { cores: 8, env: {} })[0]!.device).toBe('CPU, 2 threads');
    expect(planSlots([], null, { cores: 2, env: {} }).map((slot) => slot.env)).toEqual([
      { HNET_THREADS: '1' },
      { HNET_THREADS: '1' },
    ]);
    expect(planSlots([], null, { cores: 1, env: {} })).toEqual([
      { device: 'CPU, 1 thread', env: { HNET_THREADS: '1' }, uuid: null },
    ]);
  });

  it('take as many threads as the user says', () => {
    const slots = planSlots([], 2, { cores: 8, env: { HNET_THREADS: '7' } });
    expect(slots.map((slot) => slot.env.HNET_THREADS)).toEqual(['7', '7']);
  });
});

describe('GPUs are trained on once they have computed rightly:', () => {
  const probeOf =
    (state: ProbeState, reason: string | null = null): typeof probeBackends =>
    (names) =>
      Promise.resolve(names!.map((name) => ({ name, state, reason, device: null, error: null, seconds: 1 })));
  const gpus = parseGpus(OUTPUT, '0');
  const machine = { gpus, adapters: [], idle: [] };
  const env = { HNET_CACHE_DIR: tmpdir() };

  it('then their slots open nothing else', async () => {
    const trusted = await trustedMachine(machine, { env, probe: probeOf('works') });
    expect(trusted).toEqual({ ...machine, auto: ['webgpu'], distrust: null });
    expect(planSlots(trusted.gpus, null, { auto: trusted.auto })[0]!.env).toMatchObject({
      ...{ CUDA_VISIBLE_DEVICES: 'GPU-aaaa-1', HNET_AUTO_BACKENDS: 'webgpu' },
    });
  });

  it.each<[ProbeState, string]>([
    ['wrong', 'a short training is off by 2e-1'],
    ['crashed', 'its process ended with SIGSEGV'],
    ['unavailable', 'no adapter'],
  ])('else (%s) they are left alone, and the CPU serves', async (state, reason) => {
    const {
      distrust,
      auto,
      idle,
      gpus: used,
    } = await trustedMachine(machine, {
      ...{ env, probe: probeOf(state, reason) },
    });
    expect(distrust).toMatch(new RegExp(`^webgpu: ${reason}; .*setup:tensorflow -- --gpu$`));
    expect([used, idle, auto]).toEqual([[], gpus, ['tensorflow', 'wasm', 'cpu']]);
    expect(planSlots(used, null, { cores: 1, auto, env: {} })[0]!.env).toEqual({
      ...{ HNET_THREADS: '1', HNET_AUTO_BACKENDS: 'tensorflow,wasm,cpu' },
    });
  });

  it('unless the user wants none, or there are none', async () => {
    const probe = probeOf('crashed');
    const refused = await trustedMachine(machine, { env: { ...env, HNET_AUTO_BACKENDS: 'wasm' }, probe });
    expect(refused).toEqual({ gpus: [], adapters: [], idle: gpus, auto: ['wasm'], distrust: null });
    const bare = { gpus: [], adapters: [], idle: [] };
    expect(await trustedMachine(bare, { env, probe })).toEqual({ ...bare, auto: null, distrust: null });
  });
});

describe('a machine’s own query tool', () => {
  it('is asked for what there is, and for parts only where a GPU is cut', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hnet-smi-'));
    const tool = join(folder, 'nvidia-smi');
    const lines = (text: string) => `cat <<'END'\n${text}END\n`;
    writeFileSync(tool, `#!/bin/sh\nif [ "$1" = -L ]; then\n${lines(PARTS)}else\n${lines(CUT)}fi\n`);
    chmodSync(tool, 0o755);
    const env = { PATH: `${folder}:${process.env.PATH}`, CUDA_VISIBLE_DEVICES: '0:0' };
    expect(planSlots(await nvidiaGpus(env), null).map((slot) => slot.env.CUDA_VISIBLE_DEVICES)).toEqual([
      'MIG-aaaa-0',
    ]);
    rmSync(folder, { recursive: true });
    expect(await nvidiaGpus({ PATH: folder })).toEqual([]);
  });

  it.skipIf(!hasNativeTensorFlow('cpu') || hasNativeTensorFlow('gpu'))(
    'finds GPUs that are left alone where native TensorFlow is set up for the CPU alone',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'hnet-smi-'));
      const tool = join(folder, 'nvidia-smi');
      writeFileSync(tool, `#!/bin/sh\ncat <<'END'\n${OUTPUT}END\n`);
      chmodSync(tool, 0o755);
      const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
      const { gpus, idle } = await findDevices(env);
      expect([gpus.length, idle.length > 0]).toEqual([0, true]);
      // With nothing set up they are what slots are planned for.
      const bare = await findDevices({ ...env, HNET_CACHE_DIR: folder });
      expect([bare.gpus.length, bare.idle.length]).toEqual([idle.length, 0]);
      rmSync(folder, { recursive: true });
    },
  );

  it('is asked again and again by a worker, which tells the latest reading', async () => {
    const before = parseGpus(OUTPUT, '0');
    const after = parseGpus(OUTPUT.replace('3072, 41, 38', '70000, 97, 64'), '0');
    const ending = new AbortController();
    const told: object[] = [];
    const readings = watchGpus(before, {
      log: (fields) => void told.push(fields),
      signal: ending.signal,
      everySeconds: 0.01,
      ask: () => Promise.resolve(after),
    });
    expect(told).toEqual([
      { uuid: 'GPU-aaaa-1', memory: 81559, memoryUsed: 3072, utilisation: 41, temperature: 38 },
    ]);
    expect(readings.of('GPU-aaaa-1')).toContain('41% busy, 38 °C');
    await expect.poll(() => readings.of('GPU-aaaa-1')).toContain('68 GiB of it used, 97% busy, 64 °C');
    ending.abort();
    expect(readings.of(null)).toBeNull();
  });
});
