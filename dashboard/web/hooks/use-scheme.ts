import { useSyncExternalStore } from 'react';

const dark = matchMedia('(prefers-color-scheme: dark)');

function onChange(tell: () => void): () => void {
  dark.addEventListener('change', tell);
  return () => dark.removeEventListener('change', tell);
}

/** Which colours the person prefers; follows the system. */
export function useScheme(): 'light' | 'dark' {
  return useSyncExternalStore(onChange, () => (dark.matches ? 'dark' : 'light'));
}
