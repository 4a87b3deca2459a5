/** Tells from how a child process ended what ended it. */
import { readFileSync } from 'node:fs';
import type { TrainFailure } from '../../workflows/failures.ts';

/** How a process ended, and what it had said last. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of its standard error. */
  readonly lastWords: string;
  /** Out-of-memory kills that the kernel counted while it ran. */
  readonly oomKills: number;
}

const OUT_OF_MEMORY =
  /JavaScript heap out of memory|out of memory|ResourceExhausted|RESOURCE_EXHAUSTED|OOM when allocating|ALLOC_FAILED|failed to allocate|Maximum memory size exceeded|Aborted\(OOM\)|Array buffer allocation failed|bad_alloc|Invalid (typed )?array length|memory access out of bounds/i;

/** Whether a message is about memory, whoever says it: V8, TensorFlow, WebAssembly, C++. */
export function speaksOfMemory(message: string): boolean {
  return OUT_OF_MEMORY.test(message);
}

/** The kind of failure that a process's end is, and a sentence about it. */
export function exitKind(end: ProcessEnd): { readonly kind: TrainFailure; readonly message: string } {
  const how = end.signal === null ? `with exit code ${end.code}` : `by ${end.signal}`;
  const said = tellingLine(end.lastWords);
  const quote = said === '' ? '' : `: ${said}`;
  if (speaksOfMemory(end.lastWords))
    return { kind: 'out-of-memory', message: 'the training process ran out of memory' };
  if (end.signal === 'SIGKILL' && end.oomKills > 0)
    return { kind: 'out-of-memory', message: 'the kernel killed the training process for memory' };
  if (end.signal === 'SIGKILL' || end.signal === 'SIGTERM' || end.signal === 'SIGINT')
    return { kind: 'killed', message: `the training process was ended ${how} from outside` };
  return { kind: 'native-crash', message: `the training process ended ${how}${quote}` };
}

/** The line that says what went wrong: the last one that names an error, else the last one. */
function tellingLine(words: string): string {
  const lines = words
    .trim()
    .split('\n')
    .filter((line) => !/^Node\.js v/.test(line));
  const line =
    lines.findLast((candidate) => /\b\w*(Error|Exception)\b/.test(candidate)) ?? lines.at(-1) ?? '';
  return line.trim().slice(0, 300);
}

/** Out-of-memory kills that the kernel has counted, of this machine and this control group; 0 where it does not tell. */
export function countOomKills(): number {
  return ['/proc/vmstat', '/sys/fs/cgroup/memory.events'].reduce((sum, path) => {
    try {
      const match = /^oom_kill (\d+)$/m.exec(readFileSync(path, 'utf8'));
      return sum + (match ? Number(match[1]) : 0);
    } catch {
      return sum;
    }
  }, 0);
}
