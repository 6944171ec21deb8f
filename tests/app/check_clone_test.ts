// What `--check` says of the clone, its filters, its files, its objects and the addresses of its remote.

import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "../../src/engine/mod.ts";
import { checkLine } from "../../src/view/check_line.ts";
import { startHttpServer } from "../support/http_server.ts";
import { settingsOf, syncerOf, syncWell } from "../support/syncer.ts";
import { cloned, makeWorld, sendFrom, type World } from "../support/world.ts";

/** The lines of a check about some subjects. */
async function linesOf(world: World, folder: string, ...subjects: string[]): Promise<string[]> {
  const settings = { ...settingsOf(world, folder), maxFileBytes: 1000 };
  const findings = await Array.fromAsync(check(settings), checkLine);
  return findings.filter(({ subject }) => subjects.includes(subject))
    .map(({ subject, ok: well, text }) => `${well ? "ok" : "FAIL"} ${subject}: ${text}`);
}

Deno.test("--check says what kind of clone it is", async () => {
  const { world, laptop } = await cloned({ "a/a.md": "a\n", "b/b.md": "b\n" }, "laptop");
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
    "ok files: not synced: nested: a git repository of its own: sync it by itself, or move it out",
    "ok files: git does not keep empty folders: a/empty and deep: " +
    "put a file into each that other machines should have",
  ]);
});

Deno.test("--check names other branches at the remote, and waits for a word as a sync does", async () => {
  const { world, laptop } = await cloned({ "a.md": "a\n" }, "laptop");
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
  const { world, laptop } = await cloned({ "a.md": "a\n" }, "laptop");
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
  const { world, laptop } = await cloned({
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

Deno.test("--check names filters whose program is missing, however their command is written", async () => {
  const { world, laptop } = await cloned({
    ".gitattributes": "*.a filter=bare\n*.b filter=quoted\n*.c filter=process\n" +
      "*.d filter=shell\n*.e filter=there\n*.f filter=lfs\n*.g filter=smudge\n",
    "a.a": "a\n",
    "b.b": "b\n",
    "c.c": "c\n",
    "d.d": "d\n",
    "e.e": "e\n",
    "f.f": "f\n",
    "g.g": "g\n",
  }, "laptop");
  await world.write(world.folder, { "home/bin/there": "" });
  await Deno.chmod(join(world.folder, "home/bin/there"), 0o755);
  const commands = {
    "bare.clean": "no-such-crypt clean",
    "quoted.clean": '"/opt/no such/crypt" clean %f',
    "process.process": "no-such-process",
    "process.clean": "cat",
    // More than a program: only a try would show it.
    "shell.clean": "f() { no-such-crypt; }; f",
    "there.clean": '"$HOME/bin/there" clean',
    "there.smudge": "FORM=1 no-such-crypt",
    // As `git lfs install` writes it, without git-lfs.
    "lfs.process": "no-such-git-lfs filter-process",
    "smudge.clean": "cat",
    "smudge.smudge": "no-such-smudge",
  };
  for (const [key, command] of Object.entries(commands)) {
    await world.git(laptop, "config", `filter.${key}`, command);
  }
  const lines = await linesOf(world, laptop, "filters");
  const lack = (path: string, filter: string, program: string) =>
    `FAIL filters: ${path} needs the filter ${filter}, and that needs "${program}", ` +
    "which this machine does not have: install it";
  assert.deepEqual(lines, [
    lack("a.a", "bare", "no-such-crypt"),
    lack("b.b", "quoted", "/opt/no such/crypt"),
    lack("c.c", "process", "no-such-process"),
    lack("f.f", "lfs", "no-such-git-lfs"),
    lack("g.g", "smudge", "no-such-smudge"),
  ]);
});

Deno.test("--check names the files that are left out, by their reasons", async () => {
  const { world, laptop, desktop } = await cloned(
    {
      ".gitattributes": "*.key filter=none\n",
      "a.md": "a\n",
    },
    "laptop",
    "desktop",
  );
  await sendFrom(world, desktop, { ".gitsyncbar-x": "x\n" });
  await syncWell(syncerOf(world, laptop));
  assert.deepEqual(await linesOf(world, laptop, "files"), [
    "ok files: not synced: .gitsyncbar-x: reserved for this app or for git's own rules: " +
    "the remote's file of this name is not written, and yours is not sent",
  ]);
  await world.write(laptop, {
    "large.bin": "x".repeat(2000),
    "larger.bin": "x".repeat(3000),
    "new.key": "k\n",
    "nested/a.md": "a\n",
  });
  await world.git(laptop, "init", "--quiet", "nested");
  const lines = await linesOf(world, laptop, "files");
  const reasons = [
    /^ok files: not synced: nested: a git repository of its own/,
    /^ok files: not synced: large\.bin and larger\.bin: larger than sync_max_file_mb: raise the limit, or track it with git-lfs$/,
    /^ok files: not synced: new\.key: its filter is not set up on this machine, /,
  ];
  for (const reason of reasons) {
    assert.ok(lines.some((line) => reason.test(line)), `${reason}: ${lines.join("\n")}`);
  }
  assert.equal(lines.length, 1 + reasons.length);
});

Deno.test("--check says that git keeps no password for a remote over http", async () => {
  const { world, laptop } = await cloned({ "a.md": "a\n" }, "laptop");
  await world.git(world.remote, "config", "http.receivepack", "true");
  await using server = startHttpServer({ root: world.folder });
  await world.git(laptop, "remote", "set-url", "origin", server.url("remote.git"));
  assert.deepEqual(await linesOf(world, laptop, "sign-in"), [
    "ok sign-in: origin lets this machine read and write " +
    "(credential helper missing: git would not keep a password that it asks for)",
  ]);
  await world.git(laptop, "config", "credential.helper", "store");
  assert.deepEqual(await linesOf(world, laptop, "sign-in"), [
    "ok sign-in: origin lets this machine read and write",
  ]);
});

Deno.test("--check fetches objects that are missing here", async () => {
  const { world, laptop } = await cloned({ "a.md": "a\n" }, "laptop");
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
