// Where the lock cannot be taken that keeps two instances apart: nothing is synced, it is said why, and
// it goes on by itself.

import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "../../src/engine/mod.ts";
import { checkLine } from "../../src/view/check_line.ts";
import {
  isLock,
  lockHolder,
  lockRepository,
  type RepositoryLock,
  type TakeLock,
} from "../../src/app/control/repository_lock.ts";
import { createSyncedFolder, type SyncedFolder } from "../../src/app/folders/synced_folder.ts";
import type { SyncTask } from "../../src/core/events.ts";
import type { SyncOutcome } from "../../src/engine/sync/outcome.ts";
import { canDropPrivileges, unprivilegedLaunch } from "../support/unprivileged.ts";
import { published, startInstance } from "../support/running.ts";
import { namesIn } from "../../src/system/files.ts";
import { settingsOf } from "../support/syncer.ts";
import { cloned, type World } from "../support/world.ts";

const LOOK: SyncTask = {
  remote: "ask",
  fullScan: true,
  asked: {},
  message: false,
};

/** What Deno throws where a volume knows no locks (seen with `strace --inject=flock:error=ENOLCK`). */
const NO_LOCKS = "No locks available (os error 37)";

function folderOf(
  world: World,
  { folder, takeLock }: { readonly folder: string; readonly takeLock?: TakeLock },
): SyncedFolder {
  const synced = createSyncedFolder({
    prepare: () => Promise.resolve(settingsOf(world, folder)),
    socket: undefined,
    ...(takeLock === undefined ? {} : { takeLock }),
  });
  synced.use({
    folder,
    isWatched: false,
    maxFileBytes: 0,
    messageTemplate: "",
    gitPath: undefined,
    keepsConnections: false,
  });
  return synced;
}

function blockOf(outcome: SyncOutcome): unknown {
  return outcome.kind === "problem" ? outcome.problem : outcome;
}

Deno.test("a volume without locks is reported, nothing is synced, and it goes on when there are locks", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await world.write(laptop, { "notes.md": "two\n" });
  let knowsLocks = false;
  const takeLock: TakeLock = (gitDir, socket) =>
    knowsLocks ? lockRepository(gitDir, socket) : Promise.reject(new Error(NO_LOCKS));
  const folder = folderOf(world, { folder: laptop, takeLock });
  assert.deepEqual(blockOf(await folder.sync(LOOK)), { kind: "not locked", detail: NO_LOCKS });
  assert.equal(await published(world, "notes.md"), "one\n");
  assert.equal(await world.git(laptop, "log", "--format=%s", "-1"), "seed");
  knowsLocks = true;
  assert.equal((await folder.sync(LOOK)).kind, "synced");
  assert.equal(await published(world, "notes.md"), "two\n");
  await folder.close();
});

Deno.test("on a volume without locks an instance starts, also when it was started there before, and --check tells it", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const gitDir = join(laptop, ".git");
  const { tryLock } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.tryLock = () => Promise.reject(new Error(NO_LOCKS));
  try {
    await assert.rejects(lockRepository(gitDir, undefined), { message: NO_LOCKS });
    assert.equal(await lockHolder(gitDir), undefined);
    const findings = await Array.fromAsync(check(settingsOf(world, laptop)), checkLine);
    assert.match(findings.at(-1)?.text ?? "", /the folder cannot be locked/);
  } finally {
    Deno.FsFile.prototype.tryLock = tryLock;
  }
});

Deno.test("a link that leads to another folder by now: that one is synced, and locked", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  const link = join(world.folder, "link");
  await Deno.symlink(laptop, link);
  const folder = folderOf(world, { folder: link });
  assert.equal((await folder.sync(LOOK)).kind, "synced");
  await Deno.remove(link);
  await Deno.symlink(desktop, link);
  await world.write(desktop, { "notes.md": "two\n" });
  assert.equal((await folder.sync(LOOK)).kind, "synced");
  assert.equal(await published(world, "notes.md"), "two\n");
  assert.equal(await lockHolder(join(laptop, ".git")), undefined);
  assert.notEqual(await lockHolder(join(desktop, ".git")), undefined);
  await folder.close();
});

Deno.test("what is wrong with the folder itself is reported instead", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const takeLock: TakeLock = () => Promise.reject(new Error(NO_LOCKS));
  const folder = folderOf(world, { folder: laptop, takeLock });
  const reason = async () => {
    const outcome = await folder.sync(LOOK);
    return outcome.kind === "problem" ? outcome.problem.kind : outcome.kind;
  };
  await Deno.writeTextFile(join(laptop, ".git/config"), "[core\n");
  assert.equal(await reason(), "bad settings");
  await Deno.rename(join(laptop, ".git"), join(world.folder, "away"));
  assert.equal(await reason(), "not a repository");
  await Deno.remove(laptop, { recursive: true });
  assert.equal(await reason(), "folder missing");
  await folder.close();
});

Deno.test("a HEAD that goes while the folder is synced is named, and syncing goes on when it is back", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const folder = folderOf(world, { folder: laptop });
  assert.equal((await folder.sync(LOOK)).kind, "synced");
  const head = join(laptop, ".git/HEAD");
  const before = await Deno.readTextFile(head);
  const reason = async () => {
    const outcome = await folder.sync(LOOK);
    return outcome.kind === "problem" ? outcome.problem.kind : outcome.kind;
  };
  await Deno.remove(head);
  assert.equal(await reason(), "not a repository");
  await Deno.mkdir(head);
  assert.equal(await reason(), "not a repository");
  await Deno.remove(head);
  await world.write(laptop, { "notes.md": "two\n", ".git/HEAD": before });
  assert.equal((await folder.sync(LOOK)).kind, "synced");
  assert.equal(await published(world, "notes.md"), "two\n");
  await folder.close();
});

Deno.test("a lock is free once it is let go of, also while a program that is being started has a copy of the file", async () => {
  const { laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const gitDir = join(laptop, ".git");
  const { close } = Deno.FsFile.prototype;
  const open: Deno.FsFile[] = [];
  Deno.FsFile.prototype.close = function () {
    open.push(this);
  };
  try {
    for (let turn = 0; turn < 2; turn++) {
      const lock = await lockRepository(gitDir, undefined);
      assert.ok(isLock(lock));
      lock[Symbol.dispose]();
      assert.equal(await lockHolder(gitDir), undefined);
    }
  } finally {
    Deno.FsFile.prototype.close = close;
    for (const file of open) file.close();
  }
});

Deno.test("a lock in which no word can be left is let go of, so that it is no other instance's", async () => {
  const { laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const gitDir = join(laptop, ".git");
  await Deno.mkdir(join(gitDir, "gitsyncbar"));
  const lock = join(gitDir, "gitsyncbar/lock");
  // It can be locked and not be cut.
  await new Deno.Command("mkfifo", { args: [lock] }).output();
  await assert.rejects(lockRepository(gitDir, undefined), { message: /Invalid argument/ });
  using now = await Deno.open(lock, { read: true, write: true });
  assert.ok(await now.tryLock(true));
});

Deno.test(
  "a lock that somebody else owns is named, and it goes on when it may be written",
  { ignore: !canDropPrivileges() },
  async () => {
    const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
    const lock = join(laptop, ".git/gitsyncbar/lock");
    await world.write(laptop, { "notes.md": "two\n", ".git/gitsyncbar/lock": "" });
    await Deno.chmod(lock, 0o444);
    await using instance = await startInstance(world, "laptop", {
      config: {
        sync_dir: laptop,
        sync_delay_seconds: 0,
        sync_poll_seconds: 3600,
        sync_poll_active_seconds: 0,
      },
      launch: unprivilegedLaunch,
    });
    const line = `No permission to write ${join(laptop, ".git")}`;
    await instance.shows("it is named", (status) => status.line === line);
    assert.equal(await published(world, "notes.md"), "one\n");
    await Deno.chmod(lock, 0o644);
    assert.equal((await instance.run("--sync-now")).code, 0);
    assert.equal(await published(world, "notes.md"), "two\n");
    await instance.stop();
  },
);

Deno.test("what is no folder or no file under a name of ours is moved out of the way and kept", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const gitDir = join(laptop, ".git");
  await world.write(laptop, { ".git/gitsyncbar": "mine\n" });
  (await lockRepository(gitDir, undefined) as RepositoryLock)[Symbol.dispose]();
  const kept = (await namesIn(gitDir)).filter((name) => name.startsWith(".gitsyncbar-"));
  assert.deepEqual(kept.length, 1);
  assert.equal(await Deno.readTextFile(join(gitDir, kept[0]!)), "mine\n");
  const note = join(gitDir, "gitsyncbar", "private.json");
  await new Deno.Command("mkfifo", { args: [note] }).output();
  (await lockRepository(gitDir, undefined) as RepositoryLock)[Symbol.dispose]();
  await assert.rejects(Deno.lstat(note), Deno.errors.NotFound);
});

Deno.test("a lock that is a link is moved away, and what it leads to stays as it is", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const [diary, gitDir] = [join(world.folder, "diary.md"), join(laptop, ".git")];
  await Deno.writeTextFile(diary, "my diary\n");
  await Deno.mkdir(join(gitDir, "gitsyncbar"));
  for (const name of ["lock", "index", "running", "running.killed"]) {
    await Deno.symlink(diary, join(gitDir, "gitsyncbar", name));
  }
  const folder = folderOf(world, { folder: laptop });
  assert.equal((await folder.sync(LOOK)).kind, "synced");
  await folder.close();
  assert.equal(await Deno.readTextFile(diary), "my diary\n");
});
