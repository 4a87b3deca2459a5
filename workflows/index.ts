/** Every workflow, by the name under which it is started. This is what the bundle is made of. */
export { sweep } from './sweep/sweep.ts';
export { trial } from './trial/trial.ts';
