/** Native TensorFlow as a backend: see `docs/native-tensorflow.md`. */

export { DEFAULT_TENSORFLOW_VERSION, NativeTensorFlowError } from './flavour.ts';
export type { Flavour, NativeBackendName } from './flavour.ts';
export { findInstallation } from './installation.ts';
export type { Installation, Manifest } from './installation.ts';
export { hasNativeTensorFlow, loadNativeTensorFlow } from './load.ts';
export type { LoadOptions, NativeTensorFlow } from './load.ts';
export { setUpTensorFlow } from './setup.ts';
export type { SetupOptions, SetupResult } from './setup.ts';
