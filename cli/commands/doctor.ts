import type { Command } from 'commander';
import pc from 'picocolors';
import type { Finding } from '../doctor/finding.types.ts';
import { printResult } from '../output/print.ts';

/** `hnet-sweep doctor`: what works on this machine. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('what works on this machine: backends, devices, Temporal, database, data')
    .option('--json', 'print one JSON document')
    .option('--quick', 'without trying the backends, which takes up to a minute each')
    .action(async (options: { json?: boolean; quick?: boolean }) => {
      const { examine } = await import('../doctor/examine.ts');
      const findings: Finding[] = [];
      for await (const finding of examine({ quick: options.quick ?? false })) {
        findings.push(finding);
        // As they come: some take a minute.
        if (!options.json) process.stdout.write(`${lineOf(finding)}\n`);
      }
      const ok = findings.every((finding) => finding.state !== 'broken');
      if (options.json) printResult(true, { ok, findings }, () => '');
      if (!ok) process.exitCode = 1;
    });
}

const MARKS = { fine: pc.green('✓'), absent: pc.yellow('–'), broken: pc.red('✗') };

function lineOf({ subject, state, words, hint }: Finding): string {
  const line = `${MARKS[state]} ${pc.bold(subject.padEnd(24))} ${words}`;
  return hint === null ? line : `${line}\n  ${pc.dim(hint)}`;
}
