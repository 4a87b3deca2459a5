import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../common/errors.ts';

/** Optuna in a Python process, spoken with by lines of JSON (optuna_ask.py). */
export interface OptunaProcess {
  /** @throws UserError if the process ends */
  request(message: object): Promise<Record<string, unknown>>;
  close(): void;
}

/** Starts it. @param python a Python that can import optuna */
export function startOptuna(python: string): OptunaProcess {
  const script = fileURLToPath(new URL('optuna_ask.py', import.meta.url));
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  let ended: Error | null = null;
  const waiting: { resolve: (answer: Record<string, unknown>) => void; reject: (error: Error) => void }[] =
    [];
  const end = (): void => {
    const reason = errors.trim().split('\n').at(-1);
    ended = new UserError('invalid-input', `Optuna ended: ${reason ?? 'no message'}`, {
      hint: '--python names a Python that can import optuna.',
    });
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  child.stderr.on('data', (text: Buffer) => (errors = (errors + text.toString()).slice(-4000)));
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => {
    errors = error.message;
    end();
  });
  child.on('close', end);
  createInterface({ input: child.stdout }).on('line', (line) =>
    waiting.shift()?.resolve(JSON.parse(line) as Record<string, unknown>),
  );
  return {
    request: (message) =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended);
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(message)}\n`);
      }),
    close: () => child.stdin.end(),
  };
}
