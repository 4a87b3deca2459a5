/** The page's colours, as plots need them. */
export interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  /** Of the best and of the line of the best so far. */
  readonly best: string;
  /** Of trial states. */
  readonly states: Readonly<Record<'complete' | 'pruned' | 'running' | 'paused', string>>;
  /** From bad to good. */
  readonly scale: readonly string[];
  /** Of seeds and other series. */
  readonly series: readonly string[];
}

const light: Palette = {
  text: '#1b1e23',
  muted: '#5c636e',
  line: '#e3e5e8',
  surface: '#ffffff',
  accent: '#3b5bdb',
  best: '#d9480f',
  states: { complete: '#3b5bdb', pruned: '#9a8cc2', running: '#2f9e6e', paused: '#b7791f' },
  scale: ['#dbe0ea', '#93a5dd', '#3b5bdb', '#1b2f86'],
  series: ['#3b5bdb', '#d9480f', '#2b8a3e', '#9c36b5', '#b08900', '#0b7285', '#c2255c', '#5c636e'],
};

const dark: Palette = {
  text: '#e7e9ec',
  muted: '#a0a7b2',
  line: '#2c2f36',
  surface: '#1a1c20',
  accent: '#8fa5ff',
  best: '#ff9f5a',
  states: { complete: '#7f97fa', pruned: '#83779f', running: '#51cf95', paused: '#e0a84a' },
  scale: ['#363b48', '#4d5c99', '#7f97fa', '#dbe3ff'],
  series: ['#8fa5ff', '#ff9f5a', '#69db7c', '#da77f2', '#ffd43b', '#3bc9db', '#f783ac', '#a0a7b2'],
};

/** The palette of a colour scheme; the same numbers stand in styles/theme.css. */
export function paletteOf(scheme: 'light' | 'dark'): Palette {
  return scheme === 'dark' ? dark : light;
}
