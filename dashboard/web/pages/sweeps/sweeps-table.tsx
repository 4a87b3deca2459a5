import type { Sweep } from '../../../server/schemas/sweep.ts';
import { Scroll } from '../../components/scroll.tsx';
import { SweepRow } from './sweep-row.tsx';

/** Sweeps, one a row. */
export function SweepsTable({ sweeps, now }: { readonly sweeps: readonly Sweep[]; readonly now: number }) {
  return (
    <div className="panel flush">
      <Scroll label="Sweeps">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">Sweep</th>
              <th scope="col">State</th>
              <th scope="col" className="wide">
                Progress
              </th>
              <th scope="col" className="number">
                Best
              </th>
              <th scope="col" className="number">
                Device time
              </th>
              <th scope="col" className="number">
                Started
              </th>
            </tr>
          </thead>
          <tbody>
            {sweeps.map((sweep) => (
              <SweepRow key={sweep.id} sweep={sweep} now={now} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}
