// What git is started with: where it is looked for, and what of the app's own environment reaches it.

import assert from "node:assert/strict";
import { gitEnvironment } from "../../../src/engine/git/process/environment.ts";
import { desktopEnvironment, searchPath } from "../../../src/engine/git/process/find_git.ts";

Deno.test("the user's PATH comes first, and the usual folders are there in any case", () => {
  const packages = "/opt/local/bin:/run/current-system/sw/bin:/nix/var/nix/profiles/default/bin";
  const system = "/usr/bin:/bin:/usr/sbin:/sbin";
  const usual = `/opt/homebrew/bin:/usr/local/bin:${packages}:${system}`;
  const paths: Record<string, string> = {
    "": usual,
    "/home/me/bin": `/home/me/bin:${usual}`,
    "/usr/local/bin:/usr/bin":
      `/usr/local/bin:/usr/bin:/opt/homebrew/bin:${packages}:/bin:/usr/sbin:/sbin`,
    "/home/me/bin:/usr/bin:/home/me/bin":
      `/home/me/bin:/usr/bin:/opt/homebrew/bin:/usr/local/bin:${packages}:/bin:/usr/sbin:/sbin`,
    // What launchd gives to a program that no shell has started.
    [system]: usual,
  };
  for (const [path, expected] of Object.entries(paths)) {
    assert.equal(searchPath(path), expected, path);
  }
  // The user's own Nix profile stands before the system's folders as well.
  const withProfile = usual.replace(`:${system}`, `:/home/me/.nix-profile/bin:${system}`);
  assert.equal(searchPath(system, "/home/me"), withProfile);
  assert.equal(searchPath(system, "me"), usual);
});

Deno.test("no program is looked for in the synced folder", () => {
  for (const path of [".", "bin", "", "node_modules/.bin", "../bin"]) {
    const folders = searchPath(`/a:${path}:/b`).split(":");
    assert.ok(folders.every((folder) => folder.startsWith("/")), path);
    assert.deepEqual(folders.slice(0, 2), ["/a", "/b"]);
  }
});

Deno.test("the ssh agent that the environment names is the one", async () => {
  const environment = { PATH: "/usr/bin", SSH_AUTH_SOCK: "/run/agent" };
  const synced = ["/notes"];
  for (const system of ["linux", "darwin"]) {
    const { SSH_AUTH_SOCK } = await desktopEnvironment(environment, { system, synced });
    assert.equal(SSH_AUTH_SOCK, "/run/agent", system);
  }
  // An empty one is none; outside of macOS nobody else knows one.
  const { SSH_AUTH_SOCK } = await desktopEnvironment(
    { ...environment, SSH_AUTH_SOCK: "" },
    { system: "linux", synced },
  );
  assert.ok(!SSH_AUTH_SOCK);
});

Deno.test("what a calling git or shell has set for itself does not reach ours", () => {
  const theirs = {
    GIT_DIR: "/elsewhere",
    GIT_INDEX_FILE: "/elsewhere/index",
    GIT_QUARANTINE_PATH: "/elsewhere/objects",
    GIT_ATTR_SOURCE: "HEAD~1",
    GIT_COMMITTER_DATE: "2001-01-01T00:00:00Z",
    GIT_AUTHOR_DATE: "2001-01-01T00:00:00Z",
    GIT_EXEC_PATH: "libexec",
    LANGUAGE: "de",
  };
  const env = gitEnvironment({
    program: "git",
    folder: "/notes",
    environment: { ...theirs, HTTPS_PROXY: "http://proxy", LC_ALL: "de_DE.UTF-8" },
    sshCommand: "ssh -i key",
  });
  for (const name of Object.keys(theirs)) assert.equal(env[name], undefined, name);
  assert.equal(env.LC_ALL, "C");
  assert.equal(env.HTTPS_PROXY, "http://proxy");
  assert.match(env.GIT_SSH_COMMAND!, /^ssh -i key -o BatchMode=yes /);
});
