// Where the app keeps its files on each system.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { findAppPaths } from "../../../src/system/app_paths.ts";

Deno.test("macOS: everything lies where its users look for it", () => {
  const environment = {
    HOME: "/Users/me",
    TMPDIR: "/var/folders/ab/c/T/",
    XDG_CONFIG_HOME: "/Users/me/.config",
  };
  assert.deepEqual(findAppPaths("darwin", environment, { uid: 501 }), {
    home: "/Users/me",
    config: "/Users/me/Library/Application Support/Git Sync Bar/config.json",
    state: "/Users/me/Library/Application Support/Git Sync Bar",
    log: "/Users/me/Library/Logs/Git Sync Bar",
    cache: "/Users/me/Library/Caches/Git Sync Bar",
    runtime: "/Users/me/Library/Caches/Git Sync Bar/run",
    ssh: "/tmp/git-sync-bar-501",
  });
});

Deno.test("Linux: everything lies in the XDG folders", () => {
  const environment = {
    HOME: "/home/me",
    XDG_CONFIG_HOME: "/x/config",
    XDG_STATE_HOME: "/x/state",
    XDG_CACHE_HOME: "/x/cache",
    XDG_RUNTIME_DIR: "/run/user/1000",
  };
  assert.deepEqual(findAppPaths("linux", environment, { uid: 501 }), {
    home: "/home/me",
    config: "/x/config/git-sync-bar/config.json",
    state: "/x/state/git-sync-bar",
    log: "/x/state/git-sync-bar",
    cache: "/x/cache/git-sync-bar",
    runtime: "/run/user/1000/git-sync-bar",
    ssh: "/run/user/1000/git-sync-bar",
  });
});

Deno.test("Linux: an XDG folder that is not set, empty or relative has its default", () => {
  const defaults = {
    home: "/home/me",
    config: "/home/me/.config/git-sync-bar/config.json",
    state: "/home/me/.local/state/git-sync-bar",
    log: "/home/me/.local/state/git-sync-bar",
    cache: "/home/me/.cache/git-sync-bar",
    runtime: "/home/me/.cache/git-sync-bar/run",
    ssh: "/home/me/.cache/git-sync-bar/run",
  };
  assert.deepEqual(findAppPaths("linux", { HOME: "/home/me" }, { uid: 501 }), defaults);
  const odd = {
    HOME: "/home/me",
    XDG_CONFIG_HOME: "",
    XDG_STATE_HOME: "state",
    XDG_CACHE_HOME: "./cache",
    XDG_RUNTIME_DIR: "",
  };
  assert.deepEqual(findAppPaths("linux", odd, { uid: 501 }), defaults);
});

for (const environment of [{}, { HOME: "" }, { HOME: "me" }]) {
  Deno.test(`without a home folder it says so: ${JSON.stringify(environment)}`, () => {
    assert.throws(() => findAppPaths("linux", environment, { uid: 501 }), {
      message: "Cannot find the home folder: HOME is not set to an absolute path",
    });
  });
}

Deno.test("places: the page about uninstalling names them all", async () => {
  const page = await Deno.readTextFile(join(import.meta.dirname!, "../../../docs/release.md"));
  for (const system of ["darwin", "linux"]) {
    const { config, state, log, cache } = findAppPaths(system, { HOME: "/home/p" }, { uid: 501 });
    for (const folder of [dirname(config), state, log, cache]) {
      const name = folder.replace("/home/p", "~");
      assert.ok(page.includes(`\`${name}\``), name);
    }
  }
});
