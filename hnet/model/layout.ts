/** Where named tensors lie in one flat float32 vector: the target weights W, and the hypernetwork's own Theta_h. */

/** One tensor inside a flat vector. */
export interface LayoutEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** First element, in floats. */
  readonly offset: number;
  /** Number of elements. */
  readonly size: number;
}

/** Tensors one after another, in declaration order (W1, b1, W2, b2, ...). */
export interface Layout {
  readonly entries: readonly LayoutEntry[];
  readonly size: number;
}

/** Lays tensors out one after another. */
export function createLayout(
  tensors: readonly { readonly name: string; readonly shape: readonly number[] }[],
): Layout {
  let offset = 0;
  const entries = tensors.map(({ name, shape }) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const entry = { name, shape, offset, size };
    offset += size;
    return entry;
  });
  return { entries, size: offset };
}

/**
 * The weights of a multilayer perceptron with biases: `W1 [out, in]`, `b1 [out]`, `W2`, ... Matrices are stored
 * row-major as [out, in], as in the reference (PyTorch's order). Chunks cut the flat vector, so the order matters: this
 * way a chunk holds whole neurons, each with the weights of all its inputs. [in, out] would give every chunk some of the
 * inputs of all neurons, which learns permuted inputs less well (docs/decisions/0011).
 */
export function mlpLayout(widths: readonly number[]): Layout {
  return createLayout(
    widths.slice(1).flatMap((out, layer) => [
      { name: `W${layer + 1}`, shape: [out, widths[layer]!] },
      { name: `b${layer + 1}`, shape: [out] },
    ]),
  );
}
