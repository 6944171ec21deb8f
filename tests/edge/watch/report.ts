// A process of its own that watches the folder it is given and prints what it is told, one word of
// JSON in each line. A number on standard input becomes the system's limit of watches (as root of a
// user namespace); at its end it stops.

import { join } from "node:path";
import { watchFolder } from "../../../src/adapters/watch/watch.ts";

/** The lines of a stream, as they come. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

if (import.meta.main) {
  const [root = "."] = Deno.args;
  const stopping = new AbortController();
  const print = (word: unknown) => {
    Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(word)}\n`));
  };
  const { stopped } = watchFolder(root, {
    gitDir: join(root, ".git"),
    commonDir: join(root, ".git"),
    signal: stopping.signal,
    checkMs: 100,
    onChanged: print,
    onState: (state) => {
      print(state.kind === "polling" ? state.reason : state.kind);
      if (state.kind === "polling") print(`looking at ${state.parts ?? "all"}`);
    },
  });
  for await (const line of linesOf(Deno.stdin.readable)) {
    Deno.writeTextFileSync("/proc/sys/user/max_inotify_watches", line);
  }
  stopping.abort();
  await stopped;
}
