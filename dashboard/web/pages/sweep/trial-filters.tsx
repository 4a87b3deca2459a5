import { useState, type FormEvent } from 'react';
import type { Sweep } from '../../../server/schemas/sweep.ts';
import type { TrialQuery } from '../../api/client.ts';
import { trialOrder } from '../../format/progress.ts';
import { searchedParameters } from '../../format/space.ts';

/** Which trials are shown: by state, and by conditions on anything a trial has. */
export function TrialFilters({
  sweep,
  query,
  onChange,
}: {
  readonly sweep: Sweep;
  readonly query: TrialQuery;
  readonly onChange: (changes: Partial<TrialQuery>) => void;
}) {
  const [text, setText] = useState('');
  const { counts } = sweep;
  const example = searchedParameters(sweep.spec.space)[0] ?? 'value';
  const shown = trialOrder.filter((state) => counts[state] > 0 || query.states.includes(state));

  function toggle(state: string) {
    const { states } = query;
    onChange({ states: states.includes(state) ? states.filter((one) => one !== state) : [...states, state] });
  }

  function add(event: FormEvent) {
    event.preventDefault();
    if (text.trim() === '') return;
    onChange({ where: [...query.where, text.trim()] });
    setText('');
  }

  return (
    <div className="filters">
      <div className="chips" role="group" aria-label="States">
        {shown.map((state) => (
          <button
            key={state}
            type="button"
            className={`chip state-${state}`}
            aria-pressed={query.states.includes(state)}
            onClick={() => toggle(state)}
          >
            <span className="dot" aria-hidden="true" />
            {state} <span className="muted">{counts[state].toLocaleString('en')}</span>
          </button>
        ))}
      </div>
      <form className="row" onSubmit={add}>
        <label className="visually-hidden" htmlFor="condition">
          Condition
        </label>
        <input
          id="condition"
          placeholder={`${example} < 0.01`}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit">Filter</button>
      </form>
      {query.where.map((condition, i) => (
        <button
          key={i}
          type="button"
          className="chip"
          aria-label={`Remove the condition ${condition}`}
          onClick={() => onChange({ where: query.where.filter((_, j) => j !== i) })}
        >
          <code>{condition}</code> ×
        </button>
      ))}
    </div>
  );
}
