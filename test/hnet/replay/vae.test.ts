import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../../../hnet/backend/index.ts';
import { createVae, taskCodes, vaeLossAndGradient, type Vae } from '../../../hnet/replay/vae.ts';
import { differences, normals, relativeError } from '../../support/naive-hnet.ts';
import { naiveVaeLoss } from '../../support/naive-replay.ts';

describe('the replay model', () => {
  test('has the layers of the published one: 200-250-350-784, of which 100 are the task code', () => {
    const shape = { inputs: 784, latentSize: 100, encoderLayers: [400, 400], decoderLayers: [250, 350] };
    const vae = createVae({ ...shape, conditional: true });
    expect(vae.encoderWidths).toEqual([784, 400, 400, 200]);
    expect(vae.decoderWidths).toEqual([200, 250, 350, 784]);
    expect(vae.decoder.size).toBe(413_284);
    expect(createVae({ ...shape, conditional: false }).decoderWidths).toEqual([100, 250, 350, 784]);
  });

  test('codes a task by a one among a hundred, or not at all', () => {
    const shape = { inputs: 2, latentSize: 1, encoderLayers: [], decoderLayers: [] };
    const codes = taskCodes(createVae({ ...shape, conditional: true }), [3, 0])!;
    expect([...codes.keys()].filter((i) => codes[i] !== 0)).toEqual([3, 100]);
    expect(codes[3]).toBe(1);
    expect(taskCodes(createVae({ ...shape, conditional: false }), [3])).toBe(null);
  });
});

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  test('loss of a case small enough for paper', () => {
    // mu = 1/2, sigma = 2, epsilon = 1/4: z = 1; logits (ln 3, 0), so pixels are drawn 3/4 and 1/2.
    const vae = createVae({
      inputs: 2,
      latentSize: 1,
      conditional: false,
      encoderLayers: [],
      decoderLayers: [],
    });
    const encoder = tf.tensor1d([0, 0, 0, 0, 0.5, Math.log(4)]);
    const decoder = tf.tensor1d([Math.log(3), 0, 0, 0]);
    const batch = { x: tf.tensor2d([[1, 0]]), noise: tf.tensor2d([[0.25]]), codes: null, shares: 1 };
    const { loss } = vaeLossAndGradient(vae, encoder, decoder, batch, true);
    const reconstruction = (-Math.log(0.75) - Math.log(0.5)) / 2;
    const divergence = -0.5 * (1 + Math.log(4) - 0.25 - 4);
    expect(loss!.dataSync()[0]).toBeCloseTo(reconstruction + divergence / 2, 5);
  });

  /** Three rows of different shares and tasks, weights such that nothing saturates. */
  function example(conditional: boolean, surplus: number) {
    const vae: Vae = createVae({
      inputs: 5,
      latentSize: 2,
      conditional,
      encoderLayers: [4],
      decoderLayers: [3, 4],
    });
    const padded = (name: string, size: number): Float32Array => normals(name, size + surplus, 0.6);
    return {
      vae,
      encoder: padded('encoder', vae.encoder.size),
      decoder: padded('decoder', vae.decoder.size),
      rows: [0.5, 0.2, 0.3].map((share, row) => ({
        x: normals(`x${row}`, 5).map((value) => 1 / (1 + Math.exp(-value))),
        noise: normals(`noise${row}`, 2),
        task: row * 7,
        share,
      })),
    };
  }

  test.each([
    [true, 0],
    [false, 0],
    [true, 3],
  ])(
    'loss and both gradients, conditional %s, %i numbers too many behind the weights',
    (conditional, surplus) => {
      const { vae, encoder, decoder, rows } = example(conditional, surplus);
      const before = tf.memory().numTensors;
      const flat = (parts: readonly Float32Array[], width: number): tf.Tensor2D =>
        tf.tensor2d(Float32Array.from(parts.flatMap((part) => [...part])), [rows.length, width]);
      const found = tf.tidy(() => {
        const codes = taskCodes(
          vae,
          rows.map(({ task }) => task),
        );
        const {
          encoder: ofEncoder,
          decoder: ofDecoder,
          loss,
        } = vaeLossAndGradient(
          vae,
          tf.tensor1d(encoder),
          tf.tensor1d(decoder),
          {
            x: flat(
              rows.map(({ x }) => x),
              5,
            ),
            noise: flat(
              rows.map(({ noise }) => noise),
              2,
            ),
            codes: codes === null ? null : tf.tensor2d(codes, [rows.length, vae.codeSize]),
            shares: tf.tensor2d(
              rows.map(({ share }) => share),
              [rows.length, 1],
            ),
          },
          true,
        );
        return [ofEncoder.dataSync(), ofDecoder.dataSync(), loss!.dataSync()] as const;
      });
      expect(tf.memory().numTensors).toBe(before);
      const [ofEncoder, ofDecoder, [loss]] = found;
      expect(loss).toBeCloseTo(naiveVaeLoss(vae, encoder, decoder, rows), 5);
      const lossAt = (e: ArrayLike<number>, d: ArrayLike<number>) => naiveVaeLoss(vae, e, d, rows);
      expect(
        relativeError(
          ofEncoder,
          differences((w) => lossAt(w, decoder), encoder),
        ),
      ).toBeLessThan(1e-4);
      expect(
        relativeError(
          ofDecoder,
          differences((w) => lossAt(encoder, w), decoder),
        ),
      ).toBeLessThan(1e-4);
      expect([...ofDecoder.slice(vae.decoder.size)]).toEqual(Array(surplus).fill(0));
    },
  );

  test('one share for all rows is the mean over them', () => {
    const { vae, encoder, decoder, rows } = example(false, 0);
    const loss = tf.tidy(() => {
      const x = tf.tensor2d(rows.map(({ x }) => [...x]));
      const noise = tf.tensor2d(rows.map(({ noise }) => [...noise]));
      const batch = { x, noise, codes: null, shares: 1 / 3 };
      return vaeLossAndGradient(
        vae,
        tf.tensor1d(encoder),
        tf.tensor1d(decoder),
        batch,
        true,
      ).loss!.dataSync()[0]!;
    });
    const equal = rows.map((row) => ({ ...row, share: 1 / 3 }));
    expect(loss).toBeCloseTo(naiveVaeLoss(vae, encoder, decoder, equal), 5);
  });

  test('the loss of pixels drawn with certainty stays finite', () => {
    const vae = createVae({
      inputs: 2,
      latentSize: 1,
      conditional: false,
      encoderLayers: [],
      decoderLayers: [],
    });
    const decoder = tf.tensor1d([0, 0, 200, -200]); // sigmoid gives exactly 1 and 0 in float32
    const batch = { x: tf.tensor2d([[1, 1]]), noise: tf.tensor2d([[0]]), codes: null, shares: 1 };
    const { loss } = vaeLossAndGradient(vae, tf.zeros([6]), decoder, batch, true);
    expect(loss!.dataSync()[0]).toBeCloseTo(100, 3); // (0 + 200) / 2
  });
});
