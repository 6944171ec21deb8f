// A probe in a process of its own, whose settings come as JSON in its only argument.

import { probe } from "../../../src/adapters/mqtt/probe.ts";

for await (const { ok: well, text } of probe(JSON.parse(Deno.args[0]!))) {
  await Deno.stdout.write(new TextEncoder().encode(`${well ? "ok" : "FAIL"} ${text}\n`));
}
