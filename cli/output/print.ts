/** Standard output carries results and nothing else: text for people, or one JSON document with `--json`. */
export function printResult(json: boolean, value: unknown, text: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text()}\n`);
}

/** Progress and remarks go to standard error, so that piping results stays clean. */
export function note(message: string): void {
  process.stderr.write(`${message}\n`);
}
