import { describe, expect, it } from 'vitest';
import { parseGpus } from '../../../workers/devices/nvidia.ts';
import { planSlots } from '../../../workers/devices/plan-slots.ts';

const OUTPUT = `0, GPU-aaaa-1, NVIDIA H100 80GB HBM3, 81559
1, GPU-bbbb-2, NVIDIA H100 80GB HBM3, 81559
2, GPU-cccc-3, NVIDIA A10G, 23028
`;

describe('the GPUs that the driver names', () => {
  it('are read line by line', () => {
    expect(parseGpus(OUTPUT, undefined)).toHaveLength(3);
    expect(parseGpus(OUTPUT, undefined)[2]).toEqual({
      uuid: 'GPU-cccc-3',
      name: 'NVIDIA A10G',
      memory: 23028,
    });
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
      { device: 'CPU, 1 thread', env: { HNET_THREADS: '1' } },
    ]);
  });

  it('take as many threads as the user says', () => {
    const slots = planSlots([], 2, { cores: 8, env: { HNET_THREADS: '7' } });
    expect(slots.map((slot) => slot.env.HNET_THREADS)).toEqual(['7', '7']);
  });
});
