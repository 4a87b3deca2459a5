import { describe, expect, test } from 'vitest';
import { Devices } from '../../../search/simulation/devices.ts';

describe('devices in virtual time', () => {
  test('two devices train five stages of 10 s in 30 s: first come, first served', () => {
    const machine = new Devices(2);
    const ends: [number, number][] = [];
    for (let i = 0; i < 5; i += 1) machine.train(null, 10, () => ends.push([i, machine.now]));
    machine.run();
    expect(ends).toEqual([
      [0, 10],
      [1, 10],
      [2, 20],
      [3, 20],
      [4, 30],
    ]);
    expect(machine.spent).toEqual({ deviceSeconds: 50, savedSeconds: 0, stages: 5, reused: 0 });
  });

  test('a stage that two want is trained once, whether at the same time or later', () => {
    const machine = new Devices(4);
    const ends: number[] = [];
    machine.train('a', 10, () => {
      ends.push(machine.now);
      machine.train('a', 10, () => ends.push(machine.now));
    });
    machine.train('a', 10, () => ends.push(machine.now));
    machine.run();
    expect(ends).toEqual([10, 10, 10]);
    expect(machine.spent).toEqual({ deviceSeconds: 10, savedSeconds: 20, stages: 3, reused: 2 });
  });

  test('a dropped stage frees its device at once; what it spent stays spent', () => {
    const machine = new Devices(1);
    const ends: string[] = [];
    const long = machine.train(null, 100, () => ends.push('long'));
    machine.train(null, 5, () => ends.push(`short at ${machine.now}`));
    machine.at(30, () => machine.drop(long));
    machine.run();
    expect(ends).toEqual(['short at 35']);
    expect(machine.spent.deviceSeconds).toBe(30 + 5);
  });

  test('who shared a dropped stage takes it over and goes on where it was', () => {
    const machine = new Devices(2);
    const ends: number[] = [];
    const first = machine.train('a', 100, () => ends.push(-1));
    machine.train('a', 100, () => ends.push(machine.now));
    machine.at(40, () => machine.drop(first));
    machine.run();
    expect(ends).toEqual([100]);
    expect(machine.spent.deviceSeconds).toBe(100);
  });
});
