// What is kept out of the sync and named: files over the limit, nested repositories. And litter, which is
// not worth a word.

import assert from "node:assert/strict";
import { wrapGit } from "../../support/git_wrapper.ts";
import { breakFile, canMount } from "../../support/small_disk.ts";
import { copiesOn, machineOf, tell, textsOn } from "../../support/story.ts";
import { untilQuiet } from "../../support/quiet.ts";

Deno.test("a file over the size limit is named, and syncs when the limit allows it", async () => {
  const { world, desktop } = await tell({ "notes.md": "one\n" }, "desktop");
  const folder = await world.clone("laptop");
  const laptop = machineOf(world, folder, { maxFileBytes: 10 });
  const report = await laptop.save({ "film.mp4": "more than ten bytes", "notes.md": "two\n" });
  assert.deepEqual(report.notSynced, [{ path: "film.mp4", reason: "too large" }]);
  assert.deepEqual(report.saved, ["notes.md"]);
  assert.deepEqual(
    (await laptop.sync({ paths: ["film.mp4"], remote: "send" })).notSynced,
    report.notSynced,
  );
  await untilQuiet(world, [desktop, laptop], { besides: ["film.mp4"] });
  await untilQuiet(world, [desktop, machineOf(world, folder, { maxFileBytes: 0 })]);
  assert.equal(await desktop.read("film.mp4"), "more than ten bytes");
});

Deno.test("a file that was left out is named no longer when its folder has gone away with it", async () => {
  const { world, desktop } = await tell({ "notes.md": "one\n" }, "desktop");
  const laptop = machineOf(world, await world.clone("laptop"), { maxFileBytes: 10 });
  await laptop.write({ "films/deep/film.mp4": "more than ten bytes" });
  assert.equal((await laptop.sync()).notSynced.length, 1);
  // As to the trash: the watcher hears of the folder alone.
  await Deno.rename(laptop.path("films"), `${laptop.folder}-trash`);
  assert.deepEqual((await laptop.sync({ paths: ["films"], remote: "send" })).notSynced, []);
  await untilQuiet(world, [desktop, laptop]);
});

Deno.test("a large file that only git-lfs could keep is named where there is no git-lfs", async () => {
  const { world, desktop } = await tell(
    { ".gitattributes": "*.mp4 filter=lfs -text\n" },
    "desktop",
  );
  const laptop = machineOf(world, await world.clone("laptop"), { maxFileBytes: 10 });
  await laptop.write({ "film.mp4": "more than ten bytes" });
  assert.deepEqual((await laptop.sync()).notSynced, [{ path: "film.mp4", reason: "too large" }]);
  await untilQuiet(world, [desktop, laptop], { besides: ["film.mp4"] });
  await laptop.git("config", "--global", "filter.lfs.clean", "sha256sum");
  assert.deepEqual((await laptop.sync()).notSynced, []);
  await desktop.sync();
  assert.match(await desktop.read("film.mp4"), /^[0-9a-f]{64} /);
});

Deno.test("a large file that was published before the limit travels to its new name", async () => {
  const film = { "film.mp4": "more than ten bytes", "other.mp4": "as long, and as old" };
  const { world, desktop } = await tell(film, "desktop");
  const laptop = machineOf(world, await world.clone("laptop"), { maxFileBytes: 10 });
  await laptop.sync();
  await laptop.rename("film.mp4", "films/ü film.mp4");
  await laptop.rename("other.mp4", "films/other.mp4");
  await laptop.write({ "films/new.mp4": "another one of that size" });
  const { notSynced } = await laptop.sync({ paths: ["film.mp4", "films"] });
  assert.deepEqual(notSynced, [{ path: "films/new.mp4", reason: "too large" }]);
  await untilQuiet(world, [desktop, laptop], { besides: ["films/new.mp4"] });
  assert.deepEqual(await desktop.names(), ["films/other.mp4", "films/ü film.mp4"]);
});

Deno.test("a large file that the user staged by hand is published, as they said so", async () => {
  const { world, desktop } = await tell({ "notes.md": "one\n" }, "desktop");
  const laptop = machineOf(world, await world.clone("laptop"), { maxFileBytes: 10 });
  await laptop.write({ "film.mp4": "more than ten bytes" });
  await laptop.git("add", "film.mp4");
  assert.deepEqual((await laptop.sync()).notSynced, []);
  await untilQuiet(world, [desktop, laptop]);
  assert.equal(await desktop.read("film.mp4"), "more than ten bytes");
});

Deno.test("an incoming file at the place of one that is too large: both are kept", async () => {
  const { world, desktop } = await tell({ "notes.md": "one\n" }, "desktop");
  const laptop = machineOf(world, await world.clone("laptop"), { maxFileBytes: 10 });
  await laptop.write({ "notes.md": "grown over the limit\n", "film.mp4": "a very long film\n" });
  await desktop.save({ "notes.md": "two\n", "film.mp4": "a film\n" });
  await laptop.sync();
  assert.equal(await laptop.read("notes.md"), "two\n");
  assert.equal(await laptop.read("film.mp4"), "a film\n");
  const copies = await copiesOn(laptop);
  const texts = await Promise.all(copies.map((copy) => laptop.read(copy)));
  assert.deepEqual(texts.sort(), ["a very long film\n", "grown over the limit\n"]);
  await untilQuiet(world, [desktop, laptop], { besides: copies });
  assert.deepEqual(await copiesOn(desktop), []);
});

Deno.test("a pipe or a socket in the place of a synced file is named, and everything else is synced", async () => {
  const files = {
    "gone.md": "one\n",
    "notes.md": "one\n",
    "pipe.md": "one\n",
    "socket.md": "one\n",
  };
  const { laptop, desktop, quiet } = await tell(files);
  await laptop.sync();
  for (const name of ["gone.md", "pipe.md", "socket.md"]) await laptop.remove(name);
  for (const name of ["pipe.md", "new.md"]) {
    await new Deno.Command("mkfifo", { args: [laptop.path(name)] }).output();
  }
  using _socket = Deno.listen({ transport: "unix", path: laptop.path("socket.md") });
  await laptop.write({ "notes.md": "two\n" });
  const notSynced = ["pipe.md", "socket.md"].map((path) => ({ path, reason: "special file" }));
  const first = await laptop.sync();
  assert.deepEqual([first.saved.toSorted(), first.notSynced], [["gone.md", "notes.md"], notSynced]);
  await laptop.write({ "notes.md": "three\n" });
  const named = await laptop.sync({ paths: ["notes.md", "pipe.md", "new.md"] });
  assert.deepEqual([named.saved, named.notSynced], [["notes.md"], notSynced]);
  // They make way for what others publish.
  await desktop.save({ "pipe.md": "two\n" });
  await laptop.sync();
  assert.equal(await laptop.read("pipe.md"), "two\n");
  // Nothing that is deleted elsewhere in between comes back.
  await laptop.remove("socket.md");
  await laptop.sync();
  await quiet({ besides: ["new.md", ...await copiesOn(laptop)] });
  assert.deepEqual(await textsOn(desktop), { "notes.md": "three\n", "pipe.md": "two\n" });
});

Deno.test("a repository inside of the folder is named and never becomes part of it; an empty .git makes none", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await world.write(laptop.folder, { "empty/a.md": "a\n", "full/b.md": "b\n" });
  await world.git(laptop.path("empty"), "init", "--quiet");
  await world.git(laptop.path("full"), "init", "--quiet");
  await world.git(laptop.path("full"), "add", "-A");
  await world.git(laptop.path("full"), "commit", "--quiet", "-m", "nested");
  await Deno.mkdir(laptop.path("none/.git"), { recursive: true });
  const report = await laptop.save({ "none/a.md": "a\n", "notes.md": "two\n" });
  assert.deepEqual(report.saved.toSorted(), ["none/a.md", "notes.md"]);
  assert.deepEqual(
    report.notSynced.toSorted((a, b) => a.path < b.path ? -1 : 1),
    [
      { path: "empty", reason: "nested repository" },
      { path: "full", reason: "nested repository" },
    ],
  );
  await quiet({ besides: ["empty", "full"] });
  assert.deepEqual(await desktop.names(), ["none/a.md", "notes.md"]);
});

Deno.test("a synced folder in which a repository is made stays synced, new files too, and its .git is not sent", async () => {
  const { world, laptop, desktop } = await tell({ "sub/a.md": "a\n" });
  await laptop.sync();
  await world.git(laptop.path("sub"), "init", "--quiet");
  await world.git(laptop.path("sub"), "add", "-A");
  await world.git(laptop.path("sub"), "commit", "--quiet", "-m", "nested");
  await laptop.write({ "sub/a.md": "edited\n", "sub/new.md": "new\n" });
  assert.deepEqual((await laptop.sync()).notSynced, []);
  await laptop.write({ "sub/named.md": "named\n" });
  await laptop.sync({ paths: ["sub/named.md"], remote: "send" });
  await desktop.sync();
  assert.deepEqual(await textsOn(desktop), {
    "sub/a.md": "edited\n",
    "sub/named.md": "named\n",
    "sub/new.md": "new\n",
  });
  await desktop.save({ "sub/theirs.md": "theirs\n" });
  await laptop.sync();
  assert.equal(await laptop.read("sub/theirs.md"), "theirs\n");
});

Deno.test("what others publish below a nested repository is not put into it, nor is it published", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  await laptop.write({ "sub/x.md": "mine\n", "sub/y.md": "y\n" });
  await world.git(laptop.path("sub"), "init", "--quiet");
  await laptop.sync();
  for (const text of ["theirs\n", "theirs again\n"]) {
    await desktop.save({ "sub/x.md": text, [`sub/${text.length}.md`]: "new\n" });
    await laptop.sync();
    const { saved, notSynced } = await laptop.sync();
    assert.deepEqual(saved, []);
    assert.ok(
      notSynced.some(({ path, reason }) => path === "sub" && reason === "nested repository"),
    );
  }
  await laptop.write({ "sub/y.md": "yy\n" });
  const named = await laptop.sync({ paths: ["sub/y.md", "sub/x.md"], remote: "send" });
  assert.deepEqual(named.saved, []);
  await desktop.sync();
  assert.deepEqual(await desktop.names(), ["notes.md", "sub/13.md", "sub/7.md", "sub/x.md"]);
  assert.deepEqual(await textsOn(laptop), {
    "notes.md": "one\n",
    "sub/x.md": "mine\n",
    "sub/y.md": "yy\n",
  });

  await laptop.remove("sub");
  await laptop.sync();
  assert.equal(await laptop.read("sub/x.md"), "theirs again\n");
  await quiet();
});

Deno.test("a nested repository that somebody else tracks keeps what is checked out in it", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const seed = `${world.folder}/seed`;
  const gitlink = async (oid: string) => {
    await world.git(seed, "update-index", "--add", "--cacheinfo", `160000,${oid},module`);
    await world.git(seed, "commit", "--quiet", "-m", "module");
    await world.git(seed, "push", "--quiet");
  };
  await gitlink("1".repeat(40));
  await laptop.sync();
  await world.write(laptop.path("module"), { "own.md": "own\n" });
  await world.git(laptop.path("module"), "init", "--quiet");
  await world.git(laptop.path("module"), "add", "-A");
  await world.git(laptop.path("module"), "commit", "--quiet", "-m", "own");
  await gitlink("2".repeat(40));
  const report = await laptop.save({ "notes.md": "two\n" });
  assert.deepEqual(report.saved, ["notes.md"]);
  assert.deepEqual(report.notSynced, [{ path: "module", reason: "nested repository" }]);
  assert.equal(await laptop.read("module/own.md"), "own\n");
  assert.match(await world.git(world.remote, "ls-tree", "main", "module"), /^160000 commit 2{40}/);
});

Deno.test("what systems and editors leave in folders for a moment is not published", async () => {
  const { laptop, desktop, quiet } = await tell({ "notes.md": "one\n" });
  const litter = [
    ".DS_Store",
    "sub/.DS_Store",
    "sub/Icon\r",
    "sub/._notes.md",
    "sub/.film.mov.icloud",
    "~$letter.doc",
    ".~lock.a.odt#",
    ".notes.md.swp",
    ".#a",
    ".merge_file_a1B2c3",
    // A disk may be synced as a whole.
    ".Trash-1000/files/deleted.md",
    ".Trash-1000/info/deleted.md.trashinfo",
    ".Trashes/501/deleted.md",
    ".fseventsd/0000",
    "$RECYCLE.BIN/S-1-5-21/$R1.md",
    "System Volume Information/IndexerVolumeGuid",
  ];
  await laptop.write(Object.fromEntries(litter.map((name) => [name, "litter"])));
  await laptop.save({ "sub/Icons": "content\n" });
  assert.equal(await laptop.git("status", "--porcelain"), "");
  await quiet({ besides: litter });
  assert.deepEqual(await desktop.names(), ["notes.md", "sub/Icons"]);
});

for (
  const [what, paths] of [["the watcher", ["sub/a.md", "sub/.a.md.icloud"]], [
    "a look",
    undefined,
  ]] as const
) {
  Deno.test(`a file that iCloud has taken out of the folder is not deleted elsewhere: ${what} tells of it`, async () => {
    const files = { "notes.md": "one\n", "sub/a.md": "a\n", "pages/b/c.md": "c\n" };
    const { laptop, desktop, quiet } = await tell(files);
    await laptop.sync();
    await laptop.remove("sub/a.md");
    // A folder that is a document to the Finder goes as a whole.
    await laptop.remove("pages/b/c.md");
    await laptop.write({ "sub/.a.md.icloud": "bplist00", "pages/.b.icloud": "bplist00" });
    const report = await laptop.sync({ ...(paths && { paths: [...paths, "pages/b/c.md"] }) });
    assert.deepEqual(report.saved, []);
    assert.deepEqual(report.notSynced, [
      { path: "pages/b/c.md", reason: "evicted" },
      { path: "sub/a.md", reason: "evicted" },
    ]);
    // What is edited elsewhere comes all the same.
    await desktop.save({ "sub/a.md": "a2\n", "notes.md": "two\n" });
    assert.deepEqual(await textsOn(desktop), {
      "notes.md": "two\n",
      "pages/b/c.md": "c\n",
      "sub/a.md": "a2\n",
    });
    await laptop.sync();
    assert.equal(await laptop.read("sub/a.md"), "a2\n");
    for (const name of ["sub/.a.md.icloud", "pages/.b.icloud"]) await laptop.remove(name);
    await laptop.write({ "pages/b/c.md": "c\n" });
    assert.deepEqual((await laptop.sync({ paths: ["pages/b/c.md"] })).notSynced, []);
    await quiet();
    // Without a placeholder it was deleted by somebody.
    await laptop.remove("sub/a.md");
    await laptop.sync();
    await quiet();
    assert.deepEqual(await desktop.names(), ["notes.md", "pages/b/c.md"]);
  });
}

Deno.test("a file that goes while git looks at it is no failure: git looks again", async () => {
  const { world, laptop: { folder, git } } = await tell({ "a.md": "a\n" }, "laptop");
  const { environment } = await wrapGit(
    world,
    [
      '[ -e "$0.gone" ] || case "$*" in',
      '*"update-index -z --add"*) : >"$0.gone"; cat >/dev/null',
      "echo \"fatal: unable to stat 'b.md': No such file or directory\" >&2; exit 128 ;;",
      "esac",
    ].join("\n"),
  );
  const laptop = machineOf(world, folder, { environment });
  assert.deepEqual((await laptop.save({ "a.md": "a2\n" })).saved, ["a.md"]);
  assert.equal(await git("show", "origin/main:a.md"), "a2");
});

Deno.test("a file of which the disk has lost the content is named, and everything else is synced", {
  ignore: !canMount(),
}, async () => {
  const files = { "lost.md": "one\n", "notes.md": "one\n", "other.md": "one\n" };
  const { laptop, desktop, quiet } = await tell(files);
  await laptop.sync();
  const notSynced = [{ path: "lost.md", reason: "unreadable" }];
  {
    await using _broken = await breakFile(laptop.path("lost.md"));
    const report = await laptop.save({ "notes.md": "two\n" });
    assert.deepEqual([report.saved, report.notSynced], [["notes.md"], notSynced]);
    await laptop.write({ "notes.md": "three\n" });
    const paths = ["notes.md", "lost.md"];
    const next = await laptop.sync({ paths });
    assert.deepEqual([next.saved, next.notSynced], [["notes.md"], notSynced]);
    await desktop.save({ "other.md": "two\n" });
    assert.deepEqual((await laptop.sync()).notSynced, notSynced);
    assert.equal(await laptop.read("other.md"), "two\n");
  }
  assert.deepEqual((await laptop.sync()).notSynced, []);
  await quiet();
  assert.deepEqual(await textsOn(desktop), {
    "lost.md": "one\n",
    "notes.md": "three\n",
    "other.md": "two\n",
  });
});
