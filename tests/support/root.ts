// Some tests give files away or mount a disk, which only root may do.

/** True when root runs the tests; throws instead of answering false where skipping is forbidden. */
export function isRoot(): boolean {
  if (Deno.uid() === 0) return true;
  if (Deno.env.get("GIT_SYNC_BAR_NO_SKIP") !== undefined) {
    throw new Error("Cannot skip a test here: it needs root");
  }
  return false;
}
