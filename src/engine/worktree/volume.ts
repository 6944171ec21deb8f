// The operations that a volume may refuse: hard links, and renaming to another one.

import { quickly } from "../../system/disk/quick_calls.ts";

/** The two calls that a volume may refuse; tests put others in their place. */
export interface Volume {
  readonly link: (from: string, to: string) => Promise<void>;
  readonly rename: (from: string, to: string) => Promise<void>;
}

/** The volume as the system has it. */
export const realVolume: Volume = {
  link: (from, to) =>
    quickly(to, { now: () => Deno.linkSync(from, to), later: () => Deno.link(from, to) }),
  rename: (from, to) =>
    quickly(from, { now: () => Deno.renameSync(from, to), later: () => Deno.rename(from, to) }),
};

/** Reports whether it is another volume (EXDEV), or one without hard links (EPERM, ENOTSUP, EMLINK). */
export function isRefusedByVolume(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return ["EXDEV", "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(String(code)) ||
    error instanceof Deno.errors.NotSupported;
}

/** Reports whether the folder of the file was moved or removed meanwhile, or is a file by now. */
export function isFolderGone(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

/**
 * Reports whether nobody but its owner may write there, a file is locked against changes, or nothing can be written at
 * all.
 */
export function isNotPermitted(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EROFS" || code === "EPERM" || error instanceof Deno.errors.PermissionDenied;
}
