import * as tf from '@tensorflow/tfjs-core';
import { attribute, type GraphFunction, type GraphNode } from './graph-def.ts';
import type { Attribute, NativeBackend } from './native-backend.ts';

/** What a computation consists of, written down while it ran. */
export interface Recording {
  readonly nodes: readonly GraphNode[];
  readonly functions: readonly GraphFunction[];
  /** Names of the placeholders: the inputs, then `captured`. */
  readonly inputs: readonly string[];
  /** Larger tensors that the computation found outside: they are fed in every run. Owned by the recording. */
  readonly captured: readonly tf.Tensor[];
  readonly outputs: readonly string[];
  /** What it gave when it was recorded. The caller disposes them. */
  readonly results: readonly tf.Tensor[];
}

/** Numbers up to which a tensor found outside is taken for a constant of the computation and written into the graph. */
const CONSTANT_SIZE = 1024;

/** Names of the outputs of what may stand in a fused part; TensorFlow wants them inside functions. */
const OUTPUT_NAMES: Readonly<Record<string, string>> = {
  ...{ Add: 'z', AddV2: 'z', Sub: 'z', Mul: 'z', RealDiv: 'z', Sqrt: 'y', Square: 'y', Const: 'output' },
};

/** A graph, or the body of a function in it, as it grows. */
interface Scope {
  readonly nodes: GraphNode[];
  /** Where each tensor comes from, by the identity of its data. */
  readonly known: Map<object, string>;
  readonly inFunction: boolean;
}

const newScope = (inFunction: boolean): Scope => ({ nodes: [], known: new Map(), inFunction });

let active: Recorder | null = null;

/** Whether a computation is being recorded right now. */
export function isRecording(): boolean {
  return active !== null;
}

/**
 * Runs a computation once, as it is, and writes down every operation of TensorFlow's that it calls. Only tensors are
 * followed: whatever the computation reads or decides in JavaScript is fixed from then on.
 * @throws Error when it calls what a graph can't hold
 */
export function record(
  backend: NativeBackend,
  compute: (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
  inputs: readonly tf.Tensor[],
  options: { readonly fuse: boolean },
): Recording {
  active = new Recorder(backend, options.fuse);
  try {
    return active.record(compute, inputs);
  } finally {
    active = null;
  }
}

/**
 * A chain of elementwise operations on long vectors. In a recording it becomes one loop (compiled by XLA), where each
 * operation would be a pass over memory. Elsewhere it is just the chain.
 * @param inputs every tensor that `compute` reads; float32
 */
export function fuse<T extends readonly tf.Tensor[]>(
  inputs: T,
  compute: (inputs: T) => tf.Tensor[],
): tf.Tensor[] {
  return active === null ? compute(inputs) : active.fuse(inputs, compute);
}

class Recorder {
  readonly #backend: NativeBackend;
  /** The backend's own, which writes nothing down. */
  readonly #single: NativeBackend['executeSingleOutput'];
  readonly #fuses: boolean;
  readonly #functions: GraphFunction[] = [];
  readonly #captured: tf.Tensor[] = [];
  readonly #graph = newScope(false);
  #scope = this.#graph;
  #names = 0;

  constructor(backend: NativeBackend, fuses: boolean) {
    this.#backend = backend;
    this.#single = backend.executeSingleOutput.bind(backend);
    this.#fuses = fuses;
  }

  record(
    compute: (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
    inputs: readonly tf.Tensor[],
  ): Recording {
    const backend = this.#backend;
    const names = inputs.map((input, i) => this.#placeholder(`input${i}`, input));
    const own = inputs.map((input, i) => this.#known(this.#alias(input), names[i]!));
    const single = this.#single;
    const multiple = backend.executeMultipleOutputs.bind(backend);
    backend.executeSingleOutput = (name, attributes, from) => {
      const output = single(name, attributes, from);
      this.#write(name, attributes, from, [output]);
      return output;
    };
    backend.executeMultipleOutputs = (name, attributes, from, count) => {
      const outputs = multiple(name, attributes, from, count);
      this.#write(name, attributes, from, outputs);
      return outputs;
    };
    try {
      const results = tf.tidy(() => compute(own).map((tensor) => tf.keep(tensor)));
      // A result of its own for each, even where two are one tensor or one is an input.
      const outputs = results.map((result) =>
        this.#node('Identity', [this.#nameOf(result)], this.#typed(result)),
      );
      return {
        nodes: this.#graph.nodes,
        functions: this.#functions,
        inputs: [...names, ...this.#captured.map((_, i) => `captured${i}`)],
        captured: this.#captured,
        outputs,
        results,
      };
    } catch (error) {
      tf.dispose(this.#captured);
      throw error;
    } finally {
      backend.executeSingleOutput = single;
      backend.executeMultipleOutputs = multiple;
      tf.dispose(own);
    }
  }

  fuse<T extends readonly tf.Tensor[]>(inputs: T, compute: (inputs: T) => tf.Tensor[]): tf.Tensor[] {
    if (!this.#fuses || this.#scope.inFunction) return compute(inputs);
    const from = inputs.map((input) => this.#nameOf(input));
    const name = `fused${this.#functions.length}`;
    const body = newScope(true);
    const own = inputs.map((input) => this.#alias(input));
    own.forEach((tensor, i) => body.known.set(tensor.dataId, `argument${i}`));
    this.#scope = body;
    let results: tf.Tensor[];
    try {
      results = compute(own as unknown as T);
    } finally {
      this.#scope = this.#graph;
      tf.dispose(own);
    }
    const outputs = results.map((result, i) => ({
      name: `result${i}`,
      from: body.known.get(result.dataId)!,
    }));
    this.#functions.push({ name, inputs: own.map((_, i) => `argument${i}`), outputs, nodes: body.nodes });
    const float = this.#backend.binding.TF_FLOAT!;
    const call = this.#node('PartitionedCall', from, {
      Tin: attribute.types(from.map(() => float)),
      Tout: attribute.types(results.map(() => float)),
      f: attribute.function(name),
      _XlaMustCompile: attribute.bool(true),
    });
    results.forEach((result, i) => this.#known(result, `${call}:${i}`));
    return results;
  }

  /** The same data under an identity of its own, so that inputs that are one tensor now can be told apart later. */
  #alias(tensor: tf.Tensor): tf.Tensor {
    const { TF_ATTR_TYPE } = this.#backend.binding;
    const type = { name: 'T', type: TF_ATTR_TYPE!, value: this.#backend.getDTypeInteger(tensor.dtype) };
    return tf.keep(this.#single('Identity', [type], [tensor]));
  }

  #known(tensor: tf.Tensor, name: string): tf.Tensor {
    this.#scope.known.set(tensor.dataId, name);
    return tensor;
  }

  #write(
    op: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.Tensor[],
    outputs: readonly tf.Tensor[],
  ) {
    const from = inputs.map((input) => this.#nameOf(input));
    const encoded = Object.fromEntries(attributes.map((given) => [given.name, this.#encode(given)]));
    const name = this.#node(op, from, encoded);
    if (!this.#scope.inFunction)
      outputs.forEach((output, i) => this.#known(output, i === 0 ? name : `${name}:${i}`));
    else if (OUTPUT_NAMES[op] === undefined) throw new Error(`${op} can't be fused`);
    else this.#known(outputs[0]!, `${name}:${OUTPUT_NAMES[op]}:0`);
  }

  #node(op: string, inputs: readonly string[], attributes: GraphNode['attributes']): string {
    const name = `n${this.#names++}`;
    this.#scope.nodes.push({ name, op, inputs, attributes });
    return name;
  }

  #placeholder(name: string, { shape, dtype }: tf.Tensor): string {
    const attributes = {
      dtype: attribute.type(this.#backend.getDTypeInteger(dtype)),
      shape: attribute.shape(shape),
    };
    this.#graph.nodes.push({ name, op: 'Placeholder', inputs: [], attributes });
    return name;
  }

  /** The node that a tensor comes from; one found outside becomes a constant or is captured. */
  #nameOf(tensor: tf.Tensor): string {
    const known = this.#scope.known.get(tensor.dataId);
    if (known !== undefined) return known;
    const outside = tensor.size > CONSTANT_SIZE || this.#graph.known.has(tensor.dataId);
    if (this.#scope.inFunction && outside)
      throw new Error('a fused part reads a tensor that it was not given');
    if (outside) {
      const name = this.#placeholder(`captured${this.#captured.length}`, tensor);
      this.#captured.push(tf.keep(tensor.clone()));
      this.#known(tensor, name);
      return name;
    }
    const type = this.#backend.getDTypeInteger(tensor.dtype);
    const { buffer, byteOffset, byteLength } = tensor.dataSync();
    const content = Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength));
    const attributes = {
      dtype: attribute.type(type),
      value: attribute.tensor(type, tensor.shape, content),
    };
    const name = this.#node('Const', [], attributes);
    const output = this.#scope.inFunction ? `${name}:output:0` : name;
    this.#known(tensor, output);
    return output;
  }

  #typed(tensor: tf.Tensor): GraphNode['attributes'] {
    return { T: attribute.type(this.#backend.getDTypeInteger(tensor.dtype)) };
  }

  #encode({ name, type, value }: Attribute): Buffer {
    const { binding } = this.#backend;
    const many = Array.isArray(value);
    switch (type) {
      case binding.TF_ATTR_TYPE:
        return attribute.type(value as number);
      case binding.TF_ATTR_BOOL:
        return many ? attribute.bools(value as boolean[]) : attribute.bool(value as boolean);
      case binding.TF_ATTR_INT:
        return many ? attribute.ints(value as number[]) : attribute.int(value as number);
      case binding.TF_ATTR_FLOAT:
        return many ? attribute.floats(value as number[]) : attribute.float(value as number);
      case binding.TF_ATTR_STRING:
        return attribute.string(value as string);
      case binding.TF_ATTR_SHAPE:
        return attribute.shape(value as number[]);
      default:
        throw new Error(`attribute ${name} is of a kind that can't be recorded`);
    }
  }
}
