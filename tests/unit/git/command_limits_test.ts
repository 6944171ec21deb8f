// The processes of a transfer whose memory is limited, by their command lines as ps prints them.

import assert from "node:assert/strict";
import { HEARS_REMOTE } from "../../../src/engine/git/process/command_limits.ts";

const LIMITED = [
  "git fetch origin",
  "/usr/bin/git -c core.fsync=all push --porcelain origin main:main",
  "/usr/lib/git-core/git remote-https origin https://host.example/x.git",
  "/usr/lib/git-core/git-remote-http origin http://host.example/x.git",
  "/usr/lib/git-core/git fetch-pack --stateless-rpc --stdin https://host.example/x.git/",
  "git ls-remote",
];

const FREE = [
  "/usr/lib/git-core/git index-pack --stdin -v --fix-thin --keep=fetch-pack 7 on laptop",
  "git pack-objects --all-progress-implied --revs --stdout --thin",
  "git rev-list --objects --stdin --not --exclude-hidden=fetch --all",
  "/usr/bin/git-lfs pre-push origin https://host.example/x.git",
  "/bin/sh .git/hooks/pre-push origin https://host.example/x.git",
  "node release.js push ",
  "ssh git@host.example git-receive-pack 'x.git'",
];

Deno.test("the memory of git is limited where it holds what a remote says of its branches, and no hook's", () => {
  for (const line of LIMITED) assert.match(line, HEARS_REMOTE);
  for (const line of FREE) assert.doesNotMatch(line, HEARS_REMOTE);
});
