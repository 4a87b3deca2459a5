export * from './conditions.ts';
export * from './parameter.ts';
export * from './space.ts';
