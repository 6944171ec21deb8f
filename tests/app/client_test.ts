// The command line asks an instance that is not of its version, or something else that has the socket's name.

import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { printStatus, syncNow } from "../../src/app/control/client.ts";
import { ANSWER_MS } from "../../src/app/control/protocol.ts";
import { hurried } from "../support/hurried.ts";
import { makeWorld } from "../support/world.ts";

/** Answers each client with these bytes, after so many milliseconds. */
function answering(path: string, answer: string, waitMs = 0): Disposable {
  const listener = Deno.listen({ transport: "unix", path });
  const serve = async (connection: Deno.Conn) => {
    await connection.read(new Uint8Array(1024));
    await pause(waitMs);
    await connection.write(new TextEncoder().encode(answer));
    connection.close();
  };
  void (async () => {
    for await (const connection of listener) void serve(connection);
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
    await assert.rejects(printStatus(path, { json: false, output, whyUnanswered }), { message });
    await assert.rejects(syncNow(path, { output, whyUnanswered }), {
      message,
    });
    assert.deepEqual(told, []);
  });
}

const whyUnanswered = () => Promise.resolve(undefined);

Deno.test("what takes longer than an answer without work is waited for", async () => {
  await using world = await makeWorld();
  const path = join(world.folder, "it.sock");
  const waitMs = 500;
  using _hurried = hurried(2 * ANSWER_MS / waitMs);
  using _server = answering(path, '{"exitCode":0,"lines":["done"]}\n', waitMs);
  const lines: string[] = [];
  const output = { print: (line: string) => lines.push(line), printError: () => {} };
  const change = { kind: "undo", id: "1a2b3c4" } as const;
  const asked = [{}, { ownChanges: [change] }];
  const codes = await Promise.all(
    asked.map((one) => syncNow(path, { ...one, output, whyUnanswered })),
  );
  assert.deepEqual([codes, lines], [[0, 0], ["done", "done"]]);
});
