import Table from 'cli-table3';
import pc from 'picocolors';

/** A borderless table: a dim head, right-aligned where a column's cells are numbers. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const numeric = head.map((_, column) =>
    rows.every((row) => /^[–\d.,±%+\-<> es]+$/.test(row[column] ?? '') && /\d|–/.test(row[column] ?? '')),
  );
  const none = '';
  const table = new Table({
    head: head.map((title) => pc.dim(title)),
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: none,
      'top-mid': none,
      'top-left': none,
      'top-right': none,
      bottom: none,
      'bottom-mid': none,
      'bottom-left': none,
      'bottom-right': none,
      left: none,
      'left-mid': none,
      mid: none,
      'mid-mid': none,
      right: none,
      'right-mid': none,
      middle: none,
    },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
