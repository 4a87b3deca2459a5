/** TensorFlow.js "layers" models, written by hand: `model.json` and one file of weights, as `tf.loadLayersModel` reads them. */
import type { NamedArray } from '../strategies/strategy.types.ts';

/** The two files of a model. */
export interface LayersModelFiles {
  readonly json: string;
  readonly weights: Uint8Array;
}

/** A graph of Keras layers as it grows; layers are named by what adds them, and called by that name. */
export class LayersModel {
  readonly #layers: object[] = [];
  readonly #weights: { readonly name: string; readonly array: NamedArray }[] = [];
  readonly #input: string;

  /** @param shape of one sample */
  constructor(shape: readonly number[]) {
    this.#input = 'input';
    const config = {
      batch_input_shape: [null, ...shape],
      dtype: 'float32',
      sparse: false,
      name: this.#input,
    };
    this.#layers.push({ class_name: 'InputLayer', name: this.#input, config, inbound_nodes: [] });
  }

  /** The input's name. */
  get input(): string {
    return this.#input;
  }

  /**
   * Adds a layer behind others and gives its name.
   * @param weights by Keras's names for them (kernel, bias, gamma, ...), in Keras's order
   */
  add(
    className: string,
    name: string,
    from: string | readonly string[],
    config: object = {},
    weights: Readonly<Record<string, NamedArray>> = {},
  ): string {
    const before = typeof from === 'string' ? [from] : from;
    this.#layers.push({
      class_name: className,
      name,
      config: { name, trainable: true, dtype: 'float32', ...config },
      inbound_nodes: [before.map((layer) => [layer, 0, 0, {}])],
    });
    for (const [weight, array] of Object.entries(weights))
      this.#weights.push({ name: `${name}/${weight}`, array });
    return name;
  }

  /** The files of the model that ends at a layer. */
  files(output: string): LayersModelFiles {
    const config = {
      name: 'target',
      layers: this.#layers,
      input_layers: [[this.#input, 0, 0]],
      output_layers: [[output, 0, 0]],
    };
    const json = {
      format: 'layers-model',
      generatedBy: 'hnet-sweep',
      convertedBy: null,
      modelTopology: { class_name: 'Model', config, keras_version: '2.2.4', backend: 'tensor_flow.js' },
      weightsManifest: [
        {
          paths: ['weights.bin'],
          weights: this.#weights.map(({ name, array }) => ({ name, shape: array.shape, dtype: 'float32' })),
        },
      ],
    };
    const weights = Buffer.concat(
      this.#weights.map(({ array: { data } }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
    );
    return { json: `${JSON.stringify(json, null, 1)}\n`, weights: new Uint8Array(weights) };
  }
}
