// Stands in for /usr/bin/osascript, started as that is. Over a socket it tells what is in the menu bar, and
// clicks: see `mac.ts`.

import assert from "node:assert/strict";
import { runJxa } from "./jxa.ts";

/** What it tells. */
export interface Screen {
  readonly pid: number;
  readonly bar: ReturnType<ReturnType<typeof runJxa>["bar"]>;
}

/** Where it listens, for a home folder. */
export function screenSocket(home: string): string {
  return `${home}/screen`;
}

async function serve(jxa: ReturnType<typeof runJxa>, path: string): Promise<void> {
  await Deno.remove(path).catch(() => {});
  for await (const connection of Deno.listen({ transport: "unix", path })) {
    const line = new Uint8Array(1_000);
    const title = new TextDecoder().decode(line.subarray(0, (await connection.read(line))! - 1));
    if (title !== "") jxa.click(title);
    const screen: Screen = { pid: Deno.pid, bar: jxa.bar() };
    const writer = connection.writable.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(screen)));
    await writer.close();
  }
}

if (import.meta.main) {
  const [option, language, script] = Deno.args;
  assert.deepEqual([option, language], ["-l", "JavaScript"]);
  const jxa = runJxa(await Deno.readTextFile(script!), {
    write: (to, text) => {
      const stream = to === "output" ? Deno.stdout : Deno.stderr;
      stream.writeSync(new TextEncoder().encode(text));
    },
    exit: (code) => Deno.exit(code),
  });
  void serve(jxa, screenSocket(Deno.env.get("HOME")!));
  for await (const bytes of Deno.stdin.readable) jxa.arrive(bytes);
  jxa.arrive(new Uint8Array());
}
