// Both sides changed one file: the published version keeps the name, the other stands beside it.

import assert from "node:assert/strict";
import { manyCopiesSentence } from "../../../src/view/report_lines.ts";
import { copiesOn, copyOn, type Machine, tell, textsOn } from "../../support/story.ts";

/** Laptop's change is published first, then desktop's own comes; afterwards all is quiet. */
async function clash(
  files: Readonly<Record<string, string>>,
  change: {
    readonly laptop: (laptop: Machine) => Promise<void>;
    readonly desktop: (desktop: Machine) => Promise<void>;
  },
) {
  const story = await tell(files, "laptop", "desktop");
  const [laptop, desktop] = story.machines;
  await change.laptop(laptop);
  await change.desktop(desktop);
  await laptop.sync();
  const { conflicts } = await desktop.sync();
  await story.quiet();
  return { ...story, laptop, desktop, conflicts };
}

/** The names of the files about which a machine reports a conflict that nobody has settled. */
async function openOn(machine: Machine): Promise<string[]> {
  return (await machine.sync()).openConflicts!.map(({ path }) => path);
}

const write = (files: Readonly<Record<string, string>>) => (at: Machine) => at.write(files);
const link = (name: string, target: string) => async (at: Machine) => {
  await Deno.remove(at.path(name)).catch(() => {});
  await Deno.symlink(target, at.path(name));
};

Deno.test("both edit the same line: the other version gets a name that says whose it is", async () => {
  const { laptop, desktop, conflicts } = await clash({ "notes.md": "one\ntwo\nthree\n" }, {
    laptop: write({ "notes.md": "one\nlaptop\nthree\n" }),
    desktop: write({ "notes.md": "one\ndesktop\nthree\n" }),
  });
  const copy = await copyOn(laptop);
  const id = await laptop.git("rev-parse", "--short=7", `HEAD:${copy}`);
  assert.match(
    copy,
    new RegExp(
      `^notes \\(conflict desktop \\d{4}-\\d\\d-\\d\\d \\d\\d\\.\\d\\d\\.\\d\\d ${id}\\)\\.md$`,
    ),
  );
  assert.deepEqual(await textsOn(desktop), {
    "notes.md": "one\nlaptop\nthree\n",
    [copy]: "one\ndesktop\nthree\n",
  });
  assert.deepEqual(
    conflicts.map(({ path, copy, side, origin }) => [path, copy, side, origin.host]),
    [["notes.md", copy, "ours", "desktop"]],
  );
  assert.match(
    await laptop.git("log", "-1", "--format=%B"),
    new RegExp("notes.md.*desktop.*notes \\(conflict"),
  );
});

Deno.test("both edit a binary file: each version survives byte for byte", async () => {
  const { laptop } = await clash({ "film.bin": "a\0b\0c" }, {
    laptop: write({ "film.bin": "laptop\0b\0c" }),
    desktop: write({ "film.bin": "a\0b\0desktop" }),
  });
  assert.deepEqual(await textsOn(laptop), {
    "film.bin": "laptop\0b\0c",
    [await copyOn(laptop)]: "a\0b\0desktop",
  });
});

Deno.test("an edited file there and a link here: the link becomes the copy", async () => {
  const { laptop, desktop } = await clash({ "notes.md": "one\n", "other.md": "o\n" }, {
    laptop: write({ "notes.md": "edited\n" }),
    desktop: link("notes.md", "other.md"),
  });
  assert.equal(await desktop.read("notes.md"), "edited\n");
  assert.equal(await Deno.readLink(laptop.path(await copyOn(laptop))), "other.md");
});

Deno.test("three machines edit one line: one version keeps the name, two stand beside it", async () => {
  const { machines, quiet } = await tell({ "notes.md": "one\n" }, "laptop", "desktop", "tablet");
  for (const machine of machines) await machine.write({ "notes.md": `${machine.name}\n` });
  await quiet();
  const [laptop] = machines;
  const copies = await copiesOn(laptop);
  assert.equal(copies.length, 2);
  const texts = Object.values(await textsOn(laptop));
  assert.deepEqual(texts.sort(), ["desktop\n", "laptop\n", "tablet\n"]);
  assert.equal(await laptop.read("notes.md"), "laptop\n");
});

Deno.test("deleting a conflict copy settles the conflict everywhere", async () => {
  const { laptop, desktop, quiet } = await clash({ "notes.md": "one\n" }, {
    laptop: write({ "notes.md": "laptop\n" }),
    desktop: write({ "notes.md": "desktop\n" }),
  });
  await laptop.write({ "notes.md": "laptop and desktop\n" });
  assert.deepEqual(await openOn(laptop), ["notes.md"]);
  assert.deepEqual(await openOn(desktop), ["notes.md"]);
  await laptop.remove(await copyOn(laptop));
  await quiet();
  assert.deepEqual([await openOn(laptop), await openOn(desktop)], [[], []]);
  assert.deepEqual(await textsOn(desktop), { "notes.md": "laptop and desktop\n" });
});

Deno.test("a conflict about a conflict copy does not pile up names", async () => {
  const { laptop, desktop, quiet } = await clash({ "notes.md": "one\n" }, {
    laptop: write({ "notes.md": "laptop\n" }),
    desktop: write({ "notes.md": "desktop\n" }),
  });
  const copy = await copyOn(laptop);
  await laptop.write({ [copy]: "laptop again\n" });
  await desktop.write({ [copy]: "desktop again\n" });
  await quiet();
  const copies = await copiesOn(desktop);
  assert.equal(copies.length, 2);
  for (const name of copies) assert.equal(name.split("(conflict").length, 2, name);
  assert.deepEqual(
    Object.values(await textsOn(desktop)).sort(),
    ["desktop again\n", "laptop\n", "laptop again\n"].sort(),
  );
});

Deno.test("a file that programs write on two machines gets few copies, and no version is lost", async () => {
  const files = { "workspace.json": "0\n", "notes.md": "notes\n" };
  const { world, laptop, desktop, machines, quiet } = await tell(files);
  const written: string[] = [];
  const uncopied: string[] = [];
  for (let round = 0; round < 6; round++) {
    for (const machine of machines) {
      const text = `${machine.name} ${round}\n`;
      written.push(text);
      await machine.write({ "workspace.json": text });
      if (machine === laptop) await laptop.sync({ remote: "none" });
    }
    await desktop.sync();
    const report = await laptop.sync();
    for (const { path, commit } of report.uncopied) {
      uncopied.push(await laptop.git("show", `${commit}:${path}`));
    }
  }
  assert.equal((await copiesOn(laptop)).length, 5);
  assert.deepEqual(uncopied, ["laptop 5"]);
  await quiet();
  const history = await world.git(world.remote, "log", "-p", "-m", "--format=", "main");
  for (const text of written) assert.ok(history.includes(text), text);
  const { openConflicts } = await desktop.sync();
  assert.match(manyCopiesSentence(openConflicts!)!, /workspace\.json.*\.gitignore/);
  // Another file is told beside it, and so is this one once somebody has settled it.
  await laptop.remove(...await copiesOn(laptop));
  await laptop.sync();
  await laptop.write({ "workspace.json": "laptop\n", "notes.md": "laptop\n" });
  await desktop.write({ "workspace.json": "desktop\n", "notes.md": "desktop\n" });
  await quiet();
  assert.equal((await copiesOn(desktop)).length, 2);
});
