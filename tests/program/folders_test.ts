// Several folders under one icon: the commands, what comes and goes with the saved configuration, and that the fault
// of one folder is nobody else's.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { Status } from "../../src/view/status_report.ts";
import { configOf, type FolderOfMany, makeFolders } from "../support/folders.ts";
import { programCommand, programEnv } from "../support/program.ts";
import { type Node, publishTree, writeObject, writeTree } from "../support/raw_tree.ts";
import { folderMissing, type Instance, startInstance } from "../support/running.ts";
import { makeWorld, type World } from "../support/world.ts";

/** Returns what is said of a folder. */
function of({ folders = [] }: Status, name: string) {
  return folders.find((folder) => folder.name === name);
}

/** Waits until all folders are up to date. */
async function upToDate(instance: Instance, count: number): Promise<Status> {
  return await instance.shows(
    `${count} folders are up to date`,
    ({ folders = [] }) =>
      folders.length === count && folders.every(({ condition }) => condition === "up to date"),
  );
}

/** Saves a file in a folder and waits until it is sent. */
async function saves(
  world: World,
  { instance, folder, file }: {
    readonly instance: Instance;
    readonly folder: FolderOfMany;
    readonly file: string;
  },
): Promise<void> {
  await world.write(folder.path, { [file]: "milk\n" });
  await instance.until(
    `${file} of ${folder.name} is sent`,
    async () => await folder.published(file) === "milk\n",
  );
}

Deno.test("three folders are synced, and each command is about one, all, or that in which it is started", async () => {
  await using world = await makeWorld();
  const folders = await makeFolders(world, "notes", "dotfiles", "book");
  const [notes, dotfiles, book] = folders;
  await using instance = await startInstance(world, "laptop", {
    config: configOf(folders, {
      book: { name: "My book", sync_delay_seconds: 3600, commit_message: "Book: {files}" },
    }),
  });
  const status = await upToDate(instance, 3);
  assert.deepEqual(status.folders?.map(({ folder }) => folder), folders.map(({ path }) => path));
  assert.equal(status.folder, notes.path, "the first one is at the top");
  assert.match(status.overall!.line, /^Up to date · /);
  for (const folder of [notes, dotfiles]) await saves(world, { instance, folder, file: "todo.md" });
  await world.write(book.path, { "one.md": "one\n" });

  const home = join(world.folder, "home-laptop");
  const inside = async (cwd: string, ...args: string[]) => {
    const { command, args: all } = programCommand(...args);
    const env = { ...programEnv(world), TMPDIR: home, XDG_RUNTIME_DIR: home, HOME: home };
    const done = await new Deno.Command(command, { args: all, cwd, clearEnv: true, env }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code: done.code, stdout: text(done.stdout), stderr: text(done.stderr) };
  };
  const lines = async (...args: string[]) => {
    const { code, stdout, stderr } = await instance.run(...args);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" }, args.join(" "));
    return stdout.trimEnd().split("\n");
  };

  const all = await lines("--status");
  assert.ok(all.includes(`My book: Folder: ${book.path}`), all.join("\n"));
  assert.deepEqual((await lines("--status", "--folder", "MY BOOK"))[1], `Folder: ${book.path}`);
  const json = JSON.parse((await lines("--status", "--json", "--folder", "dotfiles")).join(""));
  assert.equal(json.folder, dotfiles.path);
  const here = await inside(join(dotfiles.path, "old"), "--status");
  assert.equal(here.stdout.split("\n")[1], `Folder: ${dotfiles.path}`);

  assert.deepEqual(await lines("--sync-now", "--folder", "dotfiles"), ["Up to date"]);
  assert.equal(await book.published("one.md"), undefined, "it has nothing to do with the others");
  const synced = await lines("--sync-now");
  assert.deepEqual(synced.toSorted(), [
    "My book: Up to date: sent 1 change",
    "dotfiles: Up to date",
    "notes: Up to date",
  ]);
  assert.equal(await world.git(book.remote, "log", "-1", "--format=%s", "main"), "Book: one.md");

  const saved = await lines("--history", "one.md");
  assert.deepEqual(saved.map((line) => line.split(":")[0]), ["notes", "dotfiles", "My book"]);
  const history = JSON.parse((await lines("--history", "--json")).join(""));
  assert.deepEqual(history.folders.map(({ name }: { name: string }) => name), [
    "notes",
    "dotfiles",
    "My book",
  ]);
  const { saves: [{ id }] } = JSON.parse(
    (await lines("--history", "--json", "--folder", "My book")).join(""),
  );
  const unclear = await instance.run("--undo", id);
  assert.deepEqual([unclear.code, unclear.stdout], [1, ""]);
  assert.equal(
    unclear.stderr,
    'git-sync-bar: Cannot tell which folder is meant: give --folder with "notes", "dotfiles", ' +
      '"My book", or start it in that folder\n',
  );
  const unknown = await instance.run("--sync-now", "--folder", "film");
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /Cannot find the folder "film": there is "notes", "dotfiles", "My/);
  const undone = await lines("--undo", id, "--folder", "My book");
  assert.equal(undone[0], "Handed over to the instance that is running");
  assert.equal(await book.published("one.md"), undefined);
  await lines("--restore", join(book.path, "one.md"), "--version", id);
  assert.equal(await book.published("one.md"), "one\n", "its path says which folder is meant");
  const above = await inside(world.folder, "--history", "dotfiles/todo.md");
  assert.match(
    above.stdout,
    /^\S+ \S+ {2}[0-9a-f]+ .*: added todo\.md\n$/,
    "also one that leads into it",
  );

  const once = await lines("--once");
  assert.equal(once.filter((line) => line.endsWith(": Up to date")).length, 3, once.join("\n"));
  const checked = await lines("--check");
  for (const { name } of status.folders ?? []) {
    assert.ok(checked.some((line) => line.startsWith(`ok   ${name}: git: `)), checked.join("\n"));
  }
  await instance.logs(/^dotfiles: .*todo\.md/);
  const log = await instance.log();
  assert.equal(log.filter((line) => line === "The configuration is in force").length, 1);
  await instance.stop();
});

Deno.test("folders come and go with the saved configuration, and the others go on as they were", async () => {
  await using world = await makeWorld();
  const folders = await makeFolders(world, "notes", "dotfiles", "book");
  const [notes, dotfiles, book] = folders;
  await using instance = await startInstance(world, "laptop", {
    config: configOf([notes, dotfiles]),
  });
  await upToDate(instance, 2);
  const watched = async (name: string) =>
    (await instance.log()).filter((line) => line === `${name}: Watching the folder`).length;

  await instance.configure(configOf([notes, dotfiles, book]));
  await upToDate(instance, 3);
  await saves(world, { instance, folder: book, file: "todo.md" });

  await instance.configure(
    configOf([book, notes], { notes: { name: "Notes", sync_delay_seconds: 1 } }),
  );
  await instance.shows(
    "one has left, the others have changed places",
    ({ folders = [] }) => folders.map(({ name }) => name).join() === "book,Notes",
  );
  await saves(world, { instance, folder: notes, file: "later.md" });
  assert.deepEqual([await watched("notes"), await watched("book")], [1, 1], "they went on");
  assert.equal(await watched("Notes"), 0);
  await world.write(dotfiles.path, { "left.md": "milk\n" });

  // The one that has left is free.
  await using other = await startInstance(world, "other", { config: configOf([dotfiles]) });
  await other.until("another instance syncs it", () => dotfiles.published("left.md"));
  await other.stop();

  await instance.configure(configOf([book, notes, dotfiles]));
  await upToDate(instance, 3);
  await saves(world, { instance, folder: dotfiles, file: "again.md" });

  const twice = { ...configOf([book]), more_folders: [{ sync_dir: book.path }] };
  await instance.configure(twice);
  const { mistakes } = await instance.shows("a mistake", ({ mistakes }) => mistakes.length > 0);
  assert.match(mistakes[0]!, /once more than it should/);
  await saves(world, { instance, folder: notes, file: "still.md" });
  await instance.stop();
});

Deno.test("a fault in one folder is its own: those beside it are synced, and what is wrong is named", async () => {
  await using world = await makeWorld();
  const folders = await makeFolders(
    world,
    ...["hung", "hung2", "gone", "emptied", "flooded", "locked", "plain", "notes", "book"] as const,
  );
  const [hung, hung2, gone, emptied, flooded, locked, plain, notes, book] = folders;
  // Somebody takes the calls and says nothing.
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  for (const { path } of [hung, hung2]) {
    const url = `http://127.0.0.1:${(silent.addr as Deno.NetAddr).port}/it.git`;
    await world.git(path, "remote", "set-url", "origin", url);
  }
  await Deno.rename(gone.path, `${gone.path} away`);
  for (let at = 0; at < 30; at++) await Deno.remove(join(emptied.path, `old/${at}.md`));
  await publishMillions({ ...world, remote: flooded.remote });
  const lock = join(locked.path, ".git/index.lock");
  await Deno.writeTextFile(lock, "");
  await world.write(locked.path, { "waits.md": "milk\n" });
  await Deno.remove(join(plain.path, ".git"), { recursive: true });

  await using instance = await startInstance(world, "laptop", { config: configOf(folders) });
  for (const folder of [notes, book]) await saves(world, { instance, folder, file: "todo.md" });
  const lines: Readonly<Record<string, RegExp>> = {
    gone: /^Folder not found$/,
    emptied: /^Confirm: 30 of 31 files deleted$/,
    flooded: /^Refused: the update of main is too large$/,
    locked: /^Waiting: another git process is running$/,
    plain: /^The folder is not a git repository$/,
    notes: /^Up to date · /,
    book: /^Up to date · /,
  };
  const status = await instance.shows(
    "what is wrong is named",
    (status) => Object.entries(lines).every(([name, line]) => line.test(of(status, name)!.line)),
  );
  assert.deepEqual(status.overall, { condition: "needs you", line: "gone: Folder not found" });
  assert.equal(of(status, "hung")?.condition, "syncing", "nothing is known of it yet");
  for (const folder of [book, notes]) await saves(world, { instance, folder, file: "more.md" });
  assert.equal(await locked.published("waits.md"), undefined);
  await Deno.remove(lock);
  await instance.until("the lock is gone", () => locked.published("waits.md"));

  // Not even those that hang hold up the end, and a folder that hangs can leave.
  await instance.configure(configOf([gone, emptied, notes, book, hung2]));
  await instance.shows("one of them has left", (status) => of(status, "hung") === undefined);
  await instance.stop(folderMissing(gone.path));
});

/** Publishes a commit of some kilobytes that stands for 2,197,000 files. */
async function publishMillions(world: World): Promise<void> {
  let node: Node = { blob: await writeObject(world, "blob", "x\n") };
  for (let level = 0; level < 3; level++) {
    const copies = Array.from(
      { length: 130 },
      (_, at) => [`${at}`.padStart(3, "0"), node] as const,
    );
    node = { folder: await writeTree(world, copies) };
  }
  await publishTree(world, [["many", node]]);
}

Deno.test("a pause of one folder holds back that one alone, also after a restart and in another place", async () => {
  await using world = await makeWorld();
  const [notes, dotfiles] = await makeFolders(world, "notes", "dotfiles");
  const home = join(world.folder, "home-laptop");
  const first = await startInstance(world, "laptop", { config: configOf([notes, dotfiles]) });
  await upToDate(first, 2);
  await first.stop();
  const file = join(
    first.state,
    (await Array.fromAsync(Deno.readDir(first.state), ({ name }) => name))
      .find((name) => /^state-.*\.json$/.test(name))!,
  );
  const saved = JSON.parse(await Deno.readTextFile(file));
  assert.deepEqual(saved.folders.map(({ folder }: { folder: string }) => folder), [
    notes.path,
    dotfiles.path,
  ]);
  saved.folders[1].paused = true;
  await Deno.writeTextFile(file, JSON.stringify(saved));
  assert.ok(file.startsWith(home));

  for (const order of [[notes, dotfiles], [dotfiles, notes]]) {
    await using instance = await startInstance(world, "laptop", { config: configOf(order) });
    await instance.shows(
      "one is paused",
      (status) =>
        of(status, "dotfiles")?.condition === "paused" &&
        of(status, "notes")?.condition === "up to date",
    );
    const name = `${order[0]!.name}.txt`;
    await world.write(dotfiles.path, { [name]: "milk\n" });
    await saves(world, { instance, folder: notes, file: name });
    assert.equal(await dotfiles.published(name), undefined);
    await instance.stop();
  }
});
