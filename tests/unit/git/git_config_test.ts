// What git's configuration says of remote, branch, ssh and identity. `tests/git/process/git_config_test.ts`
// holds the same against the real git.

import assert from "node:assert/strict";
import {
  configFilesIn,
  configValue,
  fallbackIdentity,
  type GitConfig,
  parseGitConfig,
  remotes,
  sshCommand,
  upstreamOf,
} from "../../../src/engine/git/values/git_config.ts";
import { encodeText } from "../../../src/engine/git/values/git_text.ts";

const FETCH = "+refs/heads/*:refs/remotes/origin/*";

/** A configuration from `key=value` lines. */
function config(...lines: string[]): GitConfig {
  return parseGitConfig(encodeText(lines.map((line) => `${line.replace("=", "\n")}\0`).join("")));
}

Deno.test("git config: a key has all its values, the last one is in force", () => {
  const read = config("user.name=first", "core.editor=vi", "user.name=second");
  assert.deepEqual(read.get("user.name"), ["first", "second"]);
  assert.equal(configValue(read, "user.name"), "second");
  assert.equal(configValue(read, "user.email"), undefined);
});

Deno.test("git config: files that are included are named, also those that are not there yet", () => {
  const output = [
    ["file:/home/me/.gitconfig", "include.path\nwork/settings"],
    ["file:/home/me/.gitconfig", "includeif.gitdir:~/work/.path\n~/later"],
    ["file:.git/config", "core.bare\nfalse"],
    ["file:.git/config", "include.path\n../shared"],
    ["file:/home/me/work/settings", "user.name\nfile:/x"],
    ["command line:", "core.fsync\nadded"],
  ].flat().map((field) => `${field}\0`).join("");
  assert.deepEqual([...configFilesIn(output, { folder: "/notes", home: "/home/me" })], [
    "/home/me/.gitconfig",
    "/home/me/work/settings",
    "/home/me/later",
    "/notes/.git/config",
    "/notes/shared",
  ]);
});

Deno.test("git config: a value may be empty, hold line breaks, or be missing, which means true", () => {
  const read = parseGitConfig("a.empty\n\0a.lines\none\ntwo = 2\n\0a.flag\0");
  assert.equal(configValue(read, "a.empty"), "");
  assert.equal(configValue(read, "a.lines"), "one\ntwo = 2\n");
  assert.equal(configValue(read, "a.flag"), "true");
});

Deno.test("git config: values are text, as they go back to git as arguments", () => {
  const read = config("user.name=Jürgen 👍", "branch.größe.remote=päckchen");
  assert.equal(configValue(read, "user.name"), "Jürgen 👍");
  assert.equal(configValue(read, "branch.größe.remote"), "päckchen");
});

Deno.test("git config: the remotes are those with a URL, whatever their names", () => {
  assert.deepEqual(
    remotes(config(
      "remote.origin.url=/a",
      "remote.origin.url=/b",
      `remote.origin.fetch=${FETCH}`,
      "remote.a.url.b/c.url=/c",
      "remote.pushonly.pushurl=/d",
      "remote.pushdefault=origin",
      "url./x.insteadof=/y",
    )),
    ["origin", "a.url.b/c"],
  );
});

Deno.test("git config: a configured branch goes where the configuration says, under another name too", () => {
  assert.deepEqual(
    upstreamOf(
      config(
        "remote.origin.url=/a",
        "remote.team.url=/b",
        "remote.team.fetch=+refs/heads/*:refs/remotes/team/*",
        "branch.main.remote=team",
        "branch.main.merge=refs/heads/shared/notes",
      ),
      "main",
    ),
    {
      remote: "team",
      ref: "refs/heads/shared/notes",
      tracking: "refs/remotes/team/shared/notes",
      configured: true,
    },
  );
});

Deno.test("git config: a branch of which nothing is said goes to the only remote, under its own name", () => {
  assert.deepEqual(
    upstreamOf(
      config("remote.team.url=/b", "remote.team.fetch=+refs/heads/*:refs/remotes/team/*"),
      "d/main",
    ),
    {
      remote: "team",
      ref: "refs/heads/d/main",
      tracking: "refs/remotes/team/d/main",
      configured: false,
    },
  );
});

Deno.test("git config: of several remotes origin is taken, and none when there is no origin", () => {
  const two = ["remote.a.url=/a", "remote.b.url=/b"];
  assert.equal(upstreamOf(config(...two, "remote.origin.url=/c"), "main")?.remote, "origin");
  assert.equal(upstreamOf(config(...two), "main"), undefined);
  assert.equal(upstreamOf(config("user.name=x"), "main"), undefined);
});

Deno.test("git config: a branch that follows a local one goes to the only remote under its own name", () => {
  const { remote, ref, configured } = upstreamOf(
    config("remote.origin.url=/a", "branch.draft.remote=.", "branch.draft.merge=refs/heads/main"),
    "draft",
  )!;
  assert.deepEqual([remote, ref, configured], ["origin", "refs/heads/draft", false]);
});

Deno.test("git config: a remote that is chosen without a branch gets the branch's own name", () => {
  const { remote, ref, configured } = upstreamOf(
    config("remote.a.url=/a", "remote.b.url=/b", "branch.main.remote=b"),
    "main",
  )!;
  assert.deepEqual([remote, ref, configured], ["b", "refs/heads/main", false]);
});

const refspecs: readonly (readonly [what: string, refspecs: string[], tracking?: string])[] = [
  ["with a star", [FETCH], "refs/remotes/origin/team/notes"],
  ["without force", [FETCH.slice(1)], "refs/remotes/origin/team/notes"],
  ["of one branch", ["+refs/heads/team/notes:refs/x"], "refs/x"],
  ["with a star in the middle", ["refs/heads/*/notes:refs/y/*/z"], "refs/y/team/z"],
  [
    "of which the first one fits",
    [FETCH, "refs/heads/*:refs/x/*"],
    "refs/remotes/origin/team/notes",
  ],
  [
    "of which only the second one fits",
    ["refs/heads/a:refs/a", "refs/*:refs/x/*"],
    "refs/x/heads/team/notes",
  ],
  ["that leaves a branch out", ["^refs/heads/a", FETCH], "refs/remotes/origin/team/notes"],
  ["that only looks like it", ["refs/heads/team:refs/x", "refs/heads/t*/notes/old:refs/y/*"]],
  ["of a longer name on both ends", ["refs/heads/team/n*/notes:refs/x/*"]],
  ["that stores nothing", ["refs/heads/team/notes"]],
  ["that stores under no name", ["refs/heads/team/notes:"]],
  ["of nothing at all", []],
];
for (const [what, fetch, tracking] of refspecs) {
  Deno.test(`git config: a refspec ${what}`, () => {
    const read = config(
      "remote.origin.url=/a",
      ...fetch.map((spec) => `remote.origin.fetch=${spec}`),
    );
    assert.equal(
      upstreamOf(read, "team/notes")?.tracking,
      tracking ?? "refs/gitsyncbar/remotes/origin/refs/heads/team/notes",
    );
  });
}

Deno.test("git config: the user's ssh command is found in git's order", () => {
  const both = config("core.sshcommand=ssh -i key");
  const none = config();
  assert.equal(sshCommand(none, {}), undefined);
  assert.equal(sshCommand(none, { GIT_SSH: "/opt/my ssh" }), "'/opt/my ssh'");
  assert.equal(sshCommand(none, { GIT_SSH: "/opt/somebody's ssh" }), "'/opt/somebody'\\''s ssh'");
  assert.equal(sshCommand(both, { GIT_SSH: "other" }), "ssh -i key");
  assert.equal(sshCommand(both, { GIT_SSH_COMMAND: "ssh -v", GIT_SSH: "other" }), "ssh -v");
});

Deno.test("git config: an identity that git does not know is made of user and machine", () => {
  const machine = { user: "somebody", host: "laptop" };
  const made = { name: "somebody", email: "somebody@laptop" };
  assert.deepEqual(fallbackIdentity(config(), machine), made);
  assert.deepEqual(fallbackIdentity(config("user.name=", "user.email="), machine), made);
  assert.deepEqual(
    fallbackIdentity(config("user.name=Some One"), machine),
    { name: "Some One", email: "somebody@laptop" },
  );
  assert.deepEqual(
    fallbackIdentity(config("user.email=a@b.example"), machine),
    { name: "somebody", email: "a@b.example" },
  );
  assert.equal(
    fallbackIdentity(config("user.name=Some One", "user.email=a@b.example"), machine),
    undefined,
  );
});

Deno.test("git config: an author alone is no identity, an author and a committer are", () => {
  const machine = { user: "somebody", host: "laptop" };
  const author = ["author.name=Some One", "author.email=a@b.example"];
  const committer = ["committer.name=Bot", "committer.email=bot@b.example"];
  assert.notEqual(fallbackIdentity(config(...author), machine), undefined);
  assert.equal(fallbackIdentity(config(...author, ...committer), machine), undefined);
});
