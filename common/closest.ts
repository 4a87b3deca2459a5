/** The candidate most like a mistyped name, for "did you mean"; null when none is near. */
export function closest(name: string, candidates: readonly string[]): string | null {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const distance = editDistance(plain(name), plain(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return bestDistance <= Math.max(1, Math.floor(name.length / 3)) ? best : null;
}

/**
 * Damerau-Levenshtein distance (optimal string alignment), a row at a time: fingers swap neighbours as often as they miss
 * a key, and `ebta` is as near to `beta` as `bet` is.
 */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const transposition = swapped ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1, transposition));
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
