import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../search/constraints/expression.ts';

const NAMES = {
  a: 3,
  beta: 0.01,
  optimizer: 'adam',
  chunked: true,
  hidden_layers: [10, 20, 5],
  constructor_size: 1,
};
const value = (text: string) => parseExpression(text).evaluate(NAMES);

describe('an expression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['2 ** 3 ** 2', 512],
    ['-2 ** 2', -4],
    ['2 ** -1', 0.5],
    ['7 % 4 / 2', 1.5],
    ['1e-2 == beta', true],
    ['.5 + 1.', 1.5],
    ['a < 4 and a >= 3', true],
    ['a != 3 or not chunked', false],
    ['!chunked || a == 3 && beta > 1', false],
    ['optimizer == "adam"', true],
    ["optimizer != 'sgd'", true],
    ['hidden_layers[0] * 2 <= 100', true],
    ['hidden_layers[a - 1]', 5],
    ['hidden_layers == hidden_layers', true],
    ['len(hidden_layers)', 3],
    ['sum(hidden_layers) + max(hidden_layers, a, 30) + min(1, 2)', 66],
    ['log10(100) + sqrt(9) + abs(-1) + floor(1.5) + ceil(1.5)', 9],
    ['false and undefined_name > 1', false],
    ['chunked == true', true],
  ])('%s is %j', (text, result) => {
    expect(value(text)).toBe(result);
  });

  it('knows its names', () => {
    expect(parseExpression('a < b * max(c, a) and d == "e"').names).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each([
    ['', 'a value is missing at the end'],
    ['a <', 'a value is missing at the end'],
    ['a < < 2', 'a value is missing at character 5'],
    ['1 < a < 3', 'one comparison after another at character 7'],
    ['(a', ') is missing at the end'],
    ['a b', 'b is unexpected at character 3'],
    ['a = 3', '= at character 2 means nothing'],
    ['process.exit()', '. at character 8 means nothing'],
    ['eval(a)', 'no function eval at character 1'],
    ['constructor(a)', 'no function constructor'],
    ['"open', '" at character 1 means nothing'],
  ])('%s is refused', (text, message) => {
    expect(() => parseExpression(text)).toThrow(message);
  });

  it.each([
    ['constructor', 'constructor has no value'],
    ['__proto__', '__proto__ has no value'],
    ['optimizer + 1', '"adam" is no number'],
    ['a and chunked', '3 is neither true nor false'],
    ['hidden_layers[3]', 'a list of 3 has no place 3'],
    ['a[0]', '3 is no list'],
  ])('%s has no value', (text, message) => {
    expect(() => value(text)).toThrow(message);
  });
});
