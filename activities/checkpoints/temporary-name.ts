/** Names of files that are being written: they say by which attempt, so that what a killed one left can be told. */
import { randomUUID } from 'node:crypto';

const NAME = /^\.(?:by-(\d+)-)?[^.]+\.tmp$/;

export function temporaryName(fence: number): string {
  return `.by-${fence}-${randomUUID()}.tmp`;
}

/** Those among the names of a folder that attempts older than `fence` left; one that names none is from an old release. */
export function temporariesBefore(fence: number, names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    const match = NAME.exec(name);
    return match !== null && Number(match[1] ?? -1) < fence;
  });
}
