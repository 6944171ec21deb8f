// A sign-in whose password git cannot keep is told apart, with what to do.

import assert from "node:assert/strict";
import { withParts } from "../../support/app_state.ts";
import { advice } from "../../../src/view/advice.ts";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { parseGitConfig } from "../../../src/engine/git/values/git_config.ts";
import { withHelper } from "../../../src/engine/git/process/credentials.ts";
import type { Failure } from "../../../src/engine/git/process/failure.ts";
import { play } from "../../support/played_app.ts";

const { state: IDLE } = play();
const SIGN_IN: Failure = { kind: "sign in", detail: "could not read Username" };

function failureWith(settings: readonly (readonly [string, string])[], failure = SIGN_IN): Failure {
  const config = parseGitConfig(settings.map(([key, value]) => `${key}\n${value}\0`).join(""));
  return withHelper(failure, { config, remote: "origin" });
}

Deno.test("a password over https without a credential helper has an advice that works", () => {
  const https = ["remote.origin.url", "https://git.example/n.git"] as const;
  const ssh = ["remote.origin.url", "git@git.example:n.git"] as const;
  const pushed = ["remote.origin.pushurl", "https://git.example/n.git"] as const;
  const lacking = [
    [https],
    [ssh, pushed],
    [https, ["credential.helper", ""]],
    // One for another host, as `gh auth setup-git` and packages of Debian set it up.
    [https, ["credential.https://github.com.helper", "gh"]],
    [https, ["credential.http://git.example.helper", "store"]],
    [https, ["credential.https://*.git.example.helper", "store"]],
  ] as const;
  for (const settings of lacking) {
    const failure = failureWith(settings);
    assert.equal(failure.lacksHelper, true, JSON.stringify(settings));
    assert.match(problemSentence(failure), /no credential helper.*credential\.helper store/);
    const state = withParts(IDLE, { problem: failure });
    for (const [system, helper] of [["linux", "store"], ["darwin", "osxkeychain"]] as const) {
      const line = advice(state, system)!;
      assert.ok(line.includes(`git config --global credential.helper ${helper}`), line);
      assert.ok(line.length <= 80, line);
    }
  }
  const others = [
    [ssh],
    [https, ["credential.helper", "libsecret"]],
    [https, ["credential.https://git.example.helper", "store"]],
    [https, ["credential.https://me@GIT.example/n.git.helper", "store"]],
    [https, ["credential.https://*.example.helper", "store"]],
  ] as const;
  for (const settings of others) {
    assert.deepEqual(failureWith(settings), SIGN_IN, JSON.stringify(settings));
  }
  const offline: Failure = { kind: "offline", detail: "" };
  assert.deepEqual(failureWith([https], offline), offline);
});

Deno.test("a password in the remote's address is named as what is wrong, and is not printed", () => {
  for (const key of ["url", "pushurl"]) {
    const failure = failureWith([
      ["remote.origin.url", "https://git.example/n.git"],
      [`remote.origin.${key}`, "https://me:wrong@git.example/n.git"],
    ]);
    const sentence = problemSentence(failure);
    assert.match(sentence, /refuses the password in its address \(give `git remote set-url`/);
    assert.ok(!sentence.includes("wrong"), sentence);
    const line = advice(withParts(IDLE, { problem: failure }), "linux")!;
    assert.match(line, /git remote set-url/);
  }
  assert.equal(
    failureWith([["remote.origin.url", "https://me@git.example/n"]]).hasPassword,
    undefined,
  );
});
