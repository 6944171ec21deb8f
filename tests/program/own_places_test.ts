// The home folder is the repository, and its git folder is called otherwise: the app's own files lie among
// the user's.

import assert from "node:assert/strict";
import { join } from "node:path";
import { prompt, publishedNames, startInstance } from "../support/running.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("a home folder that is synced comes to rest, and nothing of the app's own is sent", async () => {
  await using world = await makeWorld();
  const [home] = await world.clones({ "notes.md": "one\n" }, "home-laptop");
  await Deno.rename(join(home, ".git"), join(home, ".dotfiles"));
  await world.write(home, { ".git": `gitdir: ${join(home, ".dotfiles")}\n`, ".gitignore": "!*\n" });
  const config = { ...prompt(home), mqtt_password: "a secret of the broker" };
  await using instance = await startInstance(world, "laptop", { config });
  for (const text of ["two\n", "three\n"]) {
    await instance.upToDate();
    await world.write(home, { "notes.md": text, ".config/other/file": text });
    await instance.sends("notes.md", text);
  }
  await instance.upToDate();
  const names = [".config/other/file", ".gitconfig", ".gitignore", "notes.md"];
  assert.deepEqual((await publishedNames(world)).sort(), names);
  const ever = await world.git(world.remote, "log", "--format=", "--name-only", "main");
  assert.deepEqual([...new Set(ever.split("\n").filter(Boolean))].sort(), names);
  assert.deepEqual((await instance.log()).filter((line) => line.includes("Not synced")), []);
  await instance.stop();
});
