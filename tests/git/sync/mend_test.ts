// Clones that lack objects: shallow and partial ones, and those whose disk has lost some.

import assert from "node:assert/strict";
import { join } from "node:path";
import { copiesOn, machineOf, syncAll, tell, textsOn } from "../../support/story.ts";
import type { Machine } from "../../support/story.ts";
import type { World } from "../../support/world.ts";
import { wrapGit } from "../../support/git_wrapper.ts";

/** Where a loose object is kept, below a git folder. */
function objectFile(gitDir: string, oid: string): string {
  return join(gitDir, "objects", oid.slice(0, 2), oid.slice(2));
}

/** Unpacks all objects of a machine, so that each has a file of its own. */
async function unpack(world: World, { folder }: Machine): Promise<void> {
  const packs = join(folder, ".git/objects/pack");
  const away = join(world.folder, "packs");
  await Deno.rename(packs, away).catch(() => {});
  await Deno.mkdir(packs, { recursive: true });
  const found = await Array.fromAsync(Deno.readDir(away)).catch(() => []);
  for (const { name } of found.filter(({ name }) => name.endsWith(".pack"))) {
    const { code } = await new Deno.Command("sh", {
      args: ["-c", 'git unpack-objects -q <"$0"', join(away, name)],
      cwd: folder,
    }).output();
    assert.equal(code, 0);
  }
  await Deno.remove(away, { recursive: true }).catch(() => {});
}

Deno.test("objects that are missing or damaged here are fetched again", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": "a\n", "b.md": "b\n" });
  await laptop.save({ "a.md": "a2\n" });
  // Of the remote's branch, and of the newest commit here.
  const lost = [
    [["origin/main", "missing"], ["HEAD^{tree}", "missing"]],
    [["origin/main^{tree}", "junk"], ["HEAD:b.md", "missing"]],
    [["origin/main:a.md", "empty"], ["HEAD", "empty"]],
  ] as const;
  for (const objects of lost) {
    const text = `${JSON.stringify(objects)}\n`;
    await laptop.save({ "a.md": text });
    await desktop.git("fetch", "--quiet");
    await unpack(world, desktop);
    const files = await Promise.all(objects.map(async ([object, damage]) => {
      const oid = await desktop.git("rev-parse", object);
      return [objectFile(desktop.path(".git"), oid), damage] as const;
    }));
    for (const [file, damage] of files) {
      await Deno.remove(file);
      if (damage !== "missing") await Deno.writeTextFile(file, damage === "junk" ? "junk" : "");
    }
    const app = machineOf(world, desktop.folder);
    await app.save({ "c.md": text });
    assert.equal(await app.read("a.md"), text);
    await app.git("fsck", "--no-dangling");
    await laptop.sync();
    assert.equal(await laptop.read("c.md"), text);
  }
});

/** When another git process prunes, by the verb before which it does, and how it does that. */
const PRUNES = [
  ["write-tree", "git prune --expire=now"],
  ["commit-tree", "git prune --expire=now"],
  ["update-ref", "git prune --expire=now"],
  // What it took for unreachable is by now the newest commit, or a file of it.
  ["push", 'rm -f "$(file HEAD)"'],
  ["push", 'rm -f "$(file HEAD^{tree})"'],
  ["push", 'rm -f "$(file HEAD:mine.md)"'],
  ["commit-tree", 'rm -f "$(file "$(git hash-object mine.md)")"'],
] as const;

Deno.test("a git process that prunes at the worst moment makes no sync fail", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": "a\n" });
  for (const [at, [verb, prune]] of PRUNES.entries()) {
    const once = join(world.folder, `once-${at}`);
    const wrapper = await wrapGit(
      world,
      `case " $* " in *" ${verb} "*)
if [ ! -e '${once}' ]; then
  : >'${once}'
  (
    PATH='${world.env.PATH}'
    cd '${laptop.folder}'
    file() { git rev-parse "$1" | sed 's,^..,.git/objects/&/,'; }
    ${prune}
  )
fi ;;
esac`,
    );
    const { environment } = wrapper;
    const app = machineOf(world, laptop.folder, { environment });
    const text = `before ${verb}: ${prune}\n`;
    await app.save({ "mine.md": text });
    assert.ok(await Deno.stat(once), `no git ${verb} has run`);
    await desktop.sync();
    assert.equal(await desktop.read("mine.md"), text);
    assert.equal(await desktop.git("fsck", "--no-dangling"), "");
    assert.equal(await laptop.git("status", "--porcelain"), "");
    assert.equal(await laptop.git("rev-list", "--objects", "--quiet", "HEAD"), "");
  }
});

Deno.test("a damaged memory of the remote's branch is made anew", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": "a\n" });
  // A power cut leaves the first two; the third names a commit that nobody has.
  for (const content of ["", "\0".repeat(41), `${"12".repeat(20)}\n`]) {
    await desktop.save({ "a.md": `of the laptop: ${content.length}\n` });
    await Deno.writeTextFile(laptop.path(".git/refs/remotes/origin/main"), content);
    const app = machineOf(world, laptop.folder);
    await app.save({ "b.md": `${content.length}\n` });
    await desktop.sync();
    assert.deepEqual(await textsOn(app), await textsOn(desktop));
    assert.equal(await desktop.read("b.md"), `${content.length}\n`);
  }
});

Deno.test("a branch whose ref is emptied or gone is put back, and what was saved since goes on", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": "a\n" });
  const ref = laptop.path(".git/refs/heads/main");
  const damages: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["emptied", () => Deno.writeTextFile(ref, "")],
    ["zeros", () => Deno.writeTextFile(ref, "\0".repeat(41))],
    ["text", () => Deno.writeTextFile(ref, "junk\n")],
    ["gone", () => Deno.remove(ref)],
    ["emptied packed refs", async () => {
      await laptop.git("pack-refs", "--all");
      await Deno.writeTextFile(laptop.path(".git/packed-refs"), "");
    }],
    ["a damaged reflog, too", async () => {
      await Deno.writeTextFile(ref, "");
      const reflog = laptop.path(".git/logs/refs/heads/main");
      await Deno.writeTextFile(reflog, "\0".repeat(99), { append: true });
    }],
  ];
  for (const [name, damage] of damages) {
    await laptop.save({ "sent.md": `${name}\n` });
    await laptop.write({ "a.md": `${name}\n` });
    await laptop.sync({ remote: "none" });
    await damage();
    await desktop.save({ "theirs.md": `${name}\n` });
    await laptop.write({ "b.md": `${name}\n` });
    const app = machineOf(world, laptop.folder);
    await syncAll(app, desktop);
    for (const file of ["a.md", "b.md", "sent.md", "theirs.md"]) {
      assert.equal(await app.read(file), `${name}\n`, `${name}: ${file}`);
      assert.equal(await desktop.read(file), `${name}\n`, `${name}: ${file}`);
    }
    assert.deepEqual(await copiesOn(app), []);
    await app.git("fsck", "--no-dangling");
  }
});

Deno.test("a file whose object is lost before it was sent is written as one again", async () => {
  const { world, laptop, desktop } = await tell({ "a.md": "a\n", "b.md": "b\n" });
  await desktop.write({ "mine.md": "mine\n" });
  await desktop.sync({ remote: "none" });
  await Deno.remove(
    objectFile(desktop.path(".git"), await desktop.git("rev-parse", "HEAD:mine.md")),
  );
  const app = machineOf(world, desktop.folder);
  await app.save({ "b.md": "b2\n" });
  await laptop.sync();
  assert.equal(await laptop.read("mine.md"), "mine\n");
});

/** A laptop with five saves, and a shallow clone with the last of them. */
async function shallow() {
  const story = await tell({ "notes.md": "0\n" }, "laptop");
  const { world, machines: [laptop] } = story;
  for (const text of ["1\n", "2\n", "3\n", "4\n"]) {
    await laptop.save({ "notes.md": text, [`${text.trim()}.md`]: text });
  }
  const folder = join(world.folder, "desktop");
  await world.git(world.folder, "clone", "-q", "--depth=1", `file://${world.remote}`, folder);
  return { ...story, laptop, desktop: machineOf(world, folder) };
}

Deno.test("a shallow clone merges with a remote that was rewound and went on", async () => {
  const { world, laptop, desktop } = await shallow();
  await desktop.write({ "desktop.md": "desktop\n" });
  await laptop.git("reset", "--quiet", "--hard", "HEAD~2");
  await laptop.write({ "laptop.md": "laptop\n" });
  await laptop.git("add", "--all");
  await laptop.git("commit", "--quiet", "-m", "by hand");
  await laptop.git("push", "--quiet", "--force");
  const { conflicts } = await desktop.sync();
  assert.deepEqual(conflicts, []);
  assert.equal(await desktop.read("laptop.md"), "laptop\n");
  const again = machineOf(world, laptop.folder);
  await again.sync();
  assert.deepEqual(await textsOn(again), await textsOn(desktop));
  assert.equal(await again.read("desktop.md"), "desktop\n");
});

Deno.test("a shallow clone whose history the remote does not have any more waits", async () => {
  const { world, laptop, desktop } = await shallow();
  await laptop.git("reset", "--quiet", "--hard", "HEAD~2");
  await laptop.git("push", "--quiet", "--force");
  await world.git(world.remote, "reflog", "expire", "--expire=now", "--all");
  await world.git(world.remote, "gc", "--quiet", "--prune=now");
  const before = await world.git(world.remote, "rev-parse", "main");
  assert.deepEqual(await desktop.problem(), { kind: "unrelated" });
  assert.equal(await world.git(world.remote, "rev-parse", "main"), before);
  assert.equal(await desktop.read("4.md"), "4\n");
});

Deno.test("a remote that takes nothing from a shallow clone says so", async () => {
  const { world, desktop } = await shallow();
  await world.git(world.folder, "init", "--quiet", "--bare", "empty.git");
  await desktop.git("remote", "set-url", "origin", join(world.folder, "empty.git"));
  const outcome = await desktop.trySync();
  const failure = outcome.kind === "problem" ? outcome.problem : undefined;
  assert.equal(failure?.kind, "remote permission");
  assert.match(failure.detail, /shallow update not allowed/);
});

Deno.test("a partial clone syncs, and waits offline for what it lacks", async () => {
  const { world, laptop } = await tell({ "a.md": "1\n2\n3\n4\n5\n", "b.md": "b\n" }, "laptop");
  await world.git(world.remote, "config", "uploadpack.allowFilter", "true");
  await world.git(world.remote, "config", "uploadpack.allowAnySHA1InWant", "true");
  const folder = join(world.folder, "desktop");
  const url = `file://${world.remote}`;
  await world.git(world.folder, "clone", "-q", "--filter=blob:none", url, folder);
  const desktop = machineOf(world, folder);
  await laptop.save({ "a.md": "one\n2\n3\n4\n5\n", "c.md": "c\n" });
  await desktop.write({ "a.md": "1\n2\n3\n4\nfive\n" });
  await desktop.sync({ remote: "none" });
  // The names are here, the files are not.
  await desktop.git("fetch", "--quiet");
  await Deno.rename(world.remote, `${world.remote}.away`);
  assert.equal((await desktop.problem())?.kind, "remote not found");
  assert.equal((await desktop.trySync({ remote: "send" })).kind, "problem");
  assert.equal(await desktop.read("a.md"), "1\n2\n3\n4\nfive\n");
  await Deno.rename(`${world.remote}.away`, world.remote);
  await syncAll(desktop, laptop);
  assert.deepEqual(await textsOn(laptop), {
    "a.md": "one\n2\n3\n4\nfive\n",
    "b.md": "b\n",
    "c.md": "c\n",
  });
  assert.deepEqual(await textsOn(desktop), await textsOn(laptop));
});
