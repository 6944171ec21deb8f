// A remote that means harm, or a user who can push to it: nothing is ever written outside of the folder
// or into its git folder, no hook appears, what is refused is said, and local work is saved all the same.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { outcomeLines } from "../../../src/view/outcome.ts";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { type Node, publishTree, type Tree, treeOf, writeObject } from "../../support/raw_tree.ts";
import { copyOn, type Machine, syncAll, tell, textsOn } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

const HOOK: Node = { program: "#!/bin/sh\ntouch ../pwned\n" };
const folder = (name: string, node: Node): Tree => [[name, { tree: [["config", node]] }]];

/** What each tree has beside `notes.md`, and the name that it is refused for. */
const REFUSED: Readonly<Record<string, readonly [Tree, string]>> = {
  "a hook": [
    [[".git", { tree: [["hooks", { tree: [["post-checkout", HOOK]] }]] }]],
    ".git/hooks/post-checkout",
  ],
  "a file above the folder": [[["..", { tree: [["evil.md", "evil\n"]] }]], "../evil.md"],
  "a name that leads above the folder": [[["../evil.md", "evil\n"]], "../evil.md"],
  "a way out of a folder": [[["a", { tree: [["../../evil.md", "evil\n"]] }]], "a/../../evil.md"],
  "an absolute name": [[["/tmp/evil.md", "evil\n"]], "/tmp/evil.md"],
  "this folder in this folder": [[[".", { tree: [["evil.md", "evil\n"]] }]], "./evil.md"],
  "a git folder in capitals": [folder(".GIT", "x"), ".GIT/config"],
  "the short name of a git folder": [folder("git~1", "x"), "git~1/config"],
  "a git folder with a letter that is not seen": [folder(".g\u200cit", "x"), ".g\u200cit/config"],
  "a stream of the git folder": [
    folder(".git::$INDEX_ALLOCATION", "x"),
    ".git::$INDEX_ALLOCATION/config",
  ],
  "a git folder with a dot after it": [folder(".git. ", "x"), ".git. /config"],
  "a git folder in a folder": [[["sub", { tree: folder(".git", HOOK) }]], "sub/.git/config"],
  "a file that leads to another git folder": [[[".git", "gitdir: /tmp/evil\n"]], ".git"],
  "a link in the place of the git folder": [[[".git", { link: "/tmp" }]], ".git"],
  "modules that are a link": [[[".gitmodules", { link: "/etc/passwd" }]], ".gitmodules"],
};

/** Nothing of the world but the machines' folders has changed. */
async function untouched(world: World, machine: Machine): Promise<void> {
  const names = async (at: string) =>
    (await Array.fromAsync(Deno.readDir(at), ({ name }) => name)).sort();
  assert.deepEqual(
    (await names(world.folder)).filter((name) => !["laptop", "desktop", "outside"].includes(name)),
    ["home", "remote.git", "seed"],
  );
  const hooks = await names(machine.path(".git/hooks"));
  assert.deepEqual(hooks.filter((name) => !name.endsWith(".sample")), []);
  assert.equal(await machine.git("config", "--local", "--get", "user.name"), machine.name);
}

for (const own of [{}, { "mine.md": "mine\n" }]) {
  const how = "mine.md" in own ? "that meets own work" : "that only comes in";
  Deno.test(`a name that leads out of the folder or into a git folder is refused in a commit ${how}`, async () => {
    const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
    await laptop.write(own);
    const all = Object.entries(REFUSED);
    // The names are judged before anybody looks at own work.
    const some = "mine.md" in own ? all.filter((_, at) => at % 5 === 0) : all;
    for (const [at, [about, [tree, name]]] of some.entries()) {
      await publishTree(world, [...tree, ["notes.md", "evil\n"], ["ok.md", "ok\n"]]);
      const outcome = await laptop.trySync();
      assert.ok(outcome.kind === "problem" && outcome.problem.kind === "bad name", about);
      assert.equal(outcome.problem.path, name, about);
      const sentence = problemSentence(outcome.problem);
      assert.match(
        sentence,
        /^the remote has a name or a link that could lead out of the folder or /,
      );
      assert.ok(sentence.includes(name), sentence);
      assert.deepEqual(outcome.report.saved, at === 0 ? Object.keys(own) : []);
      assert.deepEqual(await textsOn(laptop), { ...own, "notes.md": "one\n" }, about);
      assert.equal(await laptop.git("status", "--porcelain"), "");
      await untouched(world, laptop);
    }
  });
}

Deno.test("a link to somewhere else, and then a file below it, stay in the folder", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await world.write(world.folder, { "outside/keep.md": "keep\n" });
  const below = treeOf({ "docs": { tree: treeOf({ "a.md": "a\n", "keep.md": "evil\n" }) } });
  await publishTree(world, treeOf({ "docs": { link: "../outside" }, "notes.md": "one\n" }));
  await laptop.sync();
  assert.equal(await Deno.readLink(laptop.path("docs")), "../outside");
  await publishTree(world, below);
  // One of them sees both commits at once.
  for (const machine of [laptop, desktop]) {
    await machine.sync();
    assert.deepEqual(await textsOn(machine), { "docs/a.md": "a\n", "docs/keep.md": "evil\n" });
  }
  await publishTree(world, treeOf({ "docs": { link: "../outside" } }));
  for (const machine of [laptop, desktop]) {
    await machine.sync();
    assert.deepEqual(await machine.names(), ["docs"]);
    await untouched(world, machine);
  }
  assert.deepEqual(
    await Array.fromAsync(Deno.readDir(join(world.folder, "outside")), ({ name }) => name),
    ["keep.md"],
  );
  assert.equal(await Deno.readTextFile(join(world.folder, "outside/keep.md")), "keep\n");
});

Deno.test("links that lead to themselves take the place of folders, and folders theirs", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  const folder: Node = {
    tree: treeOf({ "a.md": "a\n", "below": { tree: treeOf({ "b.md": "b\n" }) } }),
  };
  const folders = treeOf({ "docs": folder, "notes.md": "one\n", "one": folder, "two": folder });
  const links = treeOf({
    "docs": { link: "docs" },
    "notes.md": "one\n",
    "one": { link: "two/below" },
    "two": { link: "one/below" },
  });
  for (const tree of [folders, links, folders, links]) {
    await publishTree(world, tree);
    // What is saved meanwhile is merged with it.
    await desktop.write({ "mine.md": tree === links ? "links\n" : "folders\n" });
    for (const machine of [laptop, desktop, laptop]) await machine.sync();
    const names = ["docs", "one", "two"];
    for (const machine of [laptop, desktop]) {
      const found = await Promise.all(names.map((name) => Deno.lstat(machine.path(name))));
      assert.ok(found.every(({ isSymlink }) => isSymlink === (tree === links)));
      assert.equal(await machine.git("status", "--porcelain"), "");
    }
  }
});

Deno.test("two things of one name are refused as damage of the remote, and nothing arrives", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  await world.write(world.folder, { "outside/keep.md": "keep\n" });
  const link: Node = { link: "../outside" };
  const folder: Node = { tree: [["a.md", "evil\n"]] };
  for (const pair of [[link, folder], [folder, link], ["evil\n", "also evil\n"]]) {
    await publishTree(world, [...pair.map((node) => ["docs", node] as const), [
      "notes.md",
      "one\n",
    ]]);
    assert.deepEqual(await laptop.problem(), {
      kind: "remote damaged",
      detail: `it has "docs" twice`,
      path: "docs",
    });
    assert.deepEqual(await textsOn(laptop), { "notes.md": "one\n" });
    await untouched(world, laptop);
  }
});

Deno.test("names and hosts that would steer a terminal or a file's way stay words on one line", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  const host = "../../evil\u202e\x1b[31m:\u2028host";
  await publishTree(world, treeOf({ "notes.md": "theirs\n", "a\nUp to date\x1b[2J.md": "a\n" }), {
    message: `theirs\n\nSynced-from: ${host}\n`,
    author: host,
  });
  await laptop.save({ "notes.md": "mine\n" });
  await publishTree(world, treeOf({ "notes.md": "theirs again\n" }), {
    message: `again\n\nSynced-from: ${host}\n`,
  });
  await desktop.write({ "notes.md": "desktop\n" });
  const outcome = await desktop.trySync();
  const lines = outcomeLines(outcome);
  for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\p{Bidi_Control}\p{Zl}]/u);
  await quiet();
  for (const name of await laptop.names()) {
    if (name.includes("(conflict ")) assert.match(name, /^notes \(conflict [\w .[\]-]+\)\.md$/);
  }
  await untouched(world, laptop);
});

Deno.test("a conflict about a name of 250 bytes keeps both versions, and their names differ in the end", async () => {
  const names = [`${"n".repeat(247)}.md`, `${"\u00e9".repeat(123)}.txt`, "x".repeat(255)];
  const files = (text: string) => Object.fromEntries(names.map((name) => [name, text]));
  const { laptop, desktop, quiet } = await tell(files("one\n"));
  await laptop.write(files("laptop\n"));
  await desktop.write(files("desktop\n"));
  await laptop.sync();
  const { conflicts } = await desktop.sync();
  assert.equal(conflicts.length, names.length);
  await quiet();
  const texts = Object.entries(await textsOn(laptop));
  assert.equal(texts.length, 2 * names.length);
  for (const [name, text] of texts) {
    assert.ok(new TextEncoder().encode(name).length <= 255);
    assert.equal(text, names.includes(name) ? "laptop\n" : "desktop\n");
  }
});

Deno.test("a branch or a tag with the whole name of the branch keeps nothing from being sent", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  for (const ref of ["refs/heads/refs/heads/main", "refs/tags/refs/heads/main"]) {
    await world.git(world.remote, "update-ref", ref, "refs/heads/main");
    await laptop.write({ "notes.md": `${ref}\n` });
    await desktop.write({ "b.md": `${ref}\n` });
    await quiet();
    assert.equal(await desktop.read("notes.md"), `${ref}\n`);
    assert.equal(await laptop.read("b.md"), `${ref}\n`);
  }
  assert.equal(await laptop.git("for-each-ref", "refs/gitsyncbar/push"), "");
});

Deno.test("a folder or a link in the place of an excludes file is not placed, and does not stop git", async () => {
  const files = { "tools/ignore": "/.env\n", "notes.md": "one\n" };
  const { world, laptop } = await tell(files, "laptop");
  await laptop.git("config", "core.excludesFile", "tools/ignore");
  await laptop.save({ ".env": "SECRET\n" });
  const folder: Node = { tree: treeOf({ "a.md": "a\n" }) };
  for (
    const [path, spoiled] of [
      ["tools/ignore/a.md", { "tools": { tree: treeOf({ "ignore": folder }) } }],
      ["tools/ignore", { "tools": { tree: treeOf({ "ignore": { link: "../sub" } }) } }],
      ["tools", { "tools": { link: "sub" } }],
    ] as const
  ) {
    const sub: Node = { tree: treeOf({ "ignore": folder }) };
    await publishTree(world, treeOf({ ...spoiled, sub, "notes.md": "one\n" }));
    const { notSynced } = await laptop.sync();
    assert.ok(notSynced.some((one) => one.path === path && one.reason === "own place"), path);
    assert.deepEqual((await laptop.save({ "mine.md": `${path}\n` })).saved, ["mine.md"]);
    const tools: Node = { tree: treeOf({ "ignore": "/.env\n" }) };
    await publishTree(world, treeOf({ tools, "notes.md": "one\n", "mine.md": `${path}\n` }));
    assert.deepEqual((await laptop.sync()).notSynced, []);
    assert.equal(await laptop.read("tools/ignore"), "/.env\n");
  }
  const published = await world.git(world.remote, "log", "--all", "--name-only", "--format=");
  assert.ok(!published.includes(".env"));
});

Deno.test("merge drivers that nobody here has change nothing", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "1\n2\n3\n" });
  const attributes = "* merge=evil diff=evil ident text=auto\n*.bin -merge\n";
  await publishTree(world, treeOf({ ".gitattributes": attributes, "notes.md": "1\n2\n3\n" }));
  await quiet();
  await laptop.write({ "notes.md": "laptop\n2\n3\n", "a.md": "laptop\n" });
  await desktop.write({ "notes.md": "1\n2\ndesktop\n", "a.md": "desktop\n" });
  await laptop.sync();
  await quiet();
  assert.equal(await laptop.read("notes.md"), "laptop\n2\ndesktop\n");
  assert.equal(await laptop.read(await copyOn(laptop)), "desktop\n");
});

Deno.test("a filter that nobody has, on every file, holds edits until somebody takes it back", async () => {
  const files = { "a.md": "a\n", "both.md": "1\n", "notes.md": "1\n2\n3\n" };
  const { world, laptop, desktop, quiet } = await tell(files);
  await syncAll(laptop, desktop);
  await publishTree(world, treeOf({ ".gitattributes": "* filter=evil\n", ...files }));
  for (const machine of [laptop, desktop]) assert.deepEqual((await machine.sync()).notSynced, []);
  await laptop.write({ "notes.md": "laptop\n2\n3\n", "both.md": "mine\n", "new.md": "new\n" });
  assert.deepEqual(
    (await laptop.sync()).notSynced.map(({ path, reason }) => `${path}: ${reason}`).sort(),
    ["both.md: no filter", "new.md: no filter", "notes.md: no filter"],
  );
  const theirs = { ...files, "both.md": "theirs\n", "theirs.md": "theirs\n" };
  await publishTree(world, treeOf({ ".gitattributes": "* filter=evil\n", ...theirs }));
  await laptop.sync();
  assert.deepEqual([await laptop.read("both.md"), await laptop.read("theirs.md")], [
    "mine\n",
    "theirs\n",
  ]);
  await publishTree(world, treeOf(theirs));
  await laptop.sync();
  await laptop.write({ "a.md": "a2\n", "later.md": "later\n" });
  // A file that was made meanwhile was never published without a filter: it waits for a click.
  const held = [{ path: "new.md", reason: "lost its filter", by: "Somebody" }];
  assert.deepEqual((await laptop.sync()).notSynced, held);
  assert.deepEqual((await laptop.sync({ publish: ["new.md"] })).notSynced, []);
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    ...theirs,
    "a.md": "a2\n",
    [await copyOn(desktop)]: "mine\n",
    "later.md": "later\n",
    "new.md": "new\n",
    "notes.md": "laptop\n2\n3\n",
  });
});

Deno.test("a file that is not in the encoding that somebody prescribes is named, all others travel", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "a.md": "a\n", "b.txt": "b\n" });
  for (const [encoding, name] of [["no-such-thing", "a.md"], ["UTF-16", "b.txt"]] as const) {
    const attributes = `${name} working-tree-encoding=${encoding}\n`;
    await publishTree(
      world,
      treeOf({ ".gitattributes": attributes, "a.md": "a\n", "b.txt": "b\n" }),
    );
    await laptop.sync();
    await laptop.write({ [name]: "edited\n", "other.md": `${encoding}\n` });
    const { saved, notSynced } = await laptop.sync();
    assert.ok(saved.includes("other.md") && !saved.includes(name));
    assert.deepEqual(notSynced, [{ path: name, reason: "encoding" }]);
    await desktop.sync();
    assert.equal(await desktop.read("other.md"), `${encoding}\n`);
  }
  await laptop.remove(".gitattributes");
  assert.deepEqual((await laptop.sync()).notSynced, []);
  await quiet();
  assert.equal(await desktop.read("a.md"), "edited\n");
});

Deno.test("modules with odd addresses and broken lines are files like any other", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  const odd = '[submodule "../../evil"]\n\tpath = mod\n\turl = --upload-pack=touch pwned\n' +
    "\tupdate = !touch pwned\n\tignore = all\n";
  for (const modules of [odd, '[submodule "x\n path = \n']) {
    await publishTree(
      world,
      treeOf({ ".gitmodules": modules, "mod": { gitlink: "1".repeat(40) }, "notes.md": modules }),
    );
    await laptop.sync();
    assert.deepEqual((await laptop.save({ "mine.md": modules })).saved, ["mine.md"]);
    await desktop.sync();
    assert.equal(await desktop.read("mine.md"), modules);
    await untouched(world, laptop);
  }
  assert.match(await world.git(world.remote, "ls-tree", "main", "mod"), /^160000 commit 1{40}/);
});

Deno.test("a link whose target is not UTF-8 is named, all others arrive, and it stays as it is", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  const links = { "a": { rawLink: "caf\xe9" }, "b": { rawLink: "/\xff\xfe" } };
  const sub: Node = { tree: treeOf({ "c": { rawLink: "\xed\xa0\x80" }, "ok.md": "ok\n" }) };
  await publishTree(
    world,
    treeOf({ ...links, "notes.md": "one\n", sub, "z": { link: "notes.md" } }),
  );
  await desktop.write({ "mine.md": "mine\n" });
  const notSynced = ["a", "b", "sub/c"].map((path) => ({ path, reason: "name" as const }));
  for (const machine of [laptop, desktop]) {
    assert.deepEqual((await machine.sync()).notSynced, notSynced);
    assert.deepEqual((await machine.save({ [machine.name]: "x\n" })).notSynced, notSynced);
  }
  await laptop.sync();
  assert.equal(await Deno.readLink(laptop.path("z")), "notes.md");
  assert.equal(await laptop.read("sub/ok.md"), "ok\n");
  const published = await world.git(world.remote, "rev-parse", "main:a", "main:sub/c");
  const before = await world.git(
    world.remote,
    "log",
    "--format=%H",
    "--max-count=1",
    "--",
    "a",
    "sub/c",
  );
  assert.equal(
    await world.git(world.remote, "rev-parse", `${before}:a`, `${before}:sub/c`),
    published,
  );
  await publishTree(world, treeOf({ "a": "a file\n", "notes.md": "two\n" }));
  for (const machine of [laptop, desktop]) {
    assert.deepEqual((await machine.sync()).notSynced, []);
    assert.deepEqual(await textsOn(machine), { "a": "a file\n", "notes.md": "two\n" });
    assert.equal(await machine.git("status", "--porcelain"), "");
  }
});

Deno.test("a file whose name is too long for the volume is named, all others arrive", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  // A Mac takes it: it counts letters, not bytes.
  const long = `${"\u65e5".repeat(100)}.md`;
  const sub: Node = { tree: treeOf({ [long]: "file\n", "ok.md": "file\n" }) };
  await publishTree(world, treeOf({ "notes.md": "one\n", sub }));
  const notSynced = [{ path: `sub/${long}`, reason: "name" }];
  assert.deepEqual((await laptop.sync()).notSynced, notSynced);
  assert.deepEqual((await laptop.save({ "notes.md": "two\n" })).saved, ["notes.md"]);
  const published = await world.git(world.remote, "ls-tree", "-r", "-z", "--name-only", "main");
  assert.deepEqual(published.split("\0").filter(Boolean), ["notes.md", "sub/ok.md", `sub/${long}`]);
  assert.deepEqual(await textsOn(laptop), { "notes.md": "two\n", "sub/ok.md": "file\n" });
});

Deno.test("names that no system could open and no argument could hold are named, all others arrive", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  // One argument may have 128 KB on Linux, and all of them together 2 MB.
  const long = "n".repeat(140_000);
  const folders = Array.from({ length: 100 }, () => "d".repeat(250));
  const names = folders.map((_, at) => `f${at}`);
  const inner: Node = { tree: treeOf(Object.fromEntries(names.map((name) => [name, "file\n"]))) };
  const deep = folders.slice(1).reduce(
    (node: Node, name): Node => ({ tree: treeOf({ [name]: node }) }),
    inner,
  );
  const paths = names.map((name) => [...folders, name].join("/"));
  const all = { "notes.md": "one\n", "ok.md": "ok\n", [long]: "file\n", [folders[0]!]: deep };
  await publishTree(world, treeOf(all));
  const { notSynced } = await laptop.sync();
  assert.deepEqual(notSynced.map(({ path }) => path).toSorted(), [...paths, long].toSorted());
  assert.deepEqual((await laptop.save({ "notes.md": "two\n" })).saved, ["notes.md"]);
  assert.deepEqual(await textsOn(laptop), { "notes.md": "two\n", "ok.md": "ok\n" });
  await publishTree(world, treeOf({ "notes.md": "three\n" }));
  assert.deepEqual((await laptop.sync()).notSynced, []);
  assert.deepEqual(await textsOn(laptop), { "notes.md": "three\n" });
});

/** The name, and what no git process would write before or behind it. */
const MALFORMED: Readonly<Record<string, (id: string) => string>> = {
  "a file with the id of nothing": () => `100644 bad\0${"\0".repeat(20)}`,
  "a folder with the id of nothing": () => `40000 bad\0${"\0".repeat(20)}`,
  "a file without a name": (id) => `100644 \0${id}`,
  "a file that is not there": () => `100644 bad\0${"\x11".repeat(20)}`,
};

/** Publishes a commit with a tree of these bytes and `ok.md`. */
async function publishBytes(world: World, entry: (id: string) => string): Promise<void> {
  const { remote, git } = world;
  const blob = await writeObject(world, "blob", "ok\n");
  const id = Buffer.from(blob, "hex").toString("latin1");
  const tree = await writeObject(world, "tree", `${entry(id)}100644 ok.md\0${id}`);
  const parent = await git(remote, "rev-parse", "refs/heads/main");
  const who = "A <a@b> 1 +0000";
  const commit = await writeObject(
    world,
    "commit",
    `tree ${tree}\nparent ${parent}\nauthor ${who}\ncommitter ${who}\n\nx\n`,
  );
  // Git itself would refuse it here.
  await Deno.writeTextFile(join(remote, "refs/heads/main"), `${commit}\n`);
}

Deno.test("that the remote is damaged is reported, and it goes on when it is repaired", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  for (const [about, entry] of Object.entries(MALFORMED)) {
    const before = await world.git(world.remote, "rev-parse", "refs/heads/main");
    await publishBytes(world, entry);
    await laptop.write({ "mine.md": about });
    const outcome = await laptop.trySync();
    assert.ok(outcome.kind === "problem" && outcome.problem.kind === "remote damaged", about);
    assert.match(
      problemSentence(outcome.problem),
      /^the repository at the remote is damaged and has to be repaired there: /,
    );
    assert.deepEqual(outcome.report.saved, ["mine.md"], about);
    await Deno.writeTextFile(join(world.remote, "refs/heads/main"), `${before}\n`);
    await laptop.sync();
    assert.equal(await world.git(world.remote, "show", "main:mine.md"), about);
  }
});

Deno.test("a nested repository with the id of nothing is left out, and everything else arrives", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await publishBytes(world, () => `160000 bad\0${"\0".repeat(20)}`);
  // One of them has nothing of its own, the other has to merge.
  await desktop.write({ "mine.md": "mine\n" });
  await laptop.sync();
  assert.deepEqual(await laptop.names(), ["ok.md"]);
  await syncAll(desktop, laptop);
  for (const machine of [laptop, desktop]) {
    assert.deepEqual(await machine.names(), ["mine.md", "ok.md"]);
    assert.equal(await machine.git("status", "--porcelain"), "");
  }
  assert.equal(await world.git(world.remote, "ls-tree", "--name-only", "main"), "mine.md\nok.md");
});

Deno.test("folders that are called like patterns of git are folders like any other, here and in the history", async () => {
  const names = [":(glob)**", ":!x", ":", ":(bad", "*", "[a-z]", "-r"];
  const { world, laptop } = await tell({ ".gitignore": "*.pem\n", "notes.md": "one\n" }, "laptop");
  const publish = (text: string, rules: string) =>
    publishTree(
      world,
      treeOf({
        ".gitignore": rules,
        "notes.md": text,
        ...Object.fromEntries(
          names.map((name) => [name, { tree: treeOf({ ".gitignore": "!k.pem\n", "a.md": text }) }]),
        ),
      }),
    );
  await laptop.sync();
  for (
    const [text, rules] of [["one\n", "*.pem\n"], ["two\n", ""], ["three\n", "*.pem\n"]] as const
  ) {
    const id = await publish(text, rules);
    await laptop.save(Object.fromEntries(names.map((name) => [`${name}/k.pem`, "SECRET\n"])));
    for (const name of names) {
      assert.equal(await laptop.read(`${name}/a.md`), text);
      assert.equal(await laptop.read(`${name}/k.pem`), "SECRET\n");
      const version = { kind: "save", id } as const;
      await laptop.sync({ ownChanges: [{ kind: "restore", path: name, version }] });
    }
  }
  await publishTree(world, treeOf({ ".gitignore": "*.pem\n", "notes.md": "four\n" }));
  await laptop.sync();
  assert.equal(await laptop.read("notes.md"), "four\n");
});
