/**
 * Writing TensorFlow graphs: the few messages of TensorFlow's protocol buffers that a computation of ours needs, encoded
 * by hand (a hundred lines in place of a dependency and its generated code). Field numbers are those of TensorFlow's
 * `graph.proto`, `node_def.proto`, `function.proto`, `attr_value.proto`, `tensor.proto` and `saved_model.proto`.
 */

/** One operation of a graph, or of a function's body. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `node`, `node:1`; in a function's body `argument` or `node:output:0`. */
  readonly inputs: readonly string[];
  /** Encoded by `attribute`. */
  readonly attributes: Readonly<Record<string, Buffer>>;
}

/** A function of float32 tensors that a node can call. */
export interface GraphFunction {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly from: string }[];
  readonly nodes: readonly GraphNode[];
}

/** TensorFlow's DT_FLOAT. */
const FLOAT = 1;
/** What the graph is written for (TensorFlow 2.10); later releases keep reading it as it was meant. */
const PRODUCER = 1205;

/** Values of attributes. */
export const attribute = {
  type: (value: number) => int(6, value),
  bool: (value: boolean) => int(5, value ? 1 : 0),
  int: (value: number) => int(3, value),
  float: (value: number) => float(4, value),
  string: (value: string) => text(2, value),
  shape: (value: readonly number[]) => message(7, shape(value)),
  ints: (value: readonly number[]) => message(1, ...value.map((v) => int(3, v))),
  floats: (value: readonly number[]) => message(1, ...value.map((v) => float(4, v))),
  bools: (value: readonly boolean[]) => message(1, ...value.map((v) => int(5, v ? 1 : 0))),
  types: (value: readonly number[]) => message(1, ...value.map((v) => int(6, v))),
  function: (name: string) => message(10, text(1, name)),
  /** @param content the elements as they lie in memory */
  tensor: (type: number, extents: readonly number[], content: Uint8Array) =>
    message(8, int(1, type), message(2, shape(extents)), bytes(4, content)),
};

/** A SavedModel with one graph, tagged `serve`: what a session can be made from. */
export function savedModel(nodes: readonly GraphNode[], functions: readonly GraphFunction[]): Buffer {
  const library = message(2, ...functions.map((f) => message(1, functionDef(f))));
  const graph = Buffer.concat([
    ...nodes.map((n) => message(1, node(n))),
    library,
    message(4, int(1, PRODUCER)),
  ]);
  return Buffer.concat([int(1, 1), message(2, message(1, text(4, 'serve')), bytes(2, graph))]);
}

function node({ name, op, inputs, attributes }: GraphNode): Buffer {
  return Buffer.concat([
    text(1, name),
    text(2, op),
    ...inputs.map((input) => text(3, input)),
    ...Object.entries(attributes).map(([key, value]) => message(5, text(1, key), bytes(2, value))),
  ]);
}

function functionDef({ name, inputs, outputs, nodes }: GraphFunction): Buffer {
  const argument = (field: number, called: string): Buffer => message(field, text(1, called), int(3, FLOAT));
  const signature = message(
    1,
    text(1, name),
    ...inputs.map((input) => argument(2, input)),
    ...outputs.map((output) => argument(3, output.name)),
  );
  return Buffer.concat([
    signature,
    ...nodes.map((n) => message(3, node(n))),
    ...outputs.map((output) => message(4, text(1, output.name), text(2, output.from))),
  ]);
}

function shape(extents: readonly number[]): Buffer {
  return Buffer.concat(extents.map((extent) => message(2, int(1, extent))));
}

/** Base 128, least significant first; negative numbers as 64-bit two's complement. */
function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  return [...out, Number(rest)];
}
const key = (field: number, wire: 0 | 2 | 5): number[] => varint((field << 3) | wire);
const int = (field: number, value: number): Buffer => Buffer.from([...key(field, 0), ...varint(value)]);
function float(field: number, value: number): Buffer {
  const number = Buffer.alloc(4);
  number.writeFloatLE(value);
  return Buffer.concat([Buffer.from(key(field, 5)), number]);
}
const bytes = (field: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([...key(field, 2), ...varint(content.length)]), content]);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));
const message = (field: number, ...parts: readonly Buffer[]): Buffer => bytes(field, Buffer.concat(parts));
