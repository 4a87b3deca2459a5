import type { CheckpointUse } from '../../dashboard/server/schemas/checkpoints.ts';
import { renderTable } from './table.ts';

/** `1.4 GB`: bytes in the unit that leaves one to three digits before the point. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const at = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** at;
  return `${at === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[at]}`;
}

/** The folder, and a row for each use that something in it has. */
export function checkpointsText({ folder, needed, last, free, unknown }: CheckpointUse): string {
  const rows = [
    ['needed by sweeps that are not over', needed],
    ['last of their trainings: for models and figures', last],
    ['needed by no unfinished sweep: --prune deletes them', free],
    ["not in this server's database", unknown],
  ] as const;
  const shown = rows.filter(([, { stages }]) => stages > 0);
  if (shown.length === 0) return `${folder}: no checkpoints`;
  const cells = shown.map(([what, { stages, bytes }]) => [
    what,
    stages.toLocaleString('en-US'),
    sizeText(bytes),
  ]);
  return `${folder}\n${renderTable(['checkpoints', 'stages', 'size'], cells)}`;
}
