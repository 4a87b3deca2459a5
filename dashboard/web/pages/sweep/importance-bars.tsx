import type { Importance } from '../../../server/schemas/importance.ts';
import { shareBar, shareWithSpread, widestShare, type BarSpan } from '../../format/importance.ts';

const placed = ({ left, width }: BarSpan) => ({ left: `${left}%`, width: `${width}%` });

/** A button a hyperparameter, the most important first: what it explains alone, as a bar and in numbers. */
export function ImportanceBars({
  parameters,
  chosen,
  onChoose,
}: {
  readonly parameters: Importance['parameters'];
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}) {
  const widest = widestShare(parameters);
  return (
    <ol className="shares" aria-label="Hyperparameters, the most important first">
      {parameters.map(({ name, share, permutation }) => {
        const { bar, whisker } = shareBar(share, widest);
        return (
          <li key={name}>
            <button
              type="button"
              aria-pressed={name === chosen}
              title={`Shuffled, the error on unseen trials grows by ${(permutation.mean ?? 0).toFixed(2)} variances`}
              onClick={() => onChoose(name)}
            >
              <span className="share-name">{name}</span>
              <span className="difference" aria-hidden="true">
                <span className="difference-bar" style={placed(bar)} />
                <span className="difference-whisker" style={placed(whisker)} />
              </span>
              <span className="share-value">{shareWithSpread(share)}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
