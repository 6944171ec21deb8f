// The ways in which programs save, beside running instances: what a user saved is published, what a
// program needs for a moment is not, and nothing is lost that is written late.

import assert from "node:assert/strict";
import { join } from "node:path";
import { ageDisplaced } from "../support/displaced.ts";
import { setTimeout as pause } from "node:timers/promises";
import {
  published,
  publishedNames,
  startInstance,
  startUpToDate,
  textOf,
} from "../support/running.ts";
import { cloned, makeWorld } from "../support/world.ts";

/** Saves a text under a name in a folder, as one program does. */
type Way = (
  folder: string,
  save: { readonly name: string; readonly text: string },
) => Promise<void>;

const WAYS: Readonly<Record<string, Way>> = {
  "in place": (folder, { name, text }) => Deno.writeTextFile(join(folder, name), text),
  "beside, and renamed": async (folder, { name, text }) => {
    await Deno.writeTextFile(join(folder, `${name}.tmp`), text);
    await Deno.rename(join(folder, `${name}.tmp`), join(folder, name));
  },
  "deleted, and made again": async (folder, { name, text }) => {
    await Deno.remove(join(folder, name));
    await Deno.writeTextFile(join(folder, name), text);
  },
  "vim": async (folder, { name, text }) => {
    const at = (name: string) => join(folder, name);
    await Deno.writeTextFile(at(`.${name}.swp`), "swap");
    await pause(1_500);
    await Deno.writeTextFile(at("4913"), "");
    await Deno.remove(at("4913"));
    await Deno.rename(at(name), at(`${name}~`));
    await Deno.writeTextFile(at(name), text);
    await Deno.remove(at(`${name}~`));
    await Deno.writeTextFile(at(`.${name}.swp`), "swap again");
  },
  "emacs": async (folder, { name, text }) => {
    const at = (name: string) => join(folder, name);
    await Deno.symlink("person@laptop.1234:1700000000", at(`.#${name}`));
    await pause(1_500);
    await Deno.writeTextFile(at(`.#${name}0`), text);
    await Deno.rename(at(`.#${name}0`), at(name));
  },
  "LibreOffice": async (folder, { name, text }) => {
    const at = (name: string) => join(folder, name);
    await Deno.writeTextFile(at(`.~lock.${name}#`), ",person,laptop,01.01.2026 12:00,file:///;");
    await pause(1_500);
    await Deno.writeTextFile(at("lu12345abc.tmp"), text);
    await Deno.rename(at("lu12345abc.tmp"), at(name));
  },
  "Office": async (folder, { name, text }) => {
    const at = (name: string) => join(folder, name);
    await Deno.writeTextFile(at(`~$${name}`), "person");
    await pause(1_500);
    await Deno.writeTextFile(at("A1B2C3D4.tmp"), text);
    await Deno.rename(at(name), at("~WRL0001.tmp"));
    await Deno.rename(at("A1B2C3D4.tmp"), at(name));
    await Deno.remove(at("~WRL0001.tmp"));
  },
};

const CONFIG = { sync_delay_seconds: 1, sync_poll_seconds: 3600, sync_poll_active_seconds: 0 };

Deno.test("whichever way a program saves, its file is published, and nothing else ever was", async () => {
  await using world = await makeWorld();
  const names = Object.keys(WAYS).map((_, at) => `${at}.odt`);
  const files = Object.fromEntries(names.map((name) => [name, "before\n"]));
  const [laptop] = await world.clones(files, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...CONFIG, sync_dir: laptop },
  });
  for (const [at, [about, save]] of Object.entries(WAYS).entries()) {
    const saved = { name: names[at]!, text: `saved ${about}\n` };
    await save(laptop, saved);
    await instance.sends(saved.name, saved.text);
  }
  await instance.upToDate();
  assert.deepEqual((await publishedNames(world)).sort(), names);
  const everPublished = await world.git(world.remote, "log", "--format=", "--name-only", "main");
  assert.deepEqual([...new Set(everPublished.split("\n").filter(Boolean))].sort(), names);
  assert.deepEqual((await instance.status())?.notSynced, []);
  await instance.stop();
});

Deno.test("a file that grows for longer than the quiet time is published as a whole, in no other order", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...CONFIG, sync_delay_seconds: 0, sync_dir: laptop },
  });
  const file = join(laptop, "download");
  let text = "";
  const isPublished = async () => await published(world, "download") !== undefined;
  // On a busy machine the first of them may take longer.
  for (let part = 0; part < 40 || (part < 1_000 && !await isPublished()); part++) {
    const more = `${part} ${"x".repeat(50_000)}\n`;
    await Deno.writeTextFile(file, more, { append: true });
    text += more;
    await pause(50);
  }
  await instance.sends("download", text);
  const versions = (await world.git(world.remote, "log", "--format=%H", "main", "--", "download"))
    .split("\n");
  assert.ok(versions.length > 1, "it was published while it grew");
  for (const version of versions) {
    const { stdout } = await world.tryGit(world.remote, [
      "cat-file",
      "blob",
      `${version}:download`,
    ]);
    assert.ok(text.startsWith(stdout), "a part is the beginning of the whole");
  }
  await instance.upToDate();
  await instance.stop();
});

Deno.test("what a program writes long after its open file was updated is kept beside it a day later, on both machines", async () => {
  const { world, laptop, desktop } = await cloned({ "log.txt": "one\n" }, "laptop", "desktop");
  await using here = await startInstance(world, "laptop", {
    config: { ...CONFIG, sync_delay_seconds: 0, sync_dir: laptop },
  });
  await using there = await startInstance(world, "desktop", {
    config: { ...CONFIG, sync_delay_seconds: 0, sync_dir: desktop },
  });
  await here.upToDate();
  await there.upToDate();
  using open = await Deno.open(join(laptop, "log.txt"), { append: true });
  await world.write(desktop, { "log.txt": "edited there\n" });
  await there.sends("log.txt", "edited there\n");
  // Many looks later it is still not given up.
  for (let look = 0; look < 4; look++) assert.equal((await here.run("--sync-now")).code, 0);
  assert.equal(await textOf(join(laptop, "log.txt")), "edited there\n");
  await open.write(new TextEncoder().encode("written late\n"));
  ageDisplaced(join(laptop, ".git"));
  await here.run("--sync-now");
  const { conflicts: [conflict] } = await here.shows(
    "the conflict is told",
    ({ conflicts }) => conflicts.length === 1,
  );
  assert.equal(conflict!.path, "log.txt");
  await there.run("--sync-now");
  for (const folder of [laptop, desktop]) {
    assert.equal(await textOf(join(folder, conflict!.copy)), "one\nwritten late\n");
    assert.equal(await textOf(join(folder, "log.txt")), "edited there\n");
  }
  // The program goes on: what it has open is the copy by now.
  await open.write(new TextEncoder().encode("and more\n"));
  await here.sends(conflict!.copy, "one\nwritten late\nand more\n");
  await here.stop();
  await there.stop();
});
