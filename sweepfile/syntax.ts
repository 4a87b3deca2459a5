/** What is wrong with a file that is no YAML, in plain words. */
import type { LineCounter, YAMLParseError } from 'yaml';
import type { InputIssue } from '../common/errors.ts';

/** What was found, and what may stand there. */
type Words = readonly [given: string, allowed: string];

/**
 * A syntax fault with its line and column. The first of a file is the one to put right: what follows it is mostly its
 * echo.
 */
export function syntaxIssue(error: YAMLParseError, text: string, lines: LineCounter): InputIssue {
  const { line, col } = lines.linePos(error.pos[0]);
  const [given, allowed] = wordsFor(error, text.split('\n')[line - 1]?.trim() ?? '');
  return { path: 'syntax', given, allowed, line: Math.max(1, line), column: Math.max(1, col) };
}

/** @param line the text of the line where it is */
function wordsFor({ code, message }: YAMLParseError, line: string): Words {
  switch (code) {
    case 'TAB_AS_INDENT':
      return ['a tab before the first word', 'spaces'];
    case 'MULTILINE_IMPLICIT_KEY':
      return [quoted(line), 'a key, a colon, a space and a value'];
    case 'BLOCK_AS_IMPLICIT_KEY':
      return [
        quoted(line),
        'one value behind a key: a text that has ": " stands in quotes, a mapping on lines of its own',
      ];
    case 'DUPLICATE_KEY':
      return [`${quoted(line)}, a key that is there already`, 'each key once'];
    case 'MULTIPLE_DOCS':
      return ['a second document (---)', 'one YAML or JSON document'];
    case 'BAD_SCALAR_START':
      return [quoted(line), 'a text that begins with such a sign stands in quotes'];
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
      return (
        unclosed(message) ??
        (message.startsWith('Implicit map keys')
          ? [quoted(line), 'a key, a colon, a space and a value']
          : [quoted(line), BY_INDENT])
      );
    default:
      return [`${quoted(line)} (${message})`, 'one YAML or JSON document'];
  }
}

const BY_INDENT = 'keys that belong together begin at the same column';

/** Brackets and quotes that were opened before. */
function unclosed(message: string): Words | null {
  const sign = /end with a ([\]}])/.exec(message)?.[1] ?? /^Missing closing (["'])/.exec(message)?.[1];
  if (sign === undefined) return null;
  const opened = { ']': '[', '}': '{' }[sign] ?? sign;
  return [`a ${opened} that is not closed before this`, `${sign} at its end`];
}

function quoted(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 57)}...` : line);
}
