// A conflict copy has another name than its original, so other attributes may be about it. It must hold what
// the original's attributes give, on every machine, and be published as they ask.

import assert from "node:assert/strict";
import { ageDisplaced } from "../../support/displaced.ts";
import { join } from "node:path";
import { copiesOn, type Machine, machineOf, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** Sets a filter that turns letters: what is published cannot be read at a glance. */
async function setFilter(machine: Machine): Promise<void> {
  const turn = "tr a-zA-Z n-za-mN-ZA-M";
  await machine.git("config", "filter.turn.clean", turn);
  await machine.git("config", "filter.turn.smudge", turn);
  await machine.git("config", "filter.turn.required", "true");
}

/** Returns all that a repository holds, as text. */
async function contentOf(world: World, folder: string): Promise<string> {
  const args = ["cat-file", "--batch-all-objects", "--batch"];
  return (await world.tryGit(folder, args)).stdout;
}

const IDENT = "$" + "Id$";

/** Where the attributes of a file stand, and where its copy goes. */
const TABLE = [
  ["secrets.env", "folder"],
  ["a.key", "file"],
  ["vault/inner.env", "folder"],
  ["vault/deep/any.txt", "file"],
  ["anchored.env", "local"],
  ["vault/anchored.env", "local"],
  ["by-info.env", "folder"],
  ["by-user.env", "folder"],
  ["lines.txt", "folder"],
  ["wide.txt", "folder"],
  ["ident.txt", "folder"],
  ["plain.txt", "file"],
] as const;

const ATTRIBUTES = {
  ".gitattributes": [
    "secrets.env filter=turn",
    "*.key filter=turn",
    "/anchored.env filter=turn",
    "lines.txt text eol=crlf",
    "wide.txt working-tree-encoding=UTF-16LE",
    "ident.txt ident",
    "",
  ].join("\n"),
  "vault/.gitattributes": "inner.env filter=turn\n/anchored.env filter=turn\ndeep/** filter=turn\n",
};

const isFiltered = (name: string) => /env$|key$|deep/.test(name);

/** Writes a text as the attributes of its name have it in the work tree. */
async function writeAs(machine: Machine, name: string, text: string): Promise<void> {
  const lines = name === "lines.txt" ? `${text}\r\n` : `${text}\n`;
  await machine.write({ [name]: name === "ident.txt" ? `${IDENT} ${lines}` : lines });
  if (name !== "wide.txt") return;
  await Deno.writeFile(
    machine.path(name),
    new Uint8Array(new Uint16Array([...lines].map((letter) => letter.charCodeAt(0))).buffer),
  );
}

async function bytesOf(machine: Machine, name: string): Promise<string> {
  const bytes = await Deno.readFile(machine.path(name));
  return name.endsWith("wide.txt")
    ? new TextDecoder("utf-16le").decode(bytes)
    : new TextDecoder().decode(bytes);
}

function copyIn(names: readonly string[], original: string): string | undefined {
  const stem = original.replace(/\.\w+$/, "");
  return names.find((name) => name.startsWith(`${stem} (conflict `));
}

Deno.test("a conflict copy is readable on all machines, and published as its original is", async () => {
  const { world, laptop, desktop, machines } = await tell(ATTRIBUTES);
  await Deno.mkdir(join(world.env.HOME!, ".config/git"), { recursive: true });
  await Deno.writeTextFile(
    join(world.env.HOME!, ".config/git/attributes"),
    "by-user.env filter=turn\n",
  );
  for (const machine of machines) {
    await setFilter(machine);
    await Deno.writeTextFile(machine.path(".git/info/attributes"), "by-info.env filter=turn\n");
    for (const [name] of TABLE) await writeAs(machine, name, `Of ${machine.name} in ${name}`);
  }
  await laptop.sync();
  const { conflicts } = await desktop.sync();
  assert.equal(conflicts.length, TABLE.length);
  await laptop.sync();

  for (const machine of machines) {
    const names = await machine.names();
    for (const [name, form] of TABLE) {
      assert.match(await bytesOf(machine, name), new RegExp(`Of laptop in ${name}\r?\n`), name);
      const copy = copyIn(names, name);
      if (form === "local" && machine === laptop) {
        assert.equal(copy, undefined);
        continue;
      }
      const inner = name.slice(name.lastIndexOf("/") + 1);
      assert.equal(copy?.endsWith(`/${inner}`) ?? false, form === "folder", `${name}: ${copy}`);
      assert.match(await bytesOf(machine, copy!), new RegExp(`Of desktop in ${name}\r?\n`), name);
      assert.equal(
        await bytesOf(machine, copy!).then((text) => text.includes("\r\n")),
        name === "lines.txt",
        name,
      );
    }
    assert.equal(await machine.git("status", "--porcelain"), "");
  }
  const published = await contentOf(world, world.remote);
  for (const [name] of TABLE.filter(([name]) => isFiltered(name))) {
    assert.ok(!published.includes(`Of desktop in ${name}`), name);
  }

  const local = TABLE.filter(([, form]) => form === "local").map(([name]) => name).sort();
  for (const machine of [desktop, machineOf(world, desktop.folder)]) {
    const { openConflicts = [] } = await machine.sync();
    assert.deepEqual(
      openConflicts.map(({ path }) => path).sort(),
      TABLE.map(([name]) => name).sort(),
    );
    assert.deepEqual(
      openConflicts.filter((open) => open.isLocal).map(({ path }) => path).sort(),
      local,
    );
    assert.deepEqual(openConflicts.filter((open) => open.isOwn !== true), [], "all are of desktop");
  }
  assert.equal((await laptop.sync()).openConflicts?.length, TABLE.length - local.length);

  // Settled as the README says: what is wanted goes into the original, and the copy goes.
  for (const [name] of TABLE) {
    await desktop.rename(copyIn(await desktop.names(), name)!, name);
  }
  assert.deepEqual((await desktop.sync()).openConflicts, []);
  assert.deepEqual((await laptop.sync()).openConflicts, []);
  for (const [name] of TABLE) assert.match(await bytesOf(laptop, name), /^.*Of desktop in/, name);
  assert.deepEqual(await copiesOn(laptop), []);
  const then = await contentOf(world, world.remote);
  for (const [name] of TABLE.filter(([name]) => isFiltered(name))) {
    assert.ok(!then.includes(`Of desktop in ${name}`), name);
  }
});

Deno.test("a copy whose filter is another one here than that of its original is not sent from here", async () => {
  const { world, laptop, desktop, tablet } = await tell(
    { "by-info.env": "one\n" },
    "laptop",
    "desktop",
    "tablet",
  );
  for (const [machine, pattern] of [[laptop, ""], [desktop, ""], [tablet, "/"]] as const) {
    await setFilter(machine);
    await Deno.writeTextFile(
      machine.path(".git/info/attributes"),
      `${pattern}by-info.env filter=turn\n`,
    );
  }
  for (const machine of [laptop, desktop]) {
    await writeAs(machine, "by-info.env", `Of ${machine.name}`);
    await machine.sync();
  }
  await tablet.sync();
  const copy = copyIn(await tablet.names(), "by-info.env")!;
  await tablet.write({ [copy]: "Written on the tablet\n" });
  for (const request of [{}, { paths: [copy] }]) {
    const { saved, notSynced } = await tablet.sync(request);
    assert.deepEqual([saved, notSynced], [[], [{ path: copy, reason: "copy" }]]);
  }
  assert.ok(!(await contentOf(world, world.remote)).includes("Written on the tablet"));
});

/** Where a file's filter stands, and where what a program writes late into the file goes. */
const LATE = [
  ["by name", ".vimrc filter=turn\n", "", "folder"],
  ["anchored", "/.vimrc filter=turn\n", "", "local"],
  [
    "by name, and the copy's name is ignored",
    ".vimrc filter=turn\n",
    "/*\n!.vimrc\n!.git*\n",
    "local",
  ],
  ["no filter, and the copy's name is ignored", "", "/*\n!.vimrc\n!.git*\n", "local"],
  ["a filter that just came", undefined, "", "folder"],
] as const;

for (const [what, attributes, ignored, form] of LATE) {
  Deno.test(`a program writes into a file that was replaced: what it writes is never in clear: ${what}`, async () => {
    const { world, laptop, desktop, machines } = await tell({
      ".vimrc": "bar\n",
      ".gitattributes": attributes ?? "",
      ".gitignore": ignored,
    });
    const hasFilter = attributes !== "";
    for (const machine of machines) {
      await setFilter(machine);
      await machine.sync();
    }
    await laptop.save({
      ".vimrc": "two\n",
      ...(attributes === undefined ? { ".gitattributes": ".vimrc filter=turn\n" } : {}),
    });
    {
      using open = await Deno.open(desktop.path(".vimrc"), { append: true });
      await desktop.sync();
      await open.write(new TextEncoder().encode("LATE_SECRET\n"));
    }
    ageDisplaced(desktop.path(".git"));
    const { conflicts: [conflict] } = await desktop.sync();
    const { copy } = conflict!;
    assert.equal(copy.endsWith("/.vimrc"), form === "folder", copy);
    assert.match(await desktop.read(copy), /LATE_SECRET\n$/);
    for (const machine of [desktop, machineOf(world, desktop.folder)]) {
      const { openConflicts, unsent } = await machine.sync();
      assert.deepEqual(openConflicts?.map(({ path, isLocal }) => [path, isLocal ?? false]), [
        [".vimrc", form === "local"],
      ]);
      assert.equal(unsent, false);
    }
    const published = await contentOf(world, world.remote);
    assert.ok(!hasFilter || !published.includes("LATE_SECRET"));
    await laptop.sync();
    const copies = await copiesOn(laptop);
    assert.deepEqual(copies, form === "local" ? [] : [copy]);
    if (form !== "local") assert.match(await laptop.read(copy), /LATE_SECRET\n$/);
    assert.equal(await desktop.git("status", "--porcelain"), "");
    // Deleted, it is settled.
    await desktop.remove(copy);
    assert.deepEqual((await desktop.sync()).openConflicts, []);
  });
}

Deno.test("a file that others keep with a filter which is missing here stays on this machine, and is readable", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": "a\n" });
  await setFilter(laptop);
  await laptop.write({ ".gitattributes": "*.bin filter=turn\n", "big.bin": "Of laptop\n" });
  await desktop.write({ "big.bin": "Of desktop\n" });
  await laptop.sync();
  const { conflicts } = await desktop.sync();
  const { copy } = conflicts[0]!;
  assert.equal(await desktop.read(copy), "Of desktop\n");
  assert.equal(await desktop.read("big.bin"), "Bs yncgbc\n");
  const tree = await world.git(world.remote, "ls-tree", "-r", "--name-only", "main");
  assert.deepEqual(tree.split("\n"), [".gitattributes", "a.md", "big.bin"]);
  const { openConflicts } = await desktop.sync();
  assert.deepEqual(openConflicts?.map(({ copy, isLocal }) => [copy, isLocal]), [[copy, true]]);
});

Deno.test("a file whose filter is missing here does not give way to what others store in its place", async () => {
  const { world, laptop, desktop } = await tell({
    ".gitattributes": "*.bin filter=turn\n",
    "a.md": "a\n",
  });
  await setFilter(laptop);
  await laptop.save({ "tracked.bin": "one\n" });
  await desktop.sync();
  const own = { "tracked.bin": "Of desktop, tracked\n", "new.bin": "Of desktop, new\n" };
  const held = (await desktop.save(own)).notSynced;
  assert.deepEqual(held.map(({ path, reason }) => [path, reason]).sort(), [
    ["new.bin", "no filter"],
    ["tracked.bin", "no filter"],
  ]);
  await laptop.save({ "tracked.bin": "two\n", "new.bin": "new\n", "a.md": "edited\n" });
  for (const machine of [desktop, machineOf(world, desktop.folder)]) {
    for (const request of [{}, { paths: ["new.bin", "tracked.bin"] }]) {
      const { notSynced, conflicts } = await machine.sync(request);
      assert.deepEqual(conflicts, []);
      assert.deepEqual(notSynced.map(({ path, reason }) => [path, reason]).sort(), [
        ["new.bin", "missing filter"],
        ["tracked.bin", "missing filter"],
      ]);
    }
  }
  assert.deepEqual(await textsOn(desktop), {
    ".gitattributes": "*.bin filter=turn\n",
    "a.md": "edited\n",
    ...own,
  });
  assert.ok(!(await contentOf(world, world.remote)).includes("Of desktop"));
  // Set up, and out of the way: the versions of others arrive, and one's own is sent as it has to be.
  await setFilter(desktop);
  await desktop.rename("new.bin", "mine.bin");
  await desktop.rename("tracked.bin", "mine too.bin");
  await desktop.sync();
  assert.equal(await desktop.read("new.bin"), "new\n");
  assert.equal(await desktop.read("tracked.bin"), "two\n");
  await laptop.sync();
  assert.equal(await laptop.read("mine.bin"), "Of desktop, new\n");
  assert.deepEqual((await desktop.sync()).notSynced, []);
});
