// What `--check` says of the clone, its filters, its objects and the addresses of its remote.

import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "../../src/engine/mod.ts";
import { checkLine } from "../../src/view/check_line.ts";
import { settingsOf } from "../support/syncer.ts";
import { makeWorld, type World } from "../support/world.ts";

/** The lines of a check about some subjects. */
async function linesOf(world: World, folder: string, ...subjects: string[]): Promise<string[]> {
  const findings = await Array.fromAsync(check(settingsOf(world, folder)), checkLine);
  return findings.filter(({ subject }) => subjects.includes(subject))
    .map(({ subject, ok: well, text }) => `${well ? "ok" : "FAIL"} ${subject}: ${text}`);
}

Deno.test("--check says what kind of clone it is", async () => {
  await using world = await makeWorld();
  const [laptop] = await world.clones({ "a/a.md": "a\n", "b/b.md": "b\n" }, "laptop");
  const all = ["clone", "filters", "objects", "address", "remote"];
  assert.deepEqual(await linesOf(world, laptop, ...all), ["ok remote: origin, refs/heads/main"]);
  await world.git(world.remote, "config", "uploadpack.allowFilter", "true");
  const url = `file://${world.remote}`;
  const folder = join(world.folder, "desktop");
  await world.git(world.folder, "clone", "-q", "--depth=1", "--filter=blob:none", url, folder);
  await world.git(folder, "sparse-checkout", "set", "a");
  assert.deepEqual(await linesOf(world, folder, "clone"), [
    "ok clone: shallow: the rest of the history is fetched when it is needed",
    "ok clone: partial: files are fetched when they are needed, so some need the network",
    "ok clone: sparse: 1 published file left out of the folder",
  ]);
});

Deno.test("--check names empty folders, whatever folders are in them, and no other ones", async () => {
  await using world = await makeWorld();
  const files = { ".gitignore": "ignored/\n", "a/a.md": "a\n" };
  const [laptop] = await world.clones(files, "laptop");
  assert.deepEqual(await linesOf(world, laptop, "files"), []);
  for (const folder of ["a/empty", "deep/er/empty", "ignored/empty", "new"]) {
    await Deno.mkdir(join(laptop, folder), { recursive: true });
  }
  await world.write(laptop, { "new/b.md": "b\n" });
  await world.git(laptop, "init", "--quiet", "nested");
  assert.deepEqual(await linesOf(world, laptop, "files"), [
    "ok files: git does not keep empty folders: a/empty and deep: " +
    "put a file into each that other machines should have",
  ]);
});

Deno.test("--check names other branches at the remote, and waits for a word as a sync does", async () => {
  await using world = await makeWorld();
  const [laptop] = await world.clones({ "a.md": "a\n" }, "laptop");
  await world.git(world.remote, "branch", "trunk", "main");
  assert.deepEqual(await linesOf(world, laptop, "remote"), [
    "ok remote: origin, refs/heads/main",
    "ok remote: origin also has trunk, which this folder does not sync",
  ]);
  await world.git(world.remote, "update-ref", "-d", "refs/heads/main");
  const [line, ...more] = await linesOf(world, laptop, "remote");
  assert.match(line!, /^FAIL remote: the remote has no branch main, but trunk, /);
  assert.deepEqual(more, []);
});

Deno.test("--check says of each address of the remote whether it has the branch", async () => {
  await using world = await makeWorld();
  const [laptop] = await world.clones({ "a.md": "a\n" }, "laptop");
  const [second, third] = ["second.git", "third.git"].map((name) => join(world.folder, name));
  await world.git(world.folder, "clone", "--quiet", "--bare", world.remote, second!);
  await world.git(laptop, "config", "--add", "remote.origin.pushurl", world.remote);
  await world.git(laptop, "config", "--add", "remote.origin.pushurl", second!);
  assert.deepEqual(await linesOf(world, laptop, "address"), [
    `ok address: ${second} has main as origin has it`,
  ]);
  await world.git(second!, "update-ref", "-d", "refs/heads/main");
  await world.git(laptop, "config", "--add", "remote.origin.pushurl", third!);
  const [behind, away] = await linesOf(world, laptop, "address");
  assert.ok(behind!.startsWith(`FAIL address: ${second} does not have main as origin has it: `));
  assert.ok(away!.startsWith(`FAIL address: ${third}: there is no repository `));
});

Deno.test("--check names filters that this machine lacks, and what is to be done", async () => {
  await using world = await makeWorld();
  const [laptop] = await world.clones({
    ".gitattributes": "*.psd filter=lfs\nkey.env filter=git-crypt\n*.ok filter=fine\n",
    "a.psd": "a\n",
    "b.psd": "b\n",
    "key.env": "k\n",
    "c.ok": "c\n",
  }, "laptop");
  await world.git(laptop, "config", "filter.fine.clean", "cat");
  assert.deepEqual(await linesOf(world, laptop, "filters"), [
    "FAIL filters: a.psd needs the filter lfs, which is missing here: " +
    "install git-lfs, run `git lfs install`, then `git lfs pull`",
    "FAIL filters: key.env needs the filter git-crypt, which is missing here: " +
    "set it up as on your other machines (git config filter.git-crypt.clean)",
  ]);
});

Deno.test("--check fetches objects that are missing here", async () => {
  await using world = await makeWorld();
  const [laptop] = await world.clones({ "a.md": "a\n" }, "laptop");
  const oid = await world.git(laptop, "rev-parse", "HEAD:a.md");
  await Deno.remove(join(laptop, ".git/objects/pack"), { recursive: true }).catch(() => {});
  await Deno.remove(join(laptop, ".git/objects", oid.slice(0, 2)), { recursive: true })
    .catch(() => {});
  const [line, ...more] = await linesOf(world, laptop, "objects");
  assert.match(line!, /^ok objects: fetched again what was missing /);
  assert.deepEqual(more, []);
  assert.deepEqual(await linesOf(world, laptop, "objects"), []);
  assert.equal(await world.git(laptop, "cat-file", "-p", oid), "a");
});
