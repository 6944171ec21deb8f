// The command line asks an instance that is not of its version, or something else that has the socket's name.

import assert from "node:assert/strict";
import { join } from "node:path";
import { printStatus, syncNow } from "../../src/app/control/client.ts";
import { makeWorld } from "../support/world.ts";

/** Answers each client with these bytes. */
function answering(path: string, answer: string): Disposable {
  const listener = Deno.listen({ transport: "unix", path });
  void (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(1024));
      await connection.write(new TextEncoder().encode(answer));
      connection.close();
    }
  })();
  return listener;
}

const ANSWERS = [
  "",
  "\n",
  "null\n",
  "[]\n",
  "{}\n",
  "SSH-2.0-OpenSSH_9.2\r\n",
  '{"line":"Up to date"}\n',
  '{"line":"Up to date","waiting":{},"conflicts":[],"notSynced":[],"mistakes":[]}\n',
  '{"exitCode":"0","lines":[]}\n',
  '{"exitCode":0}\n',
  "[".repeat(100_000) + "\n",
];

for (const answer of ANSWERS) {
  Deno.test(`an answer like ${JSON.stringify(answer.slice(0, 60))} is reported in one line`, async () => {
    await using world = await makeWorld();
    const path = join(world.folder, "it.sock");
    using _server = answering(path, answer);
    const told: string[] = [];
    const output = { print: (line: string) => told.push(line), printError: () => {} };
    const message =
      /^Cannot (?:ask the running instance at ".*"|read what the running instance answers): [^\n]+$/;
    await assert.rejects(printStatus(path, { json: false, output }), { message });
    await assert.rejects(syncNow(path, { confirmDeletion: false, output }), { message });
    assert.deepEqual(told, []);
  });
}
