import { useState, type FormEvent } from 'react';
import { CountInput } from '../../components/count-input.tsx';

/** How many trials run at once; changed while the sweep runs. Its file keeps what it said, so the page remembers the change. */
export function Concurrency({
  initial,
  busy,
  onChange,
}: {
  readonly initial: number;
  readonly busy: boolean;
  readonly onChange: (trials: number) => void;
}) {
  const [current, setCurrent] = useState(initial);
  const [text, setText] = useState(String(initial));
  const changed = text !== String(current) && text !== '';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!changed) return;
    setCurrent(Number(text));
    onChange(Number(text));
  }

  return (
    <form className="count" onSubmit={submit}>
      <label htmlFor="concurrency">At once</label>
      <CountInput id="concurrency" max={500} text={text} onText={setText} />
      {changed && (
        <button type="submit" className="primary" disabled={busy}>
          Set
        </button>
      )}
    </form>
  );
}
