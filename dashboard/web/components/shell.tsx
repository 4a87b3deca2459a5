import { useSyncExternalStore, type ReactNode } from 'react';
import { Link } from 'wouter';
import { onTokenChange, tokenState } from '../api/token.ts';
import { TokenForm } from './token-form.tsx';

/** What stands around every page: the name, the way home, and the question for a token where the server wants one. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { needed } = useSyncExternalStore(onTokenChange, tokenState);
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="top">
        <Link className="brand" href="/">
          <img src="/icon.svg" alt="" width="20" height="20" />
          hnet-sweep
        </Link>
        <nav aria-label="Main">
          <Link href="/" className={(active) => (active ? 'active' : '')}>
            Sweeps
          </Link>
          <Link href="/new" className={(active) => (active ? 'active' : '')}>
            New sweep
          </Link>
          <a href="/api/v1/openapi.json">API</a>
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {needed ? <TokenForm /> : children}
      </main>
    </>
  );
}
