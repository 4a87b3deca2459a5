import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { setToken, tokenState } from '../api/token.ts';

/** Asks for the server's token. */
export function TokenForm() {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const wrong = tokenState().token !== null;

  function submit(event: FormEvent) {
    event.preventDefault();
    setToken(text.trim());
    void client.resetQueries();
  }

  return (
    <form className="token panel" onSubmit={submit}>
      <h1>This server asks for a token</h1>
      <p className="muted">
        The one it was started with. It is kept in this tab only, and forgotten when the tab closes.
      </p>
      <label htmlFor="token">Token</label>
      <div className="row">
        <input
          id="token"
          type="password"
          autoComplete="current-password"
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-invalid={wrong}
          aria-describedby={wrong ? 'token-wrong' : undefined}
        />
        <button type="submit" className="primary">
          Go on
        </button>
      </div>
      {wrong && (
        <p id="token-wrong" className="error-text" role="alert">
          That token was not the right one.
        </p>
      )}
    </form>
  );
}
