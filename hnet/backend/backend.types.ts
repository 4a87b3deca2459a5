import type { BackendName } from '../types.ts';

/** A backend that runs in this process, chosen and ready. */
export interface OpenBackend {
  readonly name: BackendName;
  /** What it computes on, e.g. `CPU, TensorFlow 2.21.0, 2 threads`. */
  readonly device: string;
}

/** How a backend is opened. */
export interface OpenOptions {
  /** Threads for one operation, where the backend has them; null for its own choice. */
  readonly threads: number | null;
  /** Asked for by name rather than tried in turn: software devices are then welcome too. */
  readonly explicit: boolean;
}

/** One way to run tensors. One file a backend. */
export interface Backend {
  readonly name: BackendName;
  /** Loads it and makes it TensorFlow.js's current backend. @throws with the reason when it is not to be had here. */
  open(options: OpenOptions): Promise<OpenBackend>;
}

/** A backend that was passed over. */
export interface RejectedBackend {
  readonly name: BackendName;
  readonly reason: string;
}

/** The choice, and why it fell so. */
export interface BackendChoice extends OpenBackend {
  readonly reason: string;
  readonly rejected: readonly RejectedBackend[];
}
