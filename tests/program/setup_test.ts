// Set-up in a terminal, from nothing to two machines in sync.

import assert from "node:assert/strict";
import { join } from "node:path";
import { contentsOf, emptyHome, startDialog } from "../support/dialog.ts";
import { published, publishedNames, textOf } from "../support/running.ts";
import { runProgram } from "../support/program.ts";
import { cloned, makeWorld, sendFrom, type World } from "../support/world.ts";

/** Runs a command of the program in the home of a user. */
async function run(world: World, home: string, ...args: string[]) {
  return await runProgram(world, args, { HOME: home, TMPDIR: home, XDG_RUNTIME_DIR: home });
}

Deno.test("an address and an empty home: in sync in three answers, the second machine in two", async () => {
  const { world, other: seed } = await cloned({ "notes.md": "one\n", "sub/a.md": "a\n" }, "other");
  // Not the name that git gives here.
  await world.git(world.remote, "branch", "-m", "main", "trunk");
  await using first = await startDialog(world, { name: "one", args: ["--setup", world.remote] });
  await first.answer(/Folder on this machine \[.*home-one\/remote\]: $/, "");
  const live = await first.answer(/Live updates: $/, "3");
  assert.match(live, /not encrypted, and it learns that some machine at your address/);
  await first.answer(/when you log in\? \[y\/n\]: $/, "n");
  const { code, stdout, stderr } = await first.ends();
  assert.deepEqual([code, stderr, first.answers], [0, "", 3]);
  assert.match(stdout, /^Up to date: received 2 changes$/m);
  assert.match(stdout, /^Start it now: `git-sync-bar` .*`git-sync-bar --headless`/m);
  const folder = join(first.home, "remote");
  assert.equal(await textOf(join(folder, "sub/a.md")), "a\n");
  assert.equal(await world.git(folder, "branch", "--show-current"), "trunk");
  assert.equal(await world.git(folder, "status", "--porcelain"), "");

  const invitation = await run(world, first.home, "--invite");
  assert.match(invitation.stdout, /^gsb1\.[\w-]+\n/);
  assert.match(invitation.stdout, /It holds no password and no key/);
  assert.match(invitation.stdout, /[█▀▄ ]{20,}\n[█▀▄ ]{20,}\n/);
  const [joinCode = ""] = invitation.stdout.split("\n");
  // A folder that is there and empty stays the one in which a terminal is open.
  const other = join(await emptyHome(world, "two"), "Our notes");
  await Deno.mkdir(other);
  const { ino } = await Deno.stat(other);
  await using second = await startDialog(world, { name: "two", args: ["--join", joinCode] });
  const holds = await second.answer(/Folder on this machine/, "Our notes");
  assert.match(holds, /holds the address ".*remote\.git", the branch "trunk", and no broker/);
  await second.answer(/when you log in/, "n");
  assert.equal((await second.ends()).code, 0);
  assert.equal((await Deno.stat(other)).ino, ino);

  await world.write(other, { "notes.md": "two\n" });
  assert.equal((await run(world, second.home, "--once")).code, 0);
  assert.equal((await run(world, first.home, "--once")).code, 0);
  assert.equal(await textOf(join(folder, "notes.md")), "two\n");
  assert.equal(await textOf(join(seed, "notes.md")), "one\n");
});

Deno.test("a plain folder: likely secrets stay here unless they are chosen, and the rest is sent", async () => {
  await using world = await makeWorld();
  const home = await emptyHome(world, "one");
  const key = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
  await world.write(join(home, "Notes"), {
    "a.md": "a\n",
    ".env": "KEY=1\n",
    ".env.example": "KEY=\n",
    // Rules further down outweigh those at the top.
    "deploy/.gitignore": "!*.pem\n",
    "deploy/tls.pem": "x\n",
    "odd [name]*": key,
    "prod.env": "KEY=1\n",
    "sub/.pgpass": "x\n",
    "sub/todo.txt": `call\nlogin ghp_${"A1b2".repeat(9)}\n`,
    ".gitignore": "*.tmp",
    "b.tmp": "b\n",
    "id_ed25519.pub": "ssh-ed25519 A\n",
  });
  await using dialog = await startDialog(world, { name: "one", args: ["--setup"] });
  await dialog.answer(/Address, folder or join code: $/, "~/Notes");
  await dialog.answer(/Address of the repository: $/, world.remote);
  const listed = await dialog.answer(/Enter for none: $/, "5");
  const names = [...listed.matchAll(/^ {2}\d {2}(.+) \((.+)\)$/gm)].map(([, name, why]) =>
    `${name}: ${why}`
  );
  assert.deepEqual(names, [
    ".env: may hold passwords or keys",
    "deploy/tls.pem: may hold passwords or keys",
    "odd [name]*: a private key",
    "prod.env: may hold passwords or keys",
    "sub/.pgpass: may hold passwords or keys",
    "sub/todo.txt: holds an access token",
  ]);
  // It comes after the list, and is on no list.
  await world.write(join(home, "Notes"), { "late.pem": "x\n" });
  await dialog.answer(/Live updates: $/, "3");
  await dialog.answer(/when you log in/, "n");
  const { code, stderr } = await dialog.ends();
  assert.deepEqual([code, stderr, dialog.answers], [0, "", 5]);
  assert.deepEqual(await publishedNames(world), [
    ".env.example",
    ".gitignore",
    "a.md",
    "deploy/.gitignore",
    "id_ed25519.pub",
    "sub/.pgpass",
  ]);
  assert.equal(
    await published(world, ".gitignore"),
    "*.tmp\n# Kept off the remote when Git Sync Bar was set up\n/.env\n/deploy/tls.pem\n/late.pem\n/odd\\ \\[name\\]\\*\n/prod.env\n/sub/todo.txt\n",
  );
  assert.equal(await textOf(join(home, "Notes/odd [name]*")), key);
});

Deno.test("a clone with secrets in unsent commits: they are named, and a no sends nothing", async () => {
  await using world = await makeWorld();
  const home = await emptyHome(world, "one");
  const folder = join(home, "Notes");
  await world.git(world.folder, "init", "--quiet", folder);
  await world.git(folder, "remote", "add", "origin", world.remote);
  await world.write(folder, { "a.md": "a\n", ".env": "KEY=1\n", "staged.pem": "x\n" });
  await world.git(folder, "add", "a.md", ".env");
  await world.git(folder, "commit", "--quiet", "-m", "begin");
  await world.git(folder, "add", "staged.pem");
  const tip = await world.git(folder, "rev-parse", "HEAD");
  await using dialog = await startDialog(world, { name: "one", args: ["--setup", folder] });
  const listed = await dialog.answer(/Send them\? \[y\/n\]: $/, "n");
  assert.match(listed, /^ +\.env \(may hold passwords or keys\)$/m);
  assert.match(listed, /^ +staged\.pem \(may hold passwords or keys\)$/m);
  assert.notEqual((await dialog.ends()).code, 0);
  assert.deepEqual(await publishedNames(world).catch(() => []), []);
  assert.equal(await world.git(folder, "rev-parse", "HEAD"), tip);
});

Deno.test("a folder with files and a remote with files are put together, and nothing of either is lost", async () => {
  await using world = await makeWorld();
  await world.clones({ "a.md": "theirs\n", "b.md": "b\n", ".gitignore": "*.log\n" }, "seed2");
  const home = await emptyHome(world, "one");
  await world.write(join(home, "Notes"), { "a.md": "mine\n", "c.md": "c\n", ".env": "KEY=1\n" });
  await using dialog = await startDialog(world, {
    name: "one",
    args: ["--setup", world.remote, "Notes"],
  });
  await dialog.answer(/Enter for none: $/, "");
  const merge = await dialog.answer(/Put them together\? \[y\/n\]: $/, "y");
  assert.match(merge, /has 3 files, and so has the remote/);
  await dialog.answer(/Live updates: $/, "3");
  await dialog.answer(/when you log in/, "n");
  assert.equal((await dialog.ends()).code, 0);
  const found = (await contentsOf(join(home, "Notes"))).filter((name) => !name.startsWith(".git/"))
    .map((line) => line.replace(/\(conflict [^)]*\)/, "(conflict)"));
  assert.deepEqual(found, [
    ".env KEY=1\n",
    ".gitignore *.log\n",
    "a (conflict).md mine\n",
    "a.md theirs\n",
    "b.md b\n",
    "c.md c\n",
  ]);
  assert.ok(!(await publishedNames(world)).includes(".env"));
  // Later rules of others do not send it either.
  const other = await world.clone("other");
  await sendFrom(world, other, { ".gitignore": "\n" });
  await run(world, home, "--once");
  await run(world, home, "--once");
  assert.ok(!(await publishedNames(world)).includes(".env"));
});

Deno.test("set-up of a folder that is set up changes nothing, and another folder comes beside it", async () => {
  const { world, notes, work } = await cloned({ "a.md": "a\n" }, "notes", "work");
  const home = await emptyHome(world, "one");
  const config = join(home, ".config/git-sync-bar/config.json");
  const text = `{\n  "mine": 1,\n  "sync_dir": "${notes}",\n  "mqtt_port": 8883\n}\n`;
  await world.write(home, { ".config/git-sync-bar/config.json": text });
  await using again = await startDialog(world, { name: "one", args: ["--setup", notes] });
  await again.answer(/Live updates: $/, "3");
  await again.answer(/when you log in/, "n");
  assert.equal((await again.ends()).code, 0);
  assert.equal(await Deno.readTextFile(config), text);

  await using more = await startDialog(world, { name: "one", args: ["--setup", work] });
  await more.answer(/Live updates: $/, "3");
  await more.answer(/when you log in/, "n");
  assert.equal((await more.ends()).code, 0);
  assert.deepEqual(JSON.parse(await Deno.readTextFile(config)), {
    mine: 1,
    sync_dir: notes,
    mqtt_port: 8883,
    more_folders: [{ sync_dir: work }],
  });
});

Deno.test("folders that another tool or another repository has are refused, and nothing is made in them", async () => {
  await using world = await makeWorld();
  await world.clones({ "a.md": "a\n" }, "clone");
  const home = await emptyHome(world, "one");
  await world.write(home, {
    "Dropbox/x/a.md": "a\n",
    "Synced/.stfolder/x": "x",
    "Synced/deep/b.md": "b\n",
    "file": "f\n",
  });
  await world.git(home, "init", "--quiet", "repository");
  const before = await contentsOf(home);
  await using dialog = await startDialog(world, { name: "one", args: ["--setup", world.remote] });
  const refused = [
    ["~/Dropbox/x", /synced by Dropbox/],
    ["Synced/deep/new", /synced by Syncthing/],
    ["repository/below", /is inside the repository ".*repository"/],
    ["file", /is a file/],
    ["~", /has your home folder in it/],
    ["/", /has your home folder in it/],
    [world.remote, /is a bare repository/],
    [join(world.folder, "clone"), /^$/],
  ] as const;
  let reason = /Folder on this machine/;
  for (const [folder, next] of refused) {
    await dialog.answer(reason, folder);
    reason = next;
  }
  // The last one is a clone of that address: nothing is in the way.
  await dialog.answer(/Live updates: $/, "3");
  await dialog.hangUp();
  const { code, stderr } = await dialog.ends();
  assert.equal(code, 1);
  assert.match(stderr, /Cannot go on: there are no more answers/);
  assert.deepEqual(await contentsOf(home), before);
});

Deno.test("two set-ups at once: both folders are in the configuration", async () => {
  const { world, notes, work } = await cloned({ "a.md": "a\n" }, "notes", "work");
  const home = await emptyHome(world, "one");
  await using first = await startDialog(world, { name: "one", args: ["--setup", notes] });
  await using second = await startDialog(world, { name: "one", args: ["--setup", work] });
  for (const dialog of [first, second]) {
    await dialog.answer(/Live updates: $/, "3");
    await dialog.asks(/when you log in/);
  }
  for (const dialog of [first, second]) {
    await dialog.answer(/when you log in/, "n");
    assert.equal((await dialog.ends()).code, 0);
  }
  const config = await Deno.readTextFile(join(home, ".config/git-sync-bar/config.json"));
  const { sync_dir, more_folders } = JSON.parse(config);
  assert.deepEqual([sync_dir, more_folders], [notes, [{ sync_dir: work }]]);
});
