import { describe, expect, it } from 'vitest';
import { exitKind, speaksOfMemory } from '../../../workers/slots/exit-kind.ts';
import type { ProcessEnd } from '../../../workers/slots/exit-kind.ts';

const kindOf = (end: Partial<ProcessEnd>) =>
  exitKind({ code: null, signal: null, lastWords: '', oomKills: 0, ...end });

describe('how a training process ended', () => {
  it.each<NodeJS.Signals>(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGILL', 'SIGFPE'])(
    '%s is a native crash',
    (signal) => {
      expect(kindOf({ signal })).toEqual({
        kind: 'native-crash',
        message: `the training process ended by ${signal}`,
      });
    },
  );

  it('an exit that nobody asked for is a native crash, and quotes the last words', () => {
    expect(kindOf({ code: 134, lastWords: 'one\nterminate called\n' })).toEqual({
      kind: 'native-crash',
      message: 'the training process ended with exit code 134: terminate called',
    });
  });

  it.each<NodeJS.Signals>(['SIGKILL', 'SIGTERM', 'SIGINT'])('%s comes from outside', (signal) => {
    expect(kindOf({ signal }).kind).toBe('killed');
  });

  it('SIGKILL is for memory where the kernel counted such a kill meanwhile', () => {
    expect(kindOf({ signal: 'SIGKILL', oomKills: 1 }).kind).toBe('out-of-memory');
    expect(kindOf({ signal: 'SIGSEGV', oomKills: 1 }).kind).toBe('native-crash');
    // Of a stack the line that names the error, not Node's last word.
    const stack = 'file.js:1\n\nError: no such thing\n    at x (y:1)\n\nNode.js v20.20.2';
    expect(kindOf({ code: 1, lastWords: stack }).message).toContain('exit code 1: Error: no such thing');
  });

  it.each([
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    'RangeError: Array buffer allocation failed',
    'OOM when allocating tensor with shape[1000000,1000]',
    'RESOURCE_EXHAUSTED: failed to allocate',
    "terminate called after throwing an instance of 'std::bad_alloc'",
    'CUDA_ERROR_OUT_OF_MEMORY: out of memory',
    'RangeError: Invalid typed array length: 10014500141',
    'RuntimeError: memory access out of bounds',
    'Internal: failed to create cuBLAS handle: CUBLAS_STATUS_ALLOC_FAILED',
    'Aborted(OOM). Build with -sASSERTIONS for more info.',
  ])('knows the words for it: %s', (words) => {
    expect(speaksOfMemory(words)).toBe(true);
    expect(kindOf({ signal: 'SIGABRT', lastWords: words }).kind).toBe('out-of-memory');
  });

  it('does not take other words for it', () => {
    expect(speaksOfMemory('Invalid argument: shapes do not match')).toBe(false);
    expect(speaksOfMemory('loaded memory-efficient kernels')).toBe(false);
  });
});
