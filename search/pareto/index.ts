export * from './costs.ts';
export * from './hypervolume.ts';
export * from './ranks.ts';
