import { DifferenceBar } from '../../components/difference-bar.tsx';
import { Value } from '../../components/value.tsx';
import { isBeatenInPairs, noiseWords, type DifferenceScale, type Level } from '../../format/effects.ts';
import { fullParameterText, parameterText } from '../../format/parameter.ts';
import { plural } from '../../format/plural.ts';
import { differenceText, pValue, type ScoreUnit } from '../../format/score.ts';

/** The values of one hyperparameter, best first, each against the best. */
export function ParameterLevels({
  name,
  levels,
  goal,
  unit,
  scale,
}: {
  readonly name: string;
  readonly levels: readonly Level[];
  readonly goal: 'maximize' | 'minimize';
  readonly unit: ScoreUnit;
  readonly scale: DifferenceScale;
}) {
  const beaten = isBeatenInPairs(levels, goal);
  return (
    <figure>
      <figcaption>{name}</figcaption>
      <ol className="levels" aria-label={`Values of ${name}, best first`}>
        {levels.map(({ value, mean, trainings, againstBest }, i) => {
          const p = againstBest?.pValue ?? null;
          const words = noiseWords(p);
          return (
            <li
              key={i}
              className={againstBest === null ? 'alone' : words === 'more than noise' ? 'plain' : ''}
            >
              <span className="level-value" title={fullParameterText(value)}>
                {parameterText(value)}
              </span>
              <span className="level-mean" title={`Mean over ${plural(trainings, 'training')}`}>
                <Value value={mean} unit={unit} />
              </span>
              <DifferenceBar
                difference={againstBest?.difference ?? null}
                standardError={againstBest?.standardError ?? null}
                scale={scale}
              />
              {againstBest === null ? (
                <span className="level-difference">
                  {i === 0 ? (
                    <span className={beaten ? 'mark' : 'mark first'}>{beaten ? 'best mean' : 'best'}</span>
                  ) : (
                    <span className="muted">too few pairs</span>
                  )}
                </span>
              ) : (
                <>
                  <span className="level-difference" title={plural(againstBest.pairs, 'pair')}>
                    {differenceText(againstBest.difference, againstBest.standardError, unit)}
                  </span>
                  <span className="level-p">
                    {p === null ? '' : pValue(p)}
                    {words !== null && <span className="mark">{words}</span>}
                  </span>
                </>
              )}
            </li>
          );
        })}
      </ol>
      {beaten && (
        <p className="note muted">
          Another value does better in pairs: the means are not over the same other values.
        </p>
      )}
    </figure>
  );
}
