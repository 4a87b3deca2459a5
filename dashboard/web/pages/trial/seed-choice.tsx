import type { TrialDetail } from '../../../server/schemas/trial.ts';

/** All seeds, or one. */
export function SeedChoice({
  trial,
  seed,
  everySeed,
  onChange,
}: {
  readonly trial: TrialDetail;
  /** Null for all. */
  readonly seed: number | null;
  /** What all of them are called. */
  readonly everySeed: string;
  readonly onChange: (seed: number | null) => void;
}) {
  return (
    <select
      aria-label="Seed"
      value={seed ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? null : Number(target.value))}
    >
      <option value="">{everySeed}</option>
      {trial.replicates.map((replicate) => (
        <option key={replicate.seed} value={replicate.seed}>
          seed {replicate.seed}
        </option>
      ))}
    </select>
  );
}
