// How the process group of a git process is ended.

import assert from "node:assert/strict";
import { endGroup, startGroup } from "../../../src/engine/git/process/process_group.ts";

/** Answers signals to groups as macOS does once all members have ended and nobody has asked for their codes. */
function answerAsMac(): Disposable & { readonly sent: readonly string[] } {
  const { kill } = Deno;
  const sent: string[] = [];
  Deno.kill = (pid, signal = "SIGTERM") => {
    sent.push(`${signal}`);
    kill(pid, signal);
    throw new Deno.errors.PermissionDenied("Operation not permitted (os error 1)");
  };
  return { sent, [Symbol.dispose]: () => void (Deno.kill = kill) };
}

Deno.test("a group that has just ended by itself is no error where the system says so in its own way", async () => {
  const child = startGroup(["sleep", "600"], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    stdin: "null",
  });
  using mac = answerAsMac();
  const output = child.output();
  await endGroup(child);
  assert.equal(mac.sent[0], "SIGTERM");
  await output;
});

Deno.test("a group may still put things in order when it is ended, as git does with its locks", async () => {
  const script =
    'trap "sleep 0.3; echo in order; exit" TERM; echo ready; while :; do sleep 0.1; done';
  const child = startGroup(["sh", "-c", script], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    stdin: "null",
  });
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await lines.read()).value, "ready\n");
  await endGroup(child);
  assert.equal((await lines.read()).value, "in order\n");
  await lines.cancel();
  await child.stderr.cancel();
});
