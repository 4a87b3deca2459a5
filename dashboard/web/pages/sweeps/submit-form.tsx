import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type DragEvent, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { api } from '../../api/client.ts';
import { keys } from '../../api/keys.ts';
import { exampleSweep } from './example-sweep.ts';
import { SubmitFaults } from './submit-faults.tsx';

/** A sweep file, typed, pasted or dropped; its faults are shown line by line. */
export function SubmitForm() {
  const [text, setText] = useState('');
  const [over, setOver] = useState(false);
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const area = useRef<HTMLTextAreaElement>(null);
  const submit = useMutation({
    mutationFn: api.submit,
    onSuccess: async (sweep) => {
      await client.invalidateQueries({ queryKey: keys.sweeps });
      navigate(`/sweeps/${encodeURIComponent(sweep.id)}`);
    },
  });

  function change(next: string) {
    setText(next);
    submit.reset();
  }

  async function take(file: File | undefined) {
    if (file !== undefined) change(await file.text());
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  }

  function send(event: FormEvent) {
    event.preventDefault();
    submit.mutate(text);
  }

  /** Selects a line of the text. */
  function showLine(line: number) {
    const start = text.split('\n', line - 1).join('\n').length + (line > 1 ? 1 : 0);
    const end = text.indexOf('\n', start);
    area.current?.focus();
    area.current?.setSelectionRange(start, end === -1 ? text.length : end);
  }

  return (
    <form className="submit panel" onSubmit={send}>
      <label htmlFor="sweep-file">Sweep file (YAML or JSON)</label>
      <textarea
        id="sweep-file"
        ref={area}
        className={over ? 'over' : ''}
        rows={18}
        spellCheck={false}
        placeholder="Paste a sweep file, or drop one here"
        value={text}
        onChange={(event) => change(event.target.value)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      />
      {submit.isError && <SubmitFaults error={submit.error} text={text} onLine={showLine} />}
      <div className="row">
        <button type="submit" className="primary" disabled={text.trim() === '' || submit.isPending}>
          {submit.isPending ? 'Checking…' : 'Submit'}
        </button>
        <label className="button">
          Choose a file
          <input
            type="file"
            className="hidden-input"
            accept=".yaml,.yml,.json"
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = ''; // the same file again is a change too
            }}
          />
        </label>
        <button type="button" onClick={() => change(exampleSweep)}>
          Fill in an example
        </button>
        <a className="push" href="/api/v1/sweep-file.schema.json">
          Everything a sweep file may say
        </a>
      </div>
    </form>
  );
}
