import * as tf from '@tensorflow/tfjs-core';
import { createLayout } from '../layout.ts';
import type { TargetNetwork } from '../target-network.ts';
import { batchNorm } from './batch-norm.ts';
import { convolution } from './convolution.ts';
import { denseStep } from './dense-step.ts';
import { createImageTarget, type ImageShape } from './image-network.ts';
import type { NetworkPass } from './pass.ts';
import { averageAll, chain, flatten, rectify, shortcut, type Step } from './step.ts';

/** What describes a residual network for small images (He et al., 2016, section 4.2). */
export interface ResNetShape {
  readonly input: ImageShape;
  /** n: residual blocks in each of the three groups; 5 makes ResNet-32, of 6 n + 2 layers. */
  readonly blocks: number;
  /** Channels after the first convolution and in the three groups; published: 16, 16, 32, 64. */
  readonly channels: readonly [number, number, number, number];
  /** All heads counted. */
  readonly outputs: number;
}

/** One convolution: 3 x 3, followed by batch norm. */
interface Convolution {
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: 1 | 2;
}

/**
 * ResNet as the paper has it for CIFAR (hnet-spec 3.4): 3 x 3 convolutions with biases, batch norm after each, shortcuts
 * without weights, the second and third group beginning with stride 2, then the mean over all places and one dense
 * layer. W is `W1 [out, in, 3, 3]`, `b1`, `gamma1`, `beta1`, `W2`, ...; the batch norm's scale and shift are generated
 * like all other weights. Statistics are `mean1`, `variance1`, `mean2`, ...
 */
export function createResNet({ input, blocks, channels, outputs }: ResNetShape): TargetNetwork {
  const convolutions = convolutionsOf(input, blocks, channels);
  const dense = convolutions.length + 1;
  const layout = createLayout([
    ...convolutions.flatMap((layer, i) => [
      { name: `W${i + 1}`, shape: [layer.outputs, layer.inputs, 3, 3] },
      { name: `b${i + 1}`, shape: [layer.outputs] },
      { name: `gamma${i + 1}`, shape: [layer.outputs] },
      { name: `beta${i + 1}`, shape: [layer.outputs] },
    ]),
    { name: `W${dense}`, shape: [outputs, channels[3]] },
    { name: `b${dense}`, shape: [outputs] },
  ]);
  const statistics = createLayout(
    convolutions.flatMap((layer, i) => [
      { name: `mean${i + 1}`, shape: [layer.outputs] },
      { name: `variance${i + 1}`, shape: [layer.outputs] },
    ]),
  );
  const normalised = (pass: NetworkPass, index: number): Step[] => [
    convolution(pass, `W${index}`, { stride: convolutions[index - 1]!.stride, padding: 'same' }, index > 1),
    batchNorm(pass, index),
  ];
  return createImageTarget({
    input,
    layout,
    outputs,
    statistics,
    steps(pass, head) {
      const steps: Step[] = [...normalised(pass, 1), rectify];
      for (let index = 2; index < dense; index += 2) {
        const { stride } = convolutions[index - 1]!;
        const inner = [...normalised(pass, index), rectify, ...normalised(pass, index + 1)];
        steps.push(residual(inner, shortcut(stride, convolutions[index]!.outputs)), rectify);
      }
      return [...steps, averageAll, flatten, denseStep(pass, dense, head)];
    },
  });
}

/** x -> inner(x) + around(x). */
function residual(inner: readonly Step[], around: Step): Step {
  return (x) => {
    const [through, past] = [chain(x, inner), around(x)];
    return {
      y: tf.add(through.y, past.y),
      back: (gradient) => tf.add(through.back(gradient), past.back(gradient)),
    };
  };
}

function convolutionsOf(
  input: ImageShape,
  blocks: number,
  [first, ...groups]: readonly [number, number, number, number],
): Convolution[] {
  const layers: Convolution[] = [{ inputs: input.channels, outputs: first, stride: 1 }];
  groups.forEach((outputs, group) => {
    for (let block = 0; block < blocks; block += 1) {
      const inputs = layers.at(-1)!.outputs;
      layers.push({ inputs, outputs, stride: group > 0 && block === 0 ? 2 : 1 });
      layers.push({ inputs: outputs, outputs, stride: 1 });
    }
  });
  return layers;
}
