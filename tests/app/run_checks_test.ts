// What `--check` takes from the running instance: some files show only in a save that they cannot be stored.

import assert from "node:assert/strict";
import { join } from "node:path";
import { configuredFolders, parseConfig } from "../../src/adapters/config/schema.ts";
import { reportedFolder } from "../../src/app/control/client.ts";
import { type CheckOptions, runChecks } from "../../src/app/run_checks.ts";
import { tell } from "../support/story.ts";
import { settingsOf } from "../support/syncer.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("--check names the files that only a save finds, as the running instance does, and each once", async () => {
  const { world, laptop } = await tell({ "a.md": "a\n" }, "laptop");
  await laptop.git("config", "filter.seal.clean", "false");
  await laptop.write({
    ".gitattributes": "*.utf16 text working-tree-encoding=UTF-16\n*.seal filter=seal\n",
    "bad.utf16": "no mark\n",
    "secret.seal": "secret\n",
  });
  await world.git(laptop.folder, "init", "--quiet", "nested");
  const { notSynced } = await laptop.sync();
  assert.deepEqual(notSynced.map(({ path }) => path).sort(), [
    "bad.utf16",
    "nested",
    "secret.seal",
  ]);
  const origin = { file: join(world.folder, "config.json"), home: world.folder };
  const text = JSON.stringify({ sync_dir: laptop.folder, mqtt_enabled: false });
  const parsed = parseConfig(text, origin);
  assert.ok("config" in parsed);
  const options: CheckOptions = {
    folders: configuredFolders(parsed.config),
    prepare: () => Promise.resolve(settingsOf(world, laptop.folder)),
    location: origin,
    ids: { isShared: () => Promise.resolve(false) },
    running: () => Promise.resolve({ notSynced }),
  };
  const lines = await Array.fromAsync(runChecks(parsed.config, options));
  assert.deepEqual(lines.filter(({ subject }) => subject === "files").map(({ text }) => text), [
    "not synced: nested: a git repository of its own: sync it by itself, or move it out",
    "not synced: bad.utf16: not in the encoding that .gitattributes names: correct one of them " +
    "(the running instance says so)",
    "not synced: secret.seal: its filter failed: check its program (`git config filter.NAME.clean`); of git-lfs, `git lfs fsck` takes a damaged content away (the running instance says so)",
  ]);
});

Deno.test("a running instance of another version is understood as far as its words are known", async () => {
  await using world = await makeWorld();
  const path = join(world.folder, "it.sock");
  const notSynced = [
    { path: "a.md", reason: "filter" },
    { path: "b.md", reason: "of later" },
    { path: "c.md", reason: "toString" },
  ];
  const told = { folder: "/n", error: "stopped", notSynced };
  const answers = [told, { ...told, folders: [{ folder: "/other" }, told] }, { folders: [] }];
  for (const [at, answer] of answers.entries()) {
    using listener = Deno.listen({ transport: "unix", path: `${path}${at}` });
    const asked = reportedFolder(`${path}${at}`, "/n");
    const connection = await listener.accept();
    await connection.read(new Uint8Array(1024));
    await connection.write(new TextEncoder().encode(`${JSON.stringify(answer)}\n`));
    connection.close();
    const { problem, notSynced } = await asked;
    assert.deepEqual(
      [problem, notSynced],
      at === 2 ? [undefined, undefined] : ["stopped", [{ path: "a.md", reason: "filter" }]],
    );
  }
});
