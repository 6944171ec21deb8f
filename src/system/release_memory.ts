// Memory that the runtime keeps until it needs some again.

/** In bytes; less than this is not worth the time: some 50 ms of a processor. */
const WORTH_IT = 16 * 2 ** 20;

/** The memory that the program used after the last time, in bytes. */
let inUse = -Infinity;

/**
 * Gives memory back to the system, the first time and when the program has come to use much more since. The compiled
 * program alone can do so (V8's `--expose-gc`, `tools/program.ts`); from source nothing happens.
 */
export function releaseMemory(): void {
  const { gc } = globalThis as { gc?: (how: Readonly<Record<string, string>>) => void };
  if (gc === undefined || Deno.memoryUsage().heapUsed < inUse + WORTH_IT) return;
  // V8 keeps the pages that a plain collection has emptied, and lets go of them after one of this kind.
  gc({ type: "major", execution: "sync", flavor: "last-resort" });
  inUse = Deno.memoryUsage().heapUsed;
}
