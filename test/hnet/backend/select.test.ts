import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../common/errors.ts';
import { autoBackends, BACKENDS, backendNames, selectBackend } from '../../../hnet/backend/index.ts';
import { threadsFrom } from '../../../hnet/backend/threads.ts';

const threads = process.env.HNET_THREADS;
afterEach(() => {
  if (threads === undefined) delete process.env.HNET_THREADS;
  else process.env.HNET_THREADS = threads;
});

describe('the choice of a backend', () => {
  it('goes from the fastest kind of device to what always works', () => {
    expect(backendNames).toEqual(['tensorflow-gpu', 'tensorflow', 'webgpu', 'wasm', 'cpu']);
    expect(BACKENDS.map(({ name }) => name)).toEqual(backendNames);
  });

  it('takes the first that works, with the reason of each that was passed over', async () => {
    const choice = await selectBackend('auto');
    const place = backendNames.indexOf(choice.name);
    expect(choice.rejected.map(({ name }) => name)).toEqual(backendNames.slice(0, place));
    for (const { name, reason } of choice.rejected) {
      expect(reason, name).toMatch(/\S/);
      expect(reason).not.toContain('\n');
      expect(choice.reason).toContain(name);
    }
    expect(choice.device).toMatch(/CPU|GPU/);
  });

  it('is narrowed down by HNET_AUTO_BACKENDS, as it is in the slots of a GPU', async () => {
    expect(autoBackends({})).toEqual(backendNames);
    expect(autoBackends({ HNET_AUTO_BACKENDS: 'wasm, cpu' })).toEqual(['wasm', 'cpu']);
    expect(() => autoBackends({ HNET_AUTO_BACKENDS: 'cuda' })).toThrow(
      /^HNET_AUTO_BACKENDS: given cuda; allowed: a list of tensorflow-gpu, .*, cpu$/,
    );
    vi.stubEnv('HNET_AUTO_BACKENDS', 'cpu');
    expect((await selectBackend('auto')).name).toBe('cpu');
    expect((await selectBackend('wasm')).name).toBe('wasm');
    vi.unstubAllEnvs();
  });

  it.each(['wasm', 'cpu'] as const)('%s computes when asked for', async (name) => {
    const choice = await selectBackend(name);
    expect(choice).toMatchObject({ name, reason: 'asked for', rejected: [] });
    expect(tf.getBackend()).toBe(name);
    const product = tf.matMul([[1, 2]], [[3], [4]]);
    expect([...(await product.data())]).toEqual([11]);
    product.dispose();
  });

  it('cpu computes without a greeting of its library', async () => {
    const warned = vi.spyOn(console, 'warn');
    await selectBackend('cpu');
    // The library greets at the first tensor that a backend holds.
    tf.removeBackend('cpu');
    const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu');
    tf.registerBackend('cpu', () => new MathBackendCPU());
    await selectBackend('cpu');
    tf.tensor([1]).dispose();
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('asked for a backend that is not to be had, says why and where to look', async () => {
    const nowhere = selectBackend('tensorflow-gpu', { threads: 1 });
    const refused = await nowhere.then(
      () => null, // a machine with a GPU
      (error: unknown) => error as UserError,
    );
    if (refused === null) expect(tf.getBackend()).toBe('tensorflow');
    else {
      expect(refused).toBeInstanceOf(UserError);
      expect(refused).toMatchObject({
        code: 'unavailable',
        hint: expect.stringContaining('doctor') as string,
      });
      expect(refused.message).toMatch(/^backend tensorflow-gpu does not work here: ./);
    }
  });
});

describe('HNET_THREADS', () => {
  it('is a whole number or nothing', () => {
    expect(threadsFrom({})).toBeNull();
    expect(threadsFrom({ HNET_THREADS: '' })).toBeNull();
    expect(threadsFrom({ HNET_THREADS: '3' })).toBe(3);
    for (const HNET_THREADS of ['0', '1.5', 'many', '-2'])
      expect(() => threadsFrom({ HNET_THREADS })).toThrow(`HNET_THREADS is ${HNET_THREADS}`);
  });

  it('that is impossible stops the choice', async () => {
    process.env.HNET_THREADS = 'many';
    await expect(selectBackend('cpu')).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
