// After which failures of a push what others sent is still fetched.

import assert from "node:assert/strict";
import { isRefusal } from "../../../src/engine/branch/refused_push.ts";
import { GitError } from "../../../src/engine/git/process/git.ts";
import type { Failure } from "../../../src/engine/git/process/failure.ts";

const ROWS: readonly (readonly [Failure["kind"], string, boolean])[] = [
  ["hook", "Not now", true],
  ["sign in", "could not read Username", true],
  ["offline", 'batch response: Post "http://lfs": dial tcp 127.0.0.1:9: connection refused', true],
  ["offline", "RPC failed; HTTP 500 curl 22 The requested URL returned error: 500", true],
  ["offline", "unable to access 'http://x/': The requested URL returned error: 502", true],
  ["offline", "unable to access 'http://x/': The requested URL returned error: 429", false],
  // Asked again, these would take their time once more.
  ["offline", "unable to access 'http://x/': Could not resolve host: x", false],
  ["offline", "connect to host x port 22: Connection timed out", false],
  ["hung", "no answer", false],
  ["rejected", "fetch first", false],
  ["lock", "Unable to create 'index.lock': File exists", false],
  ["disk full", "unable to write file", false],
];

for (const [kind, detail, expected] of ROWS) {
  Deno.test(`a push that fails is ${expected ? "" : "not "}followed by a fetch: ${kind}, ${detail}`, () => {
    assert.equal(isRefusal(new GitError({ kind, detail }, "git push")), expected);
  });
}
