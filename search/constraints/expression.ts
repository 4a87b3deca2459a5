/** Expressions over named values, such as `compression_ratio <= 1`: read once, evaluated often, nothing is ever executed. */
import type { Value } from '../types.ts';

/** What a name may stand for. */
export type Names = Readonly<Record<string, Value>>;

/** A fault in an expression, with where it is. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

export interface Expression {
  readonly text: string;
  /** Every name in it, in order of first use. */
  readonly names: readonly string[];
  /** @throws ExpressionError for a name without a value, and for values that an operation can't have */
  evaluate(names: Names): Value;
}

type Node = (names: Names) => Value;

/**
 * Reads an expression: numbers, texts in quotes, `true`, `false`, names, places of lists counted from 0
 * (`hidden_layers[0]`), `+ - * / %` and `**`, comparisons `< <= > >= == !=`, `and or not` (or `&& || !`), parentheses, and
 * the functions below. Precedence is Python's.
 * @throws ExpressionError
 * @example parseExpression('chunk_size < target_weights / 4').evaluate({ chunk_size: 10, target_weights: 100 }) // true
 */
export function parseExpression(text: string): Expression {
  const tokens = tokenise(text);
  const names = new Set<string>();
  let at = 0;
  const peek = (): string => tokens[at]?.text ?? '';
  const fail = (what: string): never => {
    const token = tokens[at];
    throw new ExpressionError(
      token === undefined ? `${what} at the end` : `${what} at character ${token.at + 1}`,
    );
  };
  const take = (...texts: string[]): string | null => {
    if (tokens[at]?.kind === 'text' || !texts.includes(peek())) return null;
    at += 1;
    return tokens[at - 1]!.text;
  };
  const expect = (wanted: string): void => {
    if (take(wanted) === null) fail(`${wanted} is missing`);
  };

  const either = (): Node => chain(both, { or: lazy(true), '||': lazy(true) });
  const both = (): Node => chain(negation, { and: lazy(false), '&&': lazy(false) });
  const negation = (): Node => {
    if (take('not', '!') === null) return comparison();
    const inner = negation();
    return (values) => !truth(inner(values));
  };
  const comparison = (): Node => {
    const left = sum();
    const operator = take(...Object.keys(COMPARISONS));
    if (operator === null) return left;
    const right = sum();
    if (Object.hasOwn(COMPARISONS, peek())) fail('one comparison after another');
    const compare = COMPARISONS[operator]!;
    return (values) => compare(left(values), right(values));
  };
  const sum = (): Node => chain(product, { '+': numeric((a, b) => a + b), '-': numeric((a, b) => a - b) });
  const product = (): Node =>
    chain(sign, {
      '*': numeric((a, b) => a * b),
      '/': numeric((a, b) => a / b),
      '%': numeric((a, b) => a % b),
    });
  const sign = (): Node => {
    if (take('-') === null) return power();
    const inner = sign();
    return (values) => -real(inner(values));
  };
  const power = (): Node => {
    const base = place();
    if (take('**') === null) return base;
    const exponent = sign();
    return (values) => real(base(values)) ** real(exponent(values));
  };
  const place = (): Node => {
    let node = atom();
    while (take('[') !== null) {
      const list = node;
      const index = either();
      expect(']');
      node = (values) => element(list(values), real(index(values)));
    }
    return node;
  };
  const atom = (): Node => {
    const token = tokens[at];
    if (token === undefined) return fail('a value is missing');
    if (take('(') !== null) {
      const inner = either();
      expect(')');
      return inner;
    }
    if (token.kind === 'operator') return fail('a value is missing');
    at += 1;
    if (token.kind === 'number') return constant(Number(token.text));
    if (token.kind === 'text') return constant(token.text);
    if (token.text === 'true' || token.text === 'false') return constant(token.text === 'true');
    if (take('(') !== null) return call(token);
    names.add(token.text);
    return (values) => {
      const value = Object.hasOwn(values, token.text) ? values[token.text] : undefined;
      if (value === undefined) throw new ExpressionError(`${token.text} has no value`);
      return value;
    };
  };
  const call = ({ text: name, at: where }: Token): Node => {
    if (!Object.hasOwn(FUNCTIONS, name))
      throw new ExpressionError(
        `no function ${name} at character ${where + 1}: there are ${Object.keys(FUNCTIONS).join(', ')}`,
      );
    const f = FUNCTIONS[name]!;
    const parameters: Node[] = [];
    if (take(')') === null) {
      do parameters.push(either());
      while (take(',') !== null);
      expect(')');
    }
    return (values) => f(parameters.map((parameter) => parameter(values)));
  };
  /** Operations of equal rank, from left to right. */
  const chain = (
    next: () => Node,
    operations: Readonly<Record<string, (a: Node, b: Node) => Node>>,
  ): Node => {
    let left = next();
    for (let operator = take(...Object.keys(operations)); operator !== null;) {
      left = operations[operator]!(left, next());
      operator = take(...Object.keys(operations));
    }
    return left;
  };

  const root = either();
  if (at < tokens.length) fail(`${peek()} is unexpected`);
  return { text, names: [...names], evaluate: root };
}

interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'operator';
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /\s*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<operator>\*\*|<=|>=|==|!=|&&|\|\||[-+*/%<>!()[\],]))/y;

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined)
      throw new ExpressionError(`${text.slice(at).trim()[0]} at character ${at + 1} means nothing`);
    const { number, name, double, single, operator } = groups;
    const from = text.slice(at).search(/\S/) + at;
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at: from });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator, at: from });
    else if (name !== undefined)
      tokens.push({ kind: WORDS.has(name) ? 'operator' : 'name', text: name, at: from });
    else tokens.push({ kind: 'text', text: double ?? single ?? '', at: from });
  }
  return tokens;
}

const WORDS = new Set(['and', 'or', 'not']);

const constant =
  (value: Value): Node =>
  () =>
    value;

const numeric =
  (f: (a: number, b: number) => number) =>
  (a: Node, b: Node): Node =>
  (values) =>
    f(real(a(values)), real(b(values)));

/** `or` (true) and `and` (false): the second is looked at only if the first decides nothing. */
const lazy =
  (decides: boolean) =>
  (a: Node, b: Node): Node =>
  (values) =>
    truth(a(values)) === decides ? decides : truth(b(values));

const same = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);
const COMPARISONS: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '<': (a, b) => real(a) < real(b),
  '<=': (a, b) => real(a) <= real(b),
  '>': (a, b) => real(a) > real(b),
  '>=': (a, b) => real(a) >= real(b),
  '==': same,
  '!=': (a, b) => !same(a, b),
};

const one =
  (f: (x: number) => number) =>
  ([x, ...rest]: readonly Value[]): number => {
    if (x === undefined || rest.length > 0)
      throw new ExpressionError('a function of one number was given another count');
    return f(real(x));
  };
const numbers = (values: readonly Value[]): number[] =>
  values.flatMap((value) => (typeof value === 'object' ? [...value] : [value])).map(real);
const many =
  (f: (values: readonly number[]) => number) =>
  (values: readonly Value[]): number => {
    const given = numbers(values);
    return f(given);
  };

const FUNCTIONS: Readonly<Record<string, (values: readonly Value[]) => Value>> = {
  abs: one(Math.abs),
  floor: one(Math.floor),
  ceil: one(Math.ceil),
  sqrt: one(Math.sqrt),
  log: one(Math.log),
  log2: one(Math.log2),
  log10: one(Math.log10),
  min: many((values) => Math.min(...values)),
  max: many((values) => Math.max(...values)),
  sum: many((values) => values.reduce((total, value) => total + value, 0)),
  len: ([list]) => {
    if (!Array.isArray(list)) throw new ExpressionError('len wants a list');
    return list.length;
  },
};

function real(value: Value): number {
  if (typeof value === 'number') return value;
  throw new ExpressionError(`${JSON.stringify(value)} is no number`);
}

function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionError(`${JSON.stringify(value)} is neither true nor false`);
}

function element(list: Value, index: number): number {
  if (!Array.isArray(list)) throw new ExpressionError(`${JSON.stringify(list)} is no list`);
  const value = (list as readonly number[])[index];
  if (value === undefined) throw new ExpressionError(`a list of ${list.length} has no place ${index}`);
  return value;
}
