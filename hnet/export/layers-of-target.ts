import { benchmarkShape } from '../configuration/benchmark-shape.ts';
import type { Layout } from '../model/layout.ts';
import type { Head, TargetNetwork } from '../model/target-network.ts';
import type { NamedArray } from '../strategies/strategy.types.ts';
import type { BenchmarkSpec, Configuration } from '../types.ts';
import { LayersModel, type LayersModelFiles } from './layers-model.ts';
import type { TrainedTarget } from './trained-target.ts';

/** Tensors of the target network by name; the output layer is cut down to the task's head. */
class Tensors {
  readonly #layout: Layout;
  readonly #flat: Float32Array;
  readonly #head: Head;

  constructor(layout: Layout, flat: Float32Array, head: Head) {
    this.#layout = layout;
    this.#flat = flat;
    this.#head = head;
  }

  get(name: string): NamedArray {
    const { shape, offset, size } = this.#layout.entries.find((entry) => entry.name === name)!;
    return { shape, data: this.#flat.slice(offset, offset + size) };
  }

  has(name: string): boolean {
    return this.#layout.entries.some((entry) => entry.name === name);
  }

  /** The head's rows of the matrix [outputs, width], or its part of the bias. */
  headOf(name: string): NamedArray {
    const { shape, data } = this.get(name);
    const { from, size } = this.#head;
    const width = data.length / shape[0]!;
    return { shape: [size, ...shape.slice(1)], data: data.slice(from * width, (from + size) * width) };
  }
}

/** A matrix [out, in] or kernel [out, in, height, width] of W in Keras's order, [(height, width,) in, out]. */
function kernelOf({ shape, data }: NamedArray): NamedArray {
  const [outputs, inputs, height = 1, width = 1] = shape as [number, number, number?, number?];
  const window = height * width;
  const turned = new Float32Array(data.length);
  for (let out = 0; out < outputs; out += 1)
    for (let into = 0; into < inputs; into += 1)
      for (let place = 0; place < window; place += 1)
        turned[(place * inputs + into) * outputs + out] = data[(out * inputs + into) * window + place]!;
  return { shape: [...shape.slice(2), inputs, outputs], data: turned };
}

/**
 * One task's target network as a TensorFlow.js layers model: from samples as the benchmark feeds them (images keep their
 * shape, channels last) to the logits of the task's head, or to a regression's values.
 */
export function layersOf(
  benchmark: BenchmarkSpec,
  configuration: Configuration,
  target: TargetNetwork,
  trained: TrainedTarget,
): LayersModelFiles {
  const tensors = new Tensors(target.layout, trained.weights, trained.head);
  const { inputs, image } = benchmarkShape(benchmark);
  const network = String(configuration.target_network ?? 'mlp');
  if (network === 'mlp') return mlp(tensors, inputs, configuration.target_activation as string);
  const shape = [image!.height, image!.width, image!.channels];
  if (network === 'zenkenet') return zenkenet(tensors, shape);
  const statistics = new Tensors(target.statistics!, trained.statistics!, trained.head);
  return resnet(tensors, statistics, shape);
}

function mlp(tensors: Tensors, inputs: number, activation: string): LayersModelFiles {
  const model = new LayersModel([inputs]);
  let at = model.input;
  for (let layer = 1; tensors.has(`W${layer}`); layer += 1)
    at = tensors.has(`W${layer + 1}`)
      ? dense(model, tensors, layer, at, activation)
      : outputLayer(model, tensors, layer, at);
  return model.files(at);
}

function zenkenet(tensors: Tensors, shape: readonly number[]): LayersModelFiles {
  const model = new LayersModel(shape);
  let at = model.input;
  for (const layer of [1, 2, 3, 4]) {
    const padding = layer % 2 === 1 ? 'same' : 'valid';
    at = convolution(model, tensors, layer, at, { padding, activation: 'relu' });
    if (layer % 2 === 1) continue;
    const pool = { pool_size: [2, 2], strides: [2, 2], padding: 'valid', data_format: 'channels_last' };
    at = model.add('MaxPooling2D', `pool${layer / 2}`, at, pool);
    at = model.add('Dropout', `dropout${layer / 2}`, at, { rate: 0.25 });
  }
  at = model.add('Flatten', 'flatten', at, { data_format: 'channels_last' });
  at = dense(model, tensors, 5, at, 'relu');
  at = model.add('Dropout', 'dropout3', at, { rate: 0.5 });
  return model.files(outputLayer(model, tensors, 6, at));
}

function resnet(tensors: Tensors, statistics: Tensors, shape: readonly number[]): LayersModelFiles {
  const model = new LayersModel(shape);
  const widthAt = (layer: number): [number, number] => {
    const [outputs, inputs] = tensors.get(`W${layer}`).shape as [number, number];
    return [inputs, outputs];
  };
  const relu = (name: string, from: string): string =>
    model.add('Activation', name, from, { activation: 'relu' });
  const normalised = (layer: number, from: string, stride: 1 | 2): string => {
    const padded =
      stride === 1
        ? from
        : model.add('ZeroPadding2D', `pad${layer}`, from, {
            padding: [
              [1, 1],
              [1, 1],
            ],
            data_format: 'channels_last',
          });
    const convolved = convolution(model, tensors, layer, padded, {
      padding: stride === 1 ? 'same' : 'valid',
      strides: [stride, stride],
      activation: 'linear',
    });
    const config = { axis: -1, momentum: 0.9, epsilon: 1e-5, center: true, scale: true };
    return model.add('BatchNormalization', `norm${layer}`, convolved, config, {
      gamma: tensors.get(`gamma${layer}`),
      beta: tensors.get(`beta${layer}`),
      moving_mean: statistics.get(`mean${layer}`),
      moving_variance: statistics.get(`variance${layer}`),
    });
  };
  let at = relu('relu1', normalised(1, model.input, 1));
  const blocks = countBlocks(tensors);
  for (let block = 0; block < 3 * blocks; block += 1) {
    const layer = 2 + 2 * block;
    const [inputs, outputs] = widthAt(layer);
    // The second and the third group begin with stride 2.
    const stride = block > 0 && block % blocks === 0 ? 2 : 1;
    const inner = normalised(layer + 1, relu(`relu${layer}`, normalised(layer, at, stride)), 1);
    const past =
      stride === 1 && inputs === outputs ? at : shortcut(model, layer, at, stride, inputs, outputs);
    at = relu(`relu${layer + 1}`, model.add('Add', `add${layer + 1}`, [inner, past]));
  }
  at = model.add('GlobalAveragePooling2D', 'average', at, { data_format: 'channels_last' });
  return model.files(outputLayer(model, tensors, 6 * blocks + 2, at));
}

/** Residual blocks in each of the three groups. */
function countBlocks(tensors: Tensors): number {
  let convolutions = 0;
  while (tensors.has(`gamma${convolutions + 1}`)) convolutions += 1;
  return (convolutions - 1) / 6;
}

/** A shortcut without weights, as the 1 x 1 convolution of fixed zeros and ones that does the same. */
function shortcut(
  model: LayersModel,
  layer: number,
  from: string,
  stride: 1 | 2,
  before: number,
  after: number,
): string {
  const front = Math.floor((after - before) / 2);
  const data = new Float32Array(before * after);
  for (let channel = 0; channel < before; channel += 1) data[channel * after + channel + front] = 1;
  const config = {
    ...CONVOLUTION,
    filters: after,
    kernel_size: [1, 1],
    strides: [stride, stride],
    padding: 'valid',
  };
  const kernel = { shape: [1, 1, before, after], data };
  return model.add(
    'Conv2D',
    `shortcut${layer}`,
    from,
    { ...config, use_bias: false, trainable: false },
    { kernel },
  );
}

const CONVOLUTION = { dilation_rate: [1, 1], data_format: 'channels_last', activation: 'linear' };

function convolution(
  model: LayersModel,
  tensors: Tensors,
  layer: number,
  from: string,
  config: { readonly padding: string; readonly strides?: readonly number[]; readonly activation: string },
): string {
  const kernel = kernelOf(tensors.get(`W${layer}`));
  const [height, width, , filters] = kernel.shape;
  const all = {
    strides: [1, 1],
    ...CONVOLUTION,
    ...config,
    filters,
    kernel_size: [height, width],
    use_bias: true,
  };
  return model.add('Conv2D', `conv${layer}`, from, all, { kernel, bias: tensors.get(`b${layer}`) });
}

function dense(
  model: LayersModel,
  tensors: Tensors,
  layer: number,
  from: string,
  activation: string,
): string {
  const kernel = kernelOf(tensors.get(`W${layer}`));
  const config = { units: kernel.shape[1], activation, use_bias: true };
  return model.add('Dense', `dense${layer}`, from, config, { kernel, bias: tensors.get(`b${layer}`) });
}

function outputLayer(model: LayersModel, tensors: Tensors, layer: number, from: string): string {
  const [kernel, bias] = [kernelOf(tensors.headOf(`W${layer}`)), tensors.headOf(`b${layer}`)];
  const config = { units: bias.data.length, activation: 'linear', use_bias: true };
  return model.add('Dense', 'output', from, config, { kernel, bias });
}
