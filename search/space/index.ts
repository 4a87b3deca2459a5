export * from './parameter.ts';
export * from './space.ts';
