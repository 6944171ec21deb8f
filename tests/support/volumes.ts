// Volumes that cannot do everything, as the system would answer there.

import { realVolume, type Volume } from "../../src/engine/worktree/volume.ts";

function refusal(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}

/** A volume that knows no hard links, as FAT does. */
export const withoutLinks: Volume = { link: refusal("EPERM"), rename: realVolume.rename };

/** A folder that is on another volume than its git folder. */
export const elsewhere: Volume = {
  link: (from, to) => isWithin(from, to) ? realVolume.link(from, to) : refusal("EXDEV")(),
  rename: (from, to) => isWithin(from, to) ? realVolume.rename(from, to) : refusal("EXDEV")(),
};

function isWithin(from: string, to: string): boolean {
  return from.includes("/.git/") === to.includes("/.git/");
}
