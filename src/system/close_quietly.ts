// The end of connections and listeners that may have ended by themselves.

/** Closes a connection or a listener, which may be closed already. */
export function closeQuietly(resource: { close(): void }): void {
  try {
    resource.close();
  } catch {
    // It is closed already.
  }
}
