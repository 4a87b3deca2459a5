import { expect, test } from 'vitest';
import { canonicalJson, contentHash } from '../../common/canonical-json.ts';

test('keys are sorted and undefined keys dropped, so equal values hash alike', () => {
  expect(canonicalJson({ b: [1, { d: null, c: undefined }], a: 'x' })).toBe('{"a":"x","b":[1,{"d":null}]}');
  expect(contentHash({ a: 1, b: 2 })).toBe(contentHash({ b: 2, a: 1 }));
  expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: 2 }));
});

test('NaN is refused rather than turned into null', () => {
  expect(() => canonicalJson({ beta: NaN })).toThrow(TypeError);
});
