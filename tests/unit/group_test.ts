// How the process group of a git is ended.

import assert from "node:assert/strict";
import { endGroup, startGroup } from "../../src/git/group.ts";

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
