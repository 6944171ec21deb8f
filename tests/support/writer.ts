// A user's programs: a process of its own that saves edits into files at given moments, whatever
// else happens to these files. Started by `tests/support/editing.ts`; it talks in lines of JSON.

/** One save. */
export interface Edit {
  /** The file, absolute. */
  readonly file: string;
  /** `inPlace` cuts the file off and writes it anew, `replace` puts another file in its place. */
  readonly how: "inPlace" | "append" | "replace";
  readonly text: string;
  /** Milliseconds before it. */
  readonly wait: number;
}

/** Saves, one after another. */
export interface Order {
  readonly edits: readonly Edit[];
  /** The first save waits until somebody changes this file, but no longer than 5 seconds. */
  readonly after?: string;
  /** Milliseconds before the first save. */
  readonly wait: number;
}

const clock = new Int32Array(new SharedArrayBuffer(4));

function pause(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(clock, 0, 0, milliseconds);
}

function stamp(file: string): string {
  try {
    const { ino, mtime, size } = Deno.lstatSync(file);
    return `${ino} ${mtime?.getTime()} ${size}`;
  } catch {
    return "none";
  }
}

function waitForChange(file: string): void {
  const before = stamp(file);
  const end = performance.now() + 5_000;
  while (stamp(file) === before && performance.now() < end) pause(0.05);
}

/** Saves one edit; answers the words that it saw in the file before it wrote it anew. */
function save({ file, how, text, wait }: Edit): string[] {
  pause(wait);
  if (how === "append") {
    writeInto(file, text, { append: true });
    return [];
  }
  const seen = wordsIn(read(file));
  if (how === "inPlace") writeInto(file, text, { write: true, truncate: true });
  else {
    Deno.writeTextFileSync(`${file}.tmp`, text);
    Deno.renameSync(`${file}.tmp`, file);
  }
  return seen;
}

function writeInto(file: string, text: string, options: Deno.OpenOptions): void {
  using opened = Deno.openSync(file, { create: true, ...options });
  // Others get a turn between the opening and the writing.
  if (text.length % 2 === 0) pause(0.2);
  opened.writeSync(new TextEncoder().encode(text));
}

function read(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return "";
  }
}

/** The words of edits that stand in a text. */
export function wordsIn(text: string): string[] {
  return text.match(/edit-\d+-/g) ?? [];
}

/** The lines of a stream, each as soon as it is complete. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of stream) {
    rest += decoder.decode(piece, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

if (import.meta.main) {
  for await (const line of linesOf(Deno.stdin.readable)) {
    const { after, wait, edits } = JSON.parse(line) as Order;
    if (after !== undefined) waitForChange(after);
    pause(wait);
    const overwritten = edits.flatMap(save);
    await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(overwritten)}\n`));
  }
}
