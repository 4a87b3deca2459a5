import { describe, expect, test } from 'vitest';
import { attribute, savedModel } from '../../../hnet/backend/tensorflow-native/graph-def.ts';

const hex = (buffer: Buffer): string => buffer.toString('hex');

describe('TensorFlow graphs as protocol buffers', () => {
  test.each([
    ['a type', attribute.type(1), '3001'],
    ['true', attribute.bool(true), '2801'],
    ['a number of two bytes', attribute.int(300), '18ac02'],
    ['a negative number, ten bytes of 64-bit two-complement', attribute.int(-1), '18ffffffffffffffffff01'],
    ['a float', attribute.float(1), '250000803f'],
    ['text', attribute.string('ab'), '12026162'],
    ['a shape', attribute.shape([2, -1]), '3a11120208' + '02' + '120b08ffffffffffffffffff01'],
    ['several numbers', attribute.ints([1, 2]), '0a0418011802'],
    ['a function', attribute.function('f'), '52030a0166'],
    [
      'a tensor',
      attribute.tensor(3, [1], Uint8Array.of(7, 0, 0, 0)),
      '420e' + '0803' + '12041202' + '0801' + '220407000000',
    ],
  ])('%s', (_, encoded, expected) => {
    expect(hex(encoded)).toBe(expected);
  });

  test('a model of one graph, tagged for serving', () => {
    const node = { name: 'n', op: 'Op', inputs: ['a'], attributes: { T: attribute.type(1) } };
    const encoded = hex(savedModel([node], []));
    // schema version 1, then the graph's tag and the graph: node { name, op, input, attribute { key, value } }
    expect(encoded).toContain('0801' + '12');
    expect(encoded).toContain(hex(Buffer.from('serve')));
    expect(encoded).toContain('0a13' + '0a016e' + '12024f70' + '1a0161' + '2a07' + '0a0154' + '12023001');
  });
});
