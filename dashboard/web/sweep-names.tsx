import { useEffect, useState } from 'react';
import type { SweepList } from '../server/schemas/sweep.ts';

/** The names and states of the newest sweeps. */
export function SweepNames() {
  const [list, setList] = useState<SweepList | null>(null);
  useEffect(() => {
    void fetch('/api/v1/sweeps')
      .then((answer) => answer.json())
      .then((body: SweepList) => setList(body));
  }, []);
  return (
    <main>
      <h1>Sweeps</h1>
      <ul>
        {list?.sweeps.map((sweep) => (
          <li key={sweep.id}>
            {sweep.id}: {sweep.state}
          </li>
        ))}
      </ul>
    </main>
  );
}
