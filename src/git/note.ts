// Notes of ours in the git folder, as JSON. At any moment a note is the old one or the new one, also when
// the power goes: what is done after it may rely on it.

/** Writes a note; it is on the disk when this settles. */
export async function writeNote(file: string, content: unknown): Promise<void> {
  const fresh = `${file}.new`;
  await Deno.writeTextFile(fresh, JSON.stringify(content));
  {
    // What one descriptor has written is synced by any other (fsync(2) is about the file). Not through
    // `writable`, which loses what was written unless the stream itself is closed.
    using opened = await Deno.open(fresh, { write: true });
    await opened.sync();
  }
  await Deno.rename(fresh, file);
}

/**
 * What a note says; `undefined` when there is none, or when its text is no JSON: a disk may have lost what
 * it said it had written, and nobody can sync who waits for that to come back.
 */
export async function readNote(file: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
