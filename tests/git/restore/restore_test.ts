// Versions of the history are put back, and saves are undone: on this machine, and by it on all others.

import assert from "node:assert/strict";
import type { OwnChange } from "../../../src/engine/restore/change.ts";
import { namesIn } from "../../../src/system/files.ts";
import { wrapGit } from "../../support/git_wrapper.ts";
import { type Machine, machineOf, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** Makes one change from the history and returns what came of it. */
async function change(machine: Machine, asked: OwnChange) {
  const { changed: [first, ...others] = [], ...report } = await machine.sync({
    ownChanges: [asked],
  });
  assert.ok(first !== undefined);
  assert.deepEqual(others, []);
  const { paths, kept, outside, refused, historyStart } = first;
  return { paths: paths.toSorted(), kept, outside, refused, historyStart, report };
}

function restore(path: string, id: string): OwnChange {
  return { kind: "restore", path, version: { kind: "save", id } };
}

function restoreAt(path: string, seconds: number): OwnChange {
  return { kind: "restore", path, version: { kind: "time", time: seconds * 1000 } };
}

function undo(id: string): OwnChange {
  return { kind: "undo", id };
}

async function head({ git }: Machine): Promise<string> {
  return await git("rev-parse", "HEAD");
}

/** Commits everything by hand, at a time in seconds since 1970. */
async function commitAt(world: World, { folder, git }: Machine, time: number): Promise<string> {
  const env = { GIT_COMMITTER_DATE: `@${time} +0000` };
  await git("add", "-A");
  const { code, stderr } = await world.tryGit(folder, ["commit", "-qm", `at ${time}`], { env });
  assert.equal(code, 0, stderr);
  return await git("rev-parse", "HEAD");
}

const LINES = Array.from({ length: 20 }, (_, at) => `line ${at}\n`).join("");

Deno.test("a version, a deleted file and an earlier name come back here and elsewhere, and that can be undone", async () => {
  const { world, laptop, desktop, quiet } = await tell({
    "notes.md": "one\n",
    "gone.md": "gone\n",
    "a.md": LINES,
  });
  await quiet();
  const first = await head(laptop);
  await desktop.write({ "notes.md": "two\n" });
  await desktop.remove("gone.md");
  await desktop.rename("a.md", "b.md");
  await desktop.sync();
  // What nobody has saved yet is saved first.
  await laptop.sync();
  await laptop.write({ "notes.md": "three\n", "b.md": LINES.replace("line 7", "seven") });
  const restored = await change(laptop, restore("notes.md", first));
  assert.deepEqual([restored.paths, restored.kept, restored.refused], [
    ["notes.md"],
    [],
    undefined,
  ]);
  assert.ok(restored.report.pushed && restored.report.confirmed);
  assert.deepEqual(restored.report.conflicts, []);
  assert.equal(await laptop.read("notes.md"), "one\n");
  assert.equal(await laptop.git("show", "HEAD~1:notes.md"), "three");
  const message = await laptop.git("log", "-1", "--format=%B");
  assert.match(
    message,
    /^Restore notes\.md from \d{4}-\d\d-\d\d \d\d:\d\d \(seed\)\n\nRestored-from: /,
  );
  assert.ok(message.endsWith(`Restored-from: ${first}\nSynced-from: laptop`), message);
  const undone = await head(laptop);

  assert.deepEqual((await change(laptop, restore("gone.md", first.slice(0, 12)))).paths, [
    "gone.md",
  ]);
  // It was called a.md then.
  assert.deepEqual((await change(laptop, restore("b.md", first))).paths, ["b.md"]);
  const again = await change(laptop, restore("b.md", first));
  assert.deepEqual([again.paths, again.refused], [[], undefined]);
  assert.deepEqual((await change(laptop, undo(undone))).paths, ["notes.md"]);
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    "notes.md": "three\n",
    "gone.md": "gone\n",
    "b.md": LINES,
  });
  assert.equal(
    await world.git(world.remote, "log", "-1", "--format=%s", "main"),
    await laptop.git("log", "-1", "--format=%s"),
  );
});

Deno.test("a folder, or all of it, comes back as it was at a time, and what came since stays", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "seed.md": "seed\n" });
  const begin = Math.floor(Date.now() / 1000) - 1_000;
  await laptop.git("update-ref", "-d", "HEAD");
  await commitAt(world, laptop, begin - 10);
  await laptop.git("push", "-q", "--force");
  await desktop.git("fetch", "-q");
  await desktop.git("reset", "-q", "--hard", "origin/main");
  await laptop.write({
    "sub/a.md": "a\n",
    "sub/deep/b.md": "b\n",
    "sub2.md": "2\n",
    "seed.md": "1\n",
  });
  await commitAt(world, laptop, begin);
  await laptop.write({ "sub/a.md": "a2\n", "sub/new.md": "new\n", "sub2.md": "22\n" });
  await laptop.remove("sub/deep");
  await commitAt(world, laptop, begin + 10);
  const sub = await change(laptop, restoreAt("sub/", begin + 5));
  assert.deepEqual(sub.paths, ["sub/a.md", "sub/deep/b.md"]);
  assert.deepEqual((await change(laptop, restoreAt("", begin - 1))).paths, ["seed.md"]);
  assert.deepEqual((await change(laptop, restoreAt("sub2.md", begin))).paths, ["sub2.md"]);
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    "seed.md": "seed\n",
    "sub/a.md": "a\n",
    "sub/deep/b.md": "b\n",
    "sub/new.md": "new\n",
    "sub2.md": "2\n",
  });
});

Deno.test("a save of many files is undone path by path: what was changed since stays and is named", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`f/${at}.md`, `${at}\n`]),
  );
  const { laptop, desktop, quiet } = await tell(files);
  await quiet();
  // Somebody's program renames everything and writes into some.
  await desktop.rename("f", "locked");
  await desktop.write({
    "locked/0.md": "encrypted\n",
    "readme.txt": "pay\n",
    "locked/1.md": "encrypted\n",
  });
  await desktop.sync({ confirmDeletion: true });
  const save = await head(desktop);
  await laptop.sync();
  await laptop.write({ "locked/1.md": "mine\n", "locked/new.md": "new\n", "f/2.md": "new two\n" });
  const { paths, kept } = await change(laptop, undo(save));
  assert.equal(paths.length, 29 + 29 + 1);
  assert.deepEqual(kept.toSorted((a, b) => a.path < b.path ? -1 : 1), [
    { path: "f/2.md", reason: "changed since" },
    { path: "locked/1.md", reason: "changed since" },
  ]);
  await quiet();
  const expected = {
    ...files,
    "f/2.md": "new two\n",
    "locked/1.md": "mine\n",
    "locked/new.md": "new\n",
  };
  assert.deepEqual(await textsOn(desktop), expected);
  assert.deepEqual(await textsOn(laptop), expected);
  assert.match(
    await laptop.git("log", "-1", "--format=%s", "--grep=^Undo"),
    /^Undo the save of .* \(desktop\): 0\.md and 58 more$/,
  );
  const again = await change(laptop, undo(save));
  assert.deepEqual([again.paths, again.kept.length, again.refused], [[], 2, undefined]);
});

Deno.test("what is not in the history, a merge and a path that leads out of the folder are refused", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await quiet();
  const first = await head(laptop);
  await desktop.save({ "desktop.md": "d\n" });
  await laptop.save({ "laptop.md": "l\n" });
  const merge = await head(laptop);
  await laptop.remove("laptop.md");
  await laptop.sync();
  await laptop.git("checkout", "-q", "-b", "other");
  await laptop.write({ "secret.md": "s\n" });
  const elsewhere = await commitAt(world, laptop, 1_700_000_000);
  await laptop.git("checkout", "-q", "main");
  const before = await head(laptop);
  const soon = Math.floor(Date.now() / 1000) + 100;
  const rows: readonly (readonly [OwnChange, string])[] = [
    [undo(merge), "merge"],
    [undo(elsewhere), "no such save"],
    [undo("main"), "no such save"],
    [undo("f".repeat(40)), "no such save"],
    [restore("secret.md", elsewhere), "no such save"],
    [restore("laptop.md", first), "no such path"],
    [restore("../notes.md", first), "no such path"],
    [restore("/etc/passwd", first), "no such path"],
    [restore("nothing.md", first), "no such path"],
    [restoreAt("nothing.md", soon), "no such path"],
    [restoreAt("laptop.md", soon), "deleted then"],
    [restoreAt("notes.md", 1_000), "before the history"],
  ];
  for (const [asked, refusal] of rows) {
    const { refused, paths } = await change(laptop, asked);
    assert.deepEqual([refused, paths], [refusal, []], JSON.stringify(asked));
  }
  assert.equal(await head(laptop), before);
});

Deno.test("a restore publishes nothing that is private by now, and replaces nothing that is not synced", async () => {
  const { world, laptop, desktop, quiet } = await tell({
    "notes.md": "one\n",
    ".env": "SECRET=1\n",
    "sub/key.pem": "key\n",
    "place": "a file\n",
  });
  await quiet();
  const first = await head(laptop);
  await laptop.write({ ".gitignore": ".env\n*.pem\nplace/\n" });
  await laptop.git("rm", "-q", "--cached", ".env", "sub/key.pem", "place");
  await laptop.remove("place");
  await laptop.sync({ confirmDeletion: true });
  const rules = await head(laptop);
  await laptop.write({ ".env": "SECRET=2\n", "place/x": "not synced\n" });
  await laptop.remove("sub/key.pem");
  await Deno.writeTextFile(laptop.path(".git/info/exclude"), "notes.md\n");
  const all = await change(laptop, restore("", first));
  assert.deepEqual(all.paths, []);
  assert.deepEqual(all.kept.toSorted((a, b) => a.path < b.path ? -1 : 1), [
    { path: ".env", reason: "ignored" },
    { path: "place", reason: "in the way" },
    { path: "sub/key.pem", reason: "ignored" },
  ]);
  // Undoing the rules makes nothing public: what was ignored until now waits for the user.
  const undone = await change(laptop, undo(rules));
  assert.deepEqual(undone.paths, [".gitignore"]);
  assert.deepEqual(undone.kept.length, 3);
  await laptop.save({ "later.md": "later\n" });
  await quiet({ besides: [".env", "place/x"] });
  assert.equal(await laptop.read(".env"), "SECRET=2\n");
  for (const { name } of [desktop]) {
    const published = await world.git(world.remote, "ls-tree", "-r", "--name-only", "main");
    assert.deepEqual(published.split("\n"), ["later.md", "notes.md"], name);
  }
  const kept = await change(laptop, restore(".env", first));
  assert.deepEqual(kept.kept.map(({ reason }) => reason), ["private"]);
});

Deno.test("filters and line ends are those of the folder, and what is restored is no edit", async () => {
  const { laptop } = await tell({
    ".gitattributes": "*.txt text eol=crlf\n*.up filter=up\n",
    "lines.txt": "one\n",
    "loud.up": "quiet\n",
  }, "laptop");
  await laptop.git("config", "filter.up.smudge", "tr a-z A-Z");
  await laptop.git("config", "filter.up.clean", "tr A-Z a-z");
  await laptop.sync();
  const first = await head(laptop);
  await laptop.save({ "lines.txt": "two\r\n", "loud.up": "LOUD\n" });
  assert.deepEqual((await change(laptop, restore("", first))).paths, ["lines.txt", "loud.up"]);
  assert.equal(await laptop.read("lines.txt"), "one\r\n");
  assert.equal(await laptop.read("loud.up"), "QUIET\n");
  assert.equal(await laptop.git("status", "--porcelain"), "");
  assert.deepEqual((await laptop.sync()).saved, []);
});

Deno.test("a version that somebody writes by hand meanwhile leaves nothing prepared behind", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const first = await head(laptop);
  await laptop.save({ "notes.md": "two\n" });
  const once = `case " $* " in *" checkout-index "*)
    [ -e '${world.folder}/edited' ] || echo one >'${laptop.path("notes.md")}'
    : >'${world.folder}/edited' ;;
  esac`;
  const { environment } = await wrapGit(world, `${once}\nPATH='${world.env.PATH}' exec git "$@"`);
  await change(machineOf(world, laptop.folder, { environment }), restore("notes.md", first));
  assert.ok((await namesIn(world.folder)).includes("edited"));
  assert.equal(await laptop.read("notes.md"), "one\n");
  assert.ok(!(await namesIn(laptop.path(".git/gitsyncbar"))).includes("new"));
});
