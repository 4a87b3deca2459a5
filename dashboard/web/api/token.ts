/** The server's token, where it wants one: kept for this tab only. */
const storageKey = 'hnet-sweep-token';

interface TokenState {
  readonly token: string | null;
  /** The server refused the last request: ask for a token. */
  readonly needed: boolean;
}

let state: TokenState = { token: sessionStorage.getItem(storageKey), needed: false };
const listeners = new Set<() => void>();

function change(next: TokenState): void {
  state = next;
  for (const tell of listeners) tell();
}

/** What is known of the token now. */
export const tokenState = (): TokenState => state;

/** Calls back on every change; gives what ends that. */
export function onTokenChange(tell: () => void): () => void {
  listeners.add(tell);
  return () => void listeners.delete(tell);
}

/** Takes the token a person typed. */
export function setToken(token: string): void {
  sessionStorage.setItem(storageKey, token);
  change({ token, needed: false });
}

/** The server wants a token that this page does not have. */
export function tokenRefused(): void {
  if (!state.needed) change({ token: state.token, needed: true });
}
