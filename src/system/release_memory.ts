// Memory that the runtime keeps until it needs some again.

/**
 * Collects what is no longer used, and gives its memory back to the system. The compiled program alone can do so (V8's
 * `--expose-gc`, `tools/program.ts`); from source nothing happens.
 */
export function releaseMemory(): void {
  (globalThis as { gc?: () => void }).gc?.();
}
