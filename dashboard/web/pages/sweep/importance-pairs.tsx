import type { Importance } from '../../../server/schemas/importance.ts';
import { Scroll } from '../../components/scroll.tsx';
import { pairShares, shareText, shareWithSpread } from '../../format/importance.ts';
import { useScheme } from '../../hooks/use-scheme.ts';
import { heatColours } from '../trial/heat-colours.ts';

/** More hyperparameters than this make a table that nobody reads: the most important ones are shown. */
const mostShown = 10;

/** What two hyperparameters explain together beyond each alone, as a table whose cells are coloured. */
export function ImportancePairs({
  parameters,
  interactions,
  remainder,
}: Pick<Importance, 'parameters' | 'interactions' | 'remainder'>) {
  const scheme = useScheme();
  const names = parameters.slice(0, mostShown).map(({ name }) => name);
  const shareOf = pairShares(interactions);
  const largest = Math.max(0.01, ...interactions.map(({ share }) => share.mean ?? 0));
  return (
    <>
      <p className="muted">
        What two explain only together. Interactions of three and more: {shareText(remainder)}.
        {parameters.length > mostShown && ` The ${mostShown} most important are shown.`}
      </p>
      <Scroll label="Interactions">
        <table className="heat pairs">
          <thead>
            <tr>
              <td />
              {names.slice(0, -1).map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.slice(1).map((row, i) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                {names.slice(0, -1).map((column, j) => {
                  const share = j <= i ? shareOf(row, column) : null;
                  if (share === null) return <td key={column} />;
                  return (
                    <td
                      key={column}
                      title={`${row} × ${column}: ${shareWithSpread(share)}`}
                      style={heatColours(Math.max(0, share.mean ?? 0) / largest, scheme)}
                    >
                      {shareText(share.mean)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
