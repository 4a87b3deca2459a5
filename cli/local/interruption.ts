import { note } from '../output/print.ts';

/**
 * Ctrl-C and SIGTERM as an abort: the first asks to end in order, a second one ends the process at once.
 * @param what said at the first one, e.g. `ending; running stages checkpoint`
 */
export function onInterruption(what: string): AbortController {
  const controller = new AbortController();
  const hear = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    note(`\n${what} (once more to end at once)`);
    controller.abort();
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return controller;
}
