import { createLayout } from '../layout.ts';
import type { TargetNetwork } from '../target-network.ts';
import { addBias, convolution, type ConvolutionShape } from './convolution.ts';
import { denseStep } from './dense-step.ts';
import { dropout } from './dropout.ts';
import { createImageTarget, type ImageShape } from './image-network.ts';
import type { NetworkPass } from './pass.ts';
import { flatten, maxPool, rectify, type Step } from './step.ts';

/** Channels of the four convolutions, and the width of the dense layer. */
const CHANNELS = [32, 32, 64, 64] as const;
const WIDTH = 512;

/** What describes a ZenkeNet. */
export interface ZenkeNetShape {
  readonly input: ImageShape;
  /** All heads counted. */
  readonly outputs: number;
  /** Others than the published widths; for tests. */
  readonly channels?: readonly [number, number, number, number];
  readonly width?: number;
}

/**
 * The convolutional network of Zenke et al. (2017), as the paper uses it for CIFAR (hnet-spec 3.4): twice
 * [3 x 3 convolution with zeros around, 3 x 3 convolution without, largest of 2 x 2, dropout 0.25], a dense layer of
 * 512 with dropout 0.5, the output layer; all rectified, all with biases. W is `W1 [out, in, 3, 3]`, `b1`, ..., `b6`.
 */
export function createZenkeNet(shape: ZenkeNetShape): TargetNetwork {
  const { input, outputs, channels = CHANNELS, width = WIDTH } = shape;
  const inputs = [input.channels, ...channels];
  // Each half loses two places at its second convolution, then every second one.
  const side = (length: number): number => Math.floor((Math.floor((length - 2) / 2) - 2) / 2);
  const flat = side(input.height) * side(input.width) * channels[3];
  if (!(flat > 0))
    throw new RangeError(`images of ${input.height} x ${input.width} are too small for ZenkeNet`);
  const layout = createLayout([
    ...channels.flatMap((out, i) => [
      { name: `W${i + 1}`, shape: [out, inputs[i]!, 3, 3] },
      { name: `b${i + 1}`, shape: [out] },
    ]),
    { name: 'W5', shape: [width, flat] },
    { name: 'b5', shape: [width] },
    { name: 'W6', shape: [outputs, width] },
    { name: 'b6', shape: [outputs] },
  ]);
  const convolved = (pass: NetworkPass, index: number, padding: ConvolutionShape['padding']): Step[] => [
    convolution(pass, `W${index}`, { stride: 1, padding }, index > 1),
    addBias(pass, `b${index}`),
    rectify,
  ];
  const half = (pass: NetworkPass, index: number): Step[] => [
    ...convolved(pass, index, 'same'),
    ...convolved(pass, index + 1, 'valid'),
    maxPool,
    dropout(pass, 0.25),
  ];
  return createImageTarget({
    input,
    layout,
    outputs,
    statistics: null,
    steps: (pass, head) => [
      ...half(pass, 1),
      ...half(pass, 3),
      flatten,
      denseStep(pass, 5, null),
      rectify,
      dropout(pass, 0.5),
      denseStep(pass, 6, head),
    ],
  });
}
