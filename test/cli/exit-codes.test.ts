import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../cli/output/report-error.ts';
import { createProgram } from '../../cli/program.ts';
import { InvalidInputError, UserError } from '../../common/errors.ts';

describe('exit codes', () => {
  test('2 for what was asked wrongly, 1 for what went wrong, 0 for help', () => {
    expect(exitCodeOf(new InvalidInputError('file', [{ path: 'x', given: '1', allowed: '2' }]))).toBe(2);
    expect(exitCodeOf(new UserError('unavailable', 'no server'))).toBe(1);
    expect(exitCodeOf(new Error('a bug'))).toBe(1);
    expect(exitCodeOf(new CommanderError(1, 'commander.unknownOption', 'unknown'))).toBe(2);
    expect(exitCodeOf(new CommanderError(0, 'commander.help', 'help'))).toBe(0);
  });
});

describe('every command', () => {
  test.each(createProgram().commands.map((command) => [command.name(), command] as const))(
    '%s has help that says what it does',
    (_, command) => {
      expect(command.description().length).toBeGreaterThan(5);
      expect(command.helpInformation()).toContain('Usage: hnet-sweep');
    },
  );
});
