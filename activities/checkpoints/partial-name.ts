/** Names of mid-stage checkpoint files: they order the files and carry the digest that tells a corrupt one. */
import type { PartialCheckpoint } from '../checkpoint-store.types.ts';

const NAME = /^partial-(\d+)-(\d+)-([0-9a-f]{64})\.safetensors$/;

export function partialName(fence: number, iteration: number, digest: string): string {
  return `partial-${fence}-${iteration}-${digest}.safetensors`;
}

/** A mid-stage checkpoint as its name tells it. */
export interface NamedPartial extends PartialCheckpoint {
  readonly digest: string;
}

/** The mid-stage checkpoints among the names of a folder, furthest iteration first, then newest attempt. */
export function partialsAmong(names: readonly string[]): readonly NamedPartial[] {
  return names
    .flatMap((name) => {
      const match = NAME.exec(name);
      return match ? [{ name, fence: Number(match[1]), iteration: Number(match[2]), digest: match[3]! }] : [];
    })
    .sort((a, b) => b.iteration - a.iteration || b.fence - a.fence);
}
