// A conflict is settled on the user's word, on this machine and by it on all others. The version that goes is in
// the history.

import assert from "node:assert/strict";
import type { SettleConflict } from "../../../src/engine/restore/change.ts";
import { firstThree, killedAfterEach, type Scene } from "../../support/crash_scenes.ts";
import { wrapGit } from "../../support/git_wrapper.ts";
import {
  copiesOn,
  copyOn,
  type Machine,
  machineOf,
  syncAll,
  tell,
  textsOn,
} from "../../support/story.ts";

const BEFORE = { "notes.md": "one\n", "other.md": "other\n" };

/** Laptop has published a version of a file, and desktop's is in a copy. */
async function clash(files: Readonly<Record<string, string>> = {}) {
  const story = await tell({ ...BEFORE, ...files });
  const { laptop, desktop, quiet } = story;
  await laptop.write({ "notes.md": "laptop\n" });
  await desktop.write({ "notes.md": "desktop\n" });
  await syncAll(laptop, desktop);
  await quiet();
  return { ...story, copy: await copyOn(laptop) };
}

/** A change without its kind, for each form of it. */
type Settlement = SettleConflict extends infer Form
  ? Form extends SettleConflict ? Omit<Form, "kind"> : never
  : never;

async function settle(machine: Machine, change: Settlement) {
  const asked: SettleConflict = { kind: "settle", ...change };
  const { changed: [first] = [], openConflicts } = await machine.sync({ ownChanges: [asked] });
  return { refused: first?.refused, name: first?.name, id: first?.id, openConflicts };
}

/** Whether some commit that the remote has holds a text under a name. */
async function isInHistory(machine: Machine, name: string, text: string): Promise<boolean> {
  const commits = await machine.git("log", "--format=%H", "origin/main", "--", name);
  for (const commit of commits.split("\n").filter(Boolean)) {
    const content = await machine.git("show", `${commit}:${name}`).catch(() => undefined);
    if (content === text.trimEnd()) return true;
  }
  return false;
}

for (
  const [keep, texts, subject] of [
    ["this", { "notes.md": "desktop\n" }, "Settle notes.md: keep the version of desktop (laptop)"],
    [
      "other",
      { "notes.md": "laptop\n" },
      "Settle notes.md: keep the version that has the name (laptop)",
    ],
    [
      "both",
      { "notes.md": "laptop\n", "notes (desktop).md": "desktop\n" },
      "Settle notes.md: keep both, one as notes (desktop).md (laptop)",
    ],
  ] as const
) {
  Deno.test(`keep ${keep}: it is so on both machines, and both versions are in the history`, async () => {
    const { laptop, desktop, copy, quiet } = await clash();
    // What nobody has saved yet is saved first.
    await laptop.write({ "other.md": "edited\n" });
    const settled = await settle(laptop, { copy, keep });
    assert.deepEqual([settled.refused, settled.openConflicts], [undefined, []]);
    assert.equal(settled.name, keep === "both" ? "notes (desktop).md" : undefined);
    assert.equal(await laptop.git("log", "-1", "--format=%s", "origin/main"), subject);
    await quiet();
    assert.deepEqual(await textsOn(laptop), { ...texts, "other.md": "edited\n" });
    assert.deepEqual(await textsOn(desktop), { ...texts, "other.md": "edited\n" });
    assert.ok(await isInHistory(laptop, "notes.md", "laptop\n"));
    assert.ok(await isInHistory(laptop, copy, "desktop\n"));
    assert.deepEqual((await desktop.sync()).openConflicts, []);
  });
}

Deno.test("both are kept under a name that nothing has: neither a file, nor one of another case, nor a private one", async () => {
  const files = { "notes (desktop).md": "mine\n", ".gitignore": "*desktop 3*\n" };
  const { laptop, desktop, copy, quiet } = await clash(files);
  await laptop.write({ "notes (desktop 2).md/in it.md": "in it\n" });
  assert.equal((await settle(laptop, { copy, keep: "both" })).refused, "kept back");
  assert.deepEqual(await copiesOn(laptop), [copy]);
  await laptop.write({ ".gitignore": "" });
  assert.equal((await settle(laptop, { copy, keep: "both" })).name, "notes (desktop 3).md");
  await quiet();
  assert.equal(await desktop.read("notes (desktop).md"), "mine\n");
  assert.equal(await desktop.read("notes (desktop 3).md"), "desktop\n");
});

Deno.test("what is no conflict copy, or is not synced, or would become other bytes is refused, and nothing changes", async () => {
  const { world, laptop, copy } = await clash();
  const commits = await laptop.git("rev-list", "--count", "HEAD");
  const refusals: [Settlement, string][] = [
    [{ copy: "notes.md", keep: "this" }, "no conflict copy"],
    [{ copy: `${copy}.md`, keep: "this" }, "no conflict copy"],
    [{ copy: copy.replace("notes", "others"), keep: "this" }, "no conflict copy"],
    [{ copy: `../laptop/${copy}`, keep: "other" }, "no conflict copy"],
    [
      { copy, keep: "this", seen: { copy: "0".repeat(40), path: "0".repeat(40) } },
      "changed meanwhile",
    ],
  ];
  for (const [change, refused] of refusals) {
    assert.equal((await settle(laptop, change)).refused, refused, JSON.stringify(change));
  }
  await world.write(laptop.folder, { ".git/info/attributes": "notes.md -text\n" });
  assert.equal((await settle(laptop, { copy, keep: "this" })).refused, "other attributes");
  await Deno.remove(laptop.path(".git/info/attributes"));
  const large = machineOf(world, laptop.folder, { maxFileBytes: 100 });
  await laptop.write({ "notes.md": "x".repeat(101) });
  for (const keep of ["this", "other", "both"] as const) {
    assert.equal((await settle(large, { copy, keep })).refused, "not synced");
  }
  assert.equal(await laptop.git("rev-list", "--count", "HEAD"), commits);
  assert.equal((await laptop.read("notes.md")).length, 101);
  // Those are the contents that the user has seen.
  await laptop.write({ "notes.md": "laptop\n" });
  const [seenCopy, path] = [
    await laptop.git("rev-parse", `HEAD:${copy}`),
    await laptop.git("rev-parse", "HEAD:notes.md"),
  ];
  const seen = { copy: seenCopy, path };
  assert.equal((await settle(laptop, { copy, keep: "this", seen })).refused, undefined);
  assert.equal(await laptop.read("notes.md"), "desktop\n");
});

Deno.test("a version is not let go where no file has the name, and a folder of the name stays", async () => {
  const { laptop, desktop, copy, quiet } = await clash();
  await laptop.remove("notes.md");
  assert.equal((await settle(laptop, { copy, keep: "other" })).refused, "none has the name");
  await laptop.write({ "notes.md/in it.md": "in it\n" });
  assert.equal((await settle(laptop, { copy, keep: "other" })).refused, "none has the name");
  assert.equal((await settle(laptop, { copy, keep: "this" })).refused, "in the way");
  await quiet();
  assert.equal(await desktop.read(copy), "desktop\n");
  await laptop.remove("notes.md");
  assert.equal((await settle(laptop, { copy, keep: "this" })).refused, undefined);
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "notes.md": "desktop\n", "other.md": "other\n" });
});

Deno.test("a copy that a program goes on writing is not settled", async () => {
  const { laptop, copy } = await clash();
  await laptop.write({ ".git/info/attributes": "*.md filter=meet\n" });
  // The filter writes what is to be put in place: then the program writes the copy.
  await laptop.git("config", "filter.meet.smudge", `echo line >>'${laptop.path(copy)}'; cat`);
  await laptop.git("config", "filter.meet.clean", "cat");
  assert.equal((await settle(laptop, { copy, keep: "both" })).refused, "being written");
  assert.equal(await laptop.read(copy), `desktop\n${"line\n".repeat(5)}`);
});

Deno.test("a copy that stays on this machine is in no commit, and is refused", async () => {
  const { laptop } = await tell(BEFORE);
  await laptop.sync();
  const copy = "notes (conflict laptop 2026-11-23 14.02.07 1a2b3c4).md";
  const note = [{ path: copy, reason: "copy" }];
  await laptop.write({ [copy]: "mine\n", ".git/gitsyncbar/private.json": JSON.stringify(note) });
  assert.equal((await settle(laptop, { copy, keep: "other" })).refused, "only on this machine");
  assert.equal(await laptop.read(copy), "mine\n");
});

for (
  const [keep, edited] of [["this", "notes.md"], ["other", "the copy"], ["both", "both"]] as const
) {
  Deno.test(`keep ${keep}: an edit of ${edited} after the word is not thrown away`, async () => {
    const { world, laptop, copy, quiet } = await clash();
    const names = keep === "this" ? ["notes.md"] : keep === "other" ? [copy] : ["notes.md", copy];
    // An edit that was there before counts as seen.
    await laptop.write(Object.fromEntries(names.map((name) => [name, "before\n"])));
    const once = `[ "$1" != status ] || [ -e '${world.folder}/edited' ] || {
      : >'${world.folder}/edited'
      ${names.map((name) => `echo after >'${laptop.path(name)}'`).join("\n")}
    }`;
    const { environment } = await wrapGit(world, `${once}\nPATH='${world.env.PATH}' exec git "$@"`);
    const busy = machineOf(world, laptop.folder, { environment });
    const { refused, name } = await settle(busy, { copy, keep });
    assert.equal(refused, keep === "both" ? undefined : "changed meanwhile");
    for (const edited of names) {
      assert.equal(await laptop.read(edited === copy ? name ?? copy : edited), "after\n");
    }
    if (keep !== "both") assert.equal((await settle(busy, { copy, keep })).refused, undefined);
    await quiet();
    for (const name of names) assert.ok(await isInHistory(laptop, name, "after\n"));
  });
}

Deno.test("another machine that has changed the file meanwhile makes a conflict of its own", async () => {
  const { laptop, desktop, copy, quiet } = await clash();
  await desktop.save({ "notes.md": "newer\n" });
  assert.equal((await settle(laptop, { copy, keep: "this" })).refused, undefined);
  await quiet();
  const texts = await textsOn(laptop);
  assert.deepEqual(Object.values(texts).sort(), ["desktop\n", "newer\n", "other\n"]);
});

/** The ids of the contents of a copy and of its original, as git has them. */
async function seenOn(machine: Machine, copy: string, path = "notes.md") {
  return {
    copy: await machine.git("rev-parse", `HEAD:${copy}`),
    path: await machine.git("rev-parse", `HEAD:${path}`),
  };
}

Deno.test("a merged text takes the place of both versions, and its settlement can be undone", async () => {
  const { laptop, desktop, copy, quiet } = await clash();
  const seen = await seenOn(laptop, copy);
  const text = "desktop\nlaptop\nö without an end";
  const { refused, id, openConflicts } = await settle(laptop, { copy, keep: "text", text, seen });
  assert.deepEqual([refused, openConflicts], [undefined, []]);
  await quiet();
  assert.deepEqual(await textsOn(desktop), { "notes.md": text, "other.md": "other\n" });
  assert.equal(
    await laptop.git("log", "-1", "--format=%s"),
    "Settle notes.md: keep a text merged from both (laptop)",
  );
  assert.ok(await isInHistory(laptop, copy, "desktop\n"));
  await laptop.sync({ ownChanges: [{ kind: "undo", id: id! }] });
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    [copy]: "desktop\n",
    "notes.md": "laptop\n",
    "other.md": "other\n",
  });
});

Deno.test("a merged text is stored as a save stores it: by filter and line ends, and not without the filter", async () => {
  const { world, laptop, desktop, copy } = await clash();
  await laptop.write({ ".gitattributes": "*.md filter=loud eol=crlf\n" });
  for (const machine of [laptop, desktop]) {
    await machine.git("config", "filter.loud.clean", "tr A-Z a-z");
    await machine.git("config", "filter.loud.smudge", "tr a-z A-Z");
  }
  await laptop.sync();
  const text = "DESKTOP\r\nLAPTOP\r\n";
  const merged = { copy, keep: "text", text, seen: await seenOn(laptop, copy) } as const;
  const refusals: [string, () => Promise<unknown>][] = [
    ["no filter", () => laptop.git("config", "--remove-section", "filter.loud")],
    ["a filter that fails", () => laptop.git("config", "filter.loud.clean", "false")],
  ];
  for (const [why, prepare] of refusals) {
    await prepare();
    assert.equal((await settle(laptop, merged)).refused, "cannot be stored", why);
  }
  await laptop.git("config", "filter.loud.clean", "tr A-Z a-z");
  await laptop.git("config", "filter.loud.smudge", "tr a-z A-Z");
  // Both have changed, so that what the user has seen is not what would go.
  await laptop.write({ "notes.md": "LATER\r\n" });
  assert.equal((await settle(laptop, merged)).refused, "changed meanwhile");
  await laptop.write({ "notes.md": "LAPTOP\r\n" });
  assert.equal((await settle(laptop, merged)).refused, undefined);
  assert.equal(await laptop.git("show", "HEAD:notes.md"), "desktop\nlaptop");
  assert.equal(await laptop.read("notes.md"), text);
  await desktop.sync();
  assert.equal(await desktop.read("notes.md"), text);
  await world.git(world.remote, "fsck", "--strict");
});

Deno.test("an original that was renamed is still the other version", async () => {
  const { laptop, desktop, copy, quiet } = await clash();
  await desktop.rename("notes.md", "Plans/plan.md");
  await desktop.sync();
  await desktop.rename("Plans/plan.md", "Plans/plan 2.md");
  await syncAll(desktop, laptop);
  assert.equal((await settle(laptop, { copy, keep: "this" })).refused, undefined);
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    "Plans/plan 2.md": "desktop\n",
    "other.md": "other\n",
  });
});

/** A conflict of which a merged text is to replace the file, or both versions are to stay. */
function settling(keep: "both" | "text", texts: Readonly<Record<string, string>>): Scene {
  const copy = "notes (conflict desktop 2026-11-23 14.02.07 1a2b3c4).md";
  return {
    name: `the settlement of a conflict, keep ${keep}`,
    files: { ...BEFORE, "notes.md": "laptop\n", [copy]: "desktop\n" },
    request: async ({ laptop }) => {
      const merged = { keep: "text", text: "merged\n", seen: await seenOn(laptop, copy) } as const;
      return { ownChanges: [{ kind: "settle", copy, ...(keep === "text" ? merged : { keep }) }] };
    },
    prepare: async ({ laptop }) => void await laptop.sync(),
    async check({ laptop }) {
      assert.deepEqual(await textsOn(laptop), texts);
      assert.ok(await isInHistory(laptop, "notes.md", "laptop\n"));
      assert.ok(await isInHistory(laptop, copy, "desktop\n"));
    },
  };
}

// To keep "this" is done as a text is, with that of the copy.
for (
  const scene of [
    settling("text", { "notes.md": "merged\n", "other.md": "other\n" }),
    settling("both", {
      "notes.md": "laptop\n",
      "notes (desktop).md": "desktop\n",
      "other.md": "other\n",
    }),
  ]
) {
  const WRITES = ["rename", "link", "update-index", "update-ref", "push"];
  Deno.test(`the app is killed in ${scene.name}, after anything that it does`, (t) =>
    killedAfterEach(t, { scene, counts: firstThree((effect) => WRITES.includes(effect)) }));
}
