/** The replay model and the losses of rehearsal once more, in plain loops and double precision. */
import type { Vae } from '../../hnet/replay/vae.ts';
import { naiveMlp } from './naive-hnet.ts';

type Numbers = ArrayLike<number>;

/** 1/D sum_p BCE + KL / D of every row, summed with the rows' shares; noise and codes row by row. */
export function naiveVaeLoss(
  vae: Vae,
  encoder: Numbers,
  decoder: Numbers,
  rows: readonly {
    readonly x: Numbers;
    readonly noise: Numbers;
    readonly task: number;
    readonly share: number;
  }[],
): number {
  const { latentSize, inputs } = vae;
  return rows.reduce((total, { x, noise, task, share }) => {
    const encoded = naiveMlp(vae.encoderWidths, 'relu', encoder, 0, x);
    const [mu, logVariance] = [encoded.slice(0, latentSize), encoded.slice(latentSize)];
    const z = mu.map((mean, i) => mean + Math.exp(logVariance[i]! / 2) * noise[i]!);
    const drawn = naiveDecode(vae, decoder, z, task);
    let loss = 0;
    for (let p = 0; p < inputs; p += 1)
      loss -= x[p]! * Math.log(drawn[p]!) + (1 - x[p]!) * Math.log(1 - drawn[p]!);
    for (let i = 0; i < latentSize; i += 1)
      loss -= (1 + logVariance[i]! - mu[i]! ** 2 - Math.exp(logVariance[i]!)) / 2;
    return total + (share * loss) / inputs;
  }, 0);
}

/** sigmoid(decoder([z ; one-hot task])). */
export function naiveDecode(vae: Vae, decoder: Numbers, z: readonly number[], task: number): number[] {
  const code = Array.from({ length: vae.codeSize }, (_, i) => (i === task ? 1 : 0));
  const logits = naiveMlp(vae.decoderWidths, 'relu', decoder, 0, [...z, ...code]);
  return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
}

/** softmax(logits / T). */
export function naiveSoftmax(logits: readonly number[], temperature = 1): number[] {
  const powers = logits.map((logit) => Math.exp(logit / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** -sum q log p; a q of 0 counts nothing. */
export function crossEntropy(q: readonly number[], p: readonly number[]): number {
  return q.reduce((sum, each, i) => sum - (each === 0 ? 0 : each * Math.log(p[i]!)), 0);
}
