import { describe, expect, it } from 'vitest';
import { buildTemporal } from '../../../workers/temporal/cli/build.ts';
import type { Run, RunOptions } from '../../../workers/temporal/cli/run.ts';
import { run } from '../../../workers/temporal/cli/run.ts';

interface Call extends RunOptions {
  readonly args: readonly string[];
}

/** A Go that says `version` and prints `lines` while it installs. */
function go(version: string, lines: readonly string[] = []): { exec: Run; calls: Call[] } {
  const calls: Call[] = [];
  const exec: Run = (_, args, options = {}) => {
    calls.push({ ...options, args });
    if (args[0] === 'install') lines.forEach((line) => options.onLine?.(line));
    return Promise.resolve(args[0] === 'env' ? `${version}\n` : '');
  };
  return { exec, calls };
}

describe('buildTemporal', () => {
  it('installs the release into the folder, away from any module and C compiler', async () => {
    const { exec, calls } = go('go1.26.8');
    const path = await buildTemporal('/made', { version: '1.5.1', exec, env: { HOME: '/home/me' } });
    expect(path).toBe('/made/temporal');
    const install = calls.at(-1);
    expect(install?.args).toContain('github.com/temporalio/cli/cmd/temporal@v1.5.1');
    expect(install?.args.join(' ')).toContain('temporalcli.Version=1.5.1');
    expect(install?.cwd).toBe('/made');
    expect(install?.env).toMatchObject({ HOME: '/home/me', GOBIN: '/made', CGO_ENABLED: '0', GOWORK: 'off' });
  });

  it('reports how far it is', async () => {
    const lines = ['go: downloading golang.org/x/net v0.40.0', 'internal/abi', 'golang.org/x/net/http2'];
    const { exec } = go('go1.25.0', lines);
    const told: string[] = [];
    const onProgress = (line: string) => told.push(line);
    await buildTemporal('/made', { version: '1.5.1', exec, onProgress, everySeconds: 0 });
    expect(told.slice(1)).toEqual(['1 modules downloaded', '1 packages compiled', '2 packages compiled']);
  });

  it('refuses a Go that is too old', async () => {
    const { exec } = go('go1.24.9');
    await expect(buildTemporal('/made', { version: '1.5.1', exec })).rejects.toThrow(
      'go 1.24.9 is too old (1.25 or newer builds it)',
    );
  });

  it('says so where there is no Go', async () => {
    const exec: Run = () => Promise.reject(Object.assign(new Error('spawn go ENOENT'), { code: 'ENOENT' }));
    await expect(buildTemporal('/made', { version: '1.5.1', exec })).rejects.toThrow('no `go` on PATH');
  });
});

describe('run', () => {
  it('gives standard output, and the lines of standard error as they come', async () => {
    const lines: string[] = [];
    const script = 'console.error("one\\ntwo"); console.log("out")';
    expect(await run(process.execPath, ['-e', script], { onLine: (line) => lines.push(line) })).toBe('out\n');
    expect(lines).toEqual(['one', 'two']);
  });

  it('fails with the last words of a program', async () => {
    const script = 'console.error("no such module"); process.exit(3)';
    await expect(run(process.execPath, ['-e', script])).rejects.toThrow('no such module');
  });

  it('fails with ENOENT where there is no such program', async () => {
    await expect(run('no-such-program-at-all', [])).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('ends a program that takes too long', async () => {
    const script = 'setTimeout(() => undefined, 60_000)';
    await expect(run(process.execPath, ['-e', script], { timeoutSeconds: 0.3 })).rejects.toThrow('SIGTERM');
  });
});
