import { isMap, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { InvalidInputError } from '../common/errors.ts';
import { canonicalKey } from './aliases.ts';
import type { Path } from './fault.ts';
import { syntaxIssue } from './syntax.ts';

/** A parsed file that remembers where everything stood. */
export interface SourceDocument {
  readonly data: unknown;
  /** 1-based line of the value at a path of canonical keys, or of the nearest thing around it that exists. */
  lineOf(path: Path): number;
}

/**
 * Reads YAML 1.2, of which JSON is a part.
 * @throws InvalidInputError naming the first fault of the syntax with its line and column
 */
export function readDocument(text: string, source: string): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const [fault] = document.errors;
  if (fault !== undefined) throw new InvalidInputError(source, [syntaxIssue(fault, text, lines)]);
  return {
    data: plain(document, source),
    lineOf(path) {
      let node: unknown = document.contents;
      let line = lineAt((document.contents as Node | null)?.range?.[0] ?? 0);
      for (const step of path) {
        const next = child(node, step);
        if (next === null) break;
        node = next.value;
        line = lineAt(next.offset);
      }
      return line;
    },
  };
}

/** @throws InvalidInputError where anchors and aliases go round in circles, or multiply beyond measure */
function plain(document: Document, source: string): unknown {
  try {
    const data: unknown = document.toJS();
    JSON.stringify(data);
    return data;
  } catch (error) {
    throw new InvalidInputError(source, [
      {
        path: 'aliases',
        given: error instanceof Error ? error.message.split('\n')[0]! : 'a circle',
        allowed: 'few aliases (*name), none of something that contains it',
      },
    ]);
  }
}

/** The node under a key or at a list place, and where it begins: a pair begins at its key. */
function child(node: unknown, step: string | number): { value: unknown; offset: number } | null {
  if (isMap(node)) {
    const pairs = node.items.map((pair) => ({ pair, key: String((pair.key as { value?: unknown }).value) }));
    const found =
      pairs.find(({ key }) => key === step) ?? pairs.find(({ key }) => canonicalKey(key) === step);
    if (found === undefined) return null;
    return { value: found.pair.value, offset: (found.pair.key as Node).range?.[0] ?? 0 };
  }
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step] as Node | undefined;
    return value === undefined ? null : { value, offset: value.range?.[0] ?? 0 };
  }
  return null;
}
