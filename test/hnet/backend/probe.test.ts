import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { probeBackends } from '../../../hnet/backend/probe.ts';
import { resolveBenchmark } from '../../../hnet/benchmarks/resolve.ts';
import { resolveConfiguration } from '../../../hnet/configuration/resolve.ts';
import { targetNetworkOf } from '../../../hnet/configuration/target.ts';
import { createHypernetwork } from '../../../hnet/model/hypernetwork.ts';
import { hnetOptions } from '../../../hnet/strategies/hnet-options.ts';
import { estimateCost } from '../../../hnet/training/choose-regulariser.ts';
import { SELF_CHECK, selfCheck, TRAINING_TOLERANCE } from '../../../hnet/backend/self-check.ts';

describe('a probe', () => {
  it('finds that wasm and cpu compute what they should', async () => {
    const [wasm, cpu] = await probeBackends(['wasm', 'cpu']);
    expect(wasm).toMatchObject({ name: 'wasm', state: 'works', reason: null });
    expect(wasm!.device).toContain('WebAssembly');
    expect(wasm!.error).toBeLessThanOrEqual(TRAINING_TOLERANCE);
    expect(wasm!.seconds).toBeGreaterThan(0);
    expect(cpu).toMatchObject({ name: 'cpu', state: 'works', error: 0 });
  });

  it('never fails: what is not to be had is a reason', async () => {
    const [gpu] = await probeBackends(['tensorflow-gpu']);
    expect(['works', 'unavailable']).toContain(gpu!.state);
    expect(gpu!.reason === null).toBe(gpu!.state === 'works');
  });

  describe('of a backend that', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hnet-probe-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const child = (name: string, code: string): string => {
      const path = join(folder, `${name}.mjs`);
      writeFileSync(path, code);
      return path;
    };

    it('crashes its process does not crash ours', async () => {
      const options = { child: child('crash', "process.kill(process.pid, 'SIGSEGV');") };
      const [crashed] = await probeBackends(['webgpu'], options);
      expect(crashed).toMatchObject({
        state: 'crashed',
        device: null,
        reason: 'its process ended with SIGSEGV',
      });
    });

    it('leaves without a word has crashed', async () => {
      const [gone] = await probeBackends(['webgpu'], { child: child('exit', 'process.exit(3);') });
      expect(gone).toMatchObject({ state: 'crashed', reason: 'its process ended with exit code 3' });
    });

    it('hangs is given up', async () => {
      const options = { child: child('hang', 'setInterval(() => {}, 1000);'), patienceMs: 300 };
      const [hung] = await probeBackends(['webgpu'], options);
      expect(hung).toMatchObject({ state: 'crashed', reason: 'no answer within 0.3 s' });
    });
  });
});

describe('the self-check', () => {
  beforeAll(async () => {
    await selectBackend('wasm');
  });

  it('trains with both forms of the regulariser', () => {
    const benchmark = resolveBenchmark('split-mnist');
    const configuration = resolveConfiguration(benchmark, 'hnet', SELF_CHECK);
    const targetSize = targetNetworkOf(benchmark, configuration).layout.size;
    const hypernetwork = createHypernetwork({ ...hnetOptions(configuration), targetSize });
    const forms = [1, 2].map((tasks) => {
      const { plain, gram } = estimateCost(hypernetwork, tasks, hnetOptions(configuration).targets);
      return gram < plain ? 'gram' : 'plain';
    });
    expect(forms).toEqual(['plain', 'gram']);
  });

  it('finds a kernel that computes something else', async () => {
    const stock = tf.getKernel('Relu', 'wasm');
    tf.unregisterKernel('Relu', 'wasm');
    tf.registerKernel({ ...stock, kernelFunc: ({ inputs }) => tf.neg(inputs.x as tf.Tensor) });
    try {
      await expect(selfCheck()).rejects.toThrow('a layer is [-3, -1, 1, -8], expected [3, 1, 0, 8]');
    } finally {
      tf.unregisterKernel('Relu', 'wasm');
      tf.registerKernel(stock);
    }
  });

  it('finds a kernel that is wrong only in training', async () => {
    await selectBackend('wasm');
    const stock = tf.getKernel('Sqrt', 'wasm');
    tf.unregisterKernel('Sqrt', 'wasm');
    tf.registerKernel({ ...stock, kernelFunc: ({ inputs }) => tf.mul(inputs.x as tf.Tensor, 1) });
    try {
      await expect(selfCheck()).rejects.toThrow(/^a short training is off by /);
    } finally {
      tf.unregisterKernel('Sqrt', 'wasm');
      tf.registerKernel(stock);
    }
  });

  it('passes a backend that computes rightly, and leaves no tensors', async () => {
    await selectBackend('wasm');
    const before = tf.memory().numTensors;
    expect(await selfCheck()).toBeLessThanOrEqual(TRAINING_TOLERANCE);
    expect(tf.memory().numTensors).toBe(before);
  });
});
