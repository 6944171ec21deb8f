// Who may read, write and run the files that arrive: as after `git pull` in the same folder, but for files
// that are there already, which keep their permissions.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { besideOf } from "../../../src/engine/worktree/copy_in_place.ts";
import { scratchName } from "../../../src/engine/git/repository/scratch.ts";
import type { SyncSettings } from "../../../src/engine/sync/settings.ts";
import { has } from "../../support/needs.ts";
import { isRoot } from "../../support/root.ts";
import { copyOn, machineOf, syncAll, tell } from "../../support/story.ts";
import { syncAndDie } from "../../support/crash.ts";
import { elsewhere, withoutLinks } from "../../support/volumes.ts";

const VOLUMES: Readonly<Record<string, Partial<SyncSettings>>> = {
  "its git folder's volume": {},
  "another volume": { volume: elsewhere },
  "a volume without hard links": { volume: withoutLinks },
};

const modeOf = async (file: string) => ((await Deno.lstat(file)).mode! & 0o777).toString(8);

async function run(program: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, text(stderr));
  return text(stdout);
}

for (const [about, settings] of Object.entries(VOLUMES)) {
  Deno.test(`files that are there keep their permissions on ${about}, and can be run as git says`, async () => {
    const files = { "private.md": "p\n", "open.md": "o\n", "run.sh": "r\n", "gone.sh": "g\n" };
    const { world, laptop: { folder }, desktop } = await tell(files);
    const laptop = machineOf(world, folder, settings);
    await Deno.chmod(laptop.path("private.md"), 0o600);
    await Deno.chmod(laptop.path("open.md"), 0o664);
    await Deno.chmod(laptop.path("run.sh"), 0o640);
    await Deno.chmod(laptop.path("gone.sh"), 0o700);
    await syncAll(laptop, desktop);
    assert.equal(await modeOf(desktop.path("gone.sh")), "755");
    await Deno.chmod(desktop.path("run.sh"), 0o755);
    await Deno.chmod(desktop.path("gone.sh"), 0o644);
    await desktop.save({ "private.md": "p2\n", "open.md": "o2\n", "new.md": "n\n" });
    await laptop.sync();
    const modes = async (...names: string[]) =>
      await Promise.all(names.map((name) => modeOf(laptop.path(name))));
    const names = ["private.md", "open.md", "run.sh", "gone.sh", "new.md"];
    assert.deepEqual(await modes(...names), ["600", "664", "750", "600", "644"]);
    // Nothing of it is a change.
    assert.deepEqual((await laptop.sync()).saved, []);
    assert.equal(await laptop.git("status", "--porcelain"), "");
    // A version that gets a conflict name is as private as it was.
    await desktop.save({ "private.md": "desktop\n" });
    await laptop.save({ "private.md": "laptop\n" });
    assert.deepEqual(await modes("private.md", await copyOn(laptop)), ["600", "600"]);
  });
}

Deno.test("an update that was cut off gives files back with their permissions", async () => {
  const { world, laptop, desktop, quiet } = await tell({ "private.md": "p\n", "notes.md": "n\n" });
  await Deno.chmod(laptop.path("private.md"), 0o600);
  await laptop.sync();
  await desktop.save({ "private.md": "p2\n", "notes.md": "n2\n" });
  const death = { at: "git", fate: "not begun", call: "update-ref" } as const;
  assert(await syncAndDie(world, laptop.folder, death));
  assert.equal(await modeOf(laptop.path("private.md")), "600");
  await laptop.sync();
  assert.equal(await laptop.read("private.md"), "p2\n");
  assert.equal(await modeOf(laptop.path("private.md")), "600");
  await quiet();
});

for (const [about, settings] of Object.entries(VOLUMES)) {
  Deno.test(`a file keeps its own access list on ${about}, and its conflict copy gets it`, {
    ignore: !has("setfacl", "getfacl"),
  }, async () => {
    const { world, laptop: { folder }, desktop } = await tell({
      "listed.md": "l\n",
      "plain.md": "p\n",
      "run.sh": "r\n",
    });
    const laptop = machineOf(world, folder, settings);
    const listOf = async (name: string) =>
      await run("getfacl", "--omit-header", "--absolute-names", laptop.path(name));
    await laptop.sync();
    // New files get a list, which these do not have.
    await run("setfacl", "-d", "-m", "u:54321:rw,g::rw", laptop.folder);
    for (const name of ["listed.md", "run.sh"]) {
      await Deno.chmod(laptop.path(name), 0o600);
      // The mask stands in the mode in the place of what the group may do, which is nothing.
      await run("setfacl", "-m", "u:12345:rw", laptop.path(name));
    }
    await Deno.chmod(laptop.path("plain.md"), 0o640);
    const names = ["listed.md", "plain.md"];
    const before = await Promise.all(names.map(listOf));
    await desktop.write({ "listed.md": "l2\n", "plain.md": "p2\n", "run.sh": "r2\n" });
    await Deno.chmod(desktop.path("run.sh"), 0o755);
    await syncAll(desktop, laptop);
    assert.equal(await laptop.read("listed.md"), "l2\n");
    assert.deepEqual(await Promise.all(names.map(listOf)), before);
    assert.match(await listOf("run.sh"), /^user::rwx\nuser:12345:rw-.*\ngroup::---\n/);
    await desktop.save({ "listed.md": "theirs\n" });
    const { conflicts: [conflict] } = await laptop.save({ "listed.md": "ours\n" });
    assert.deepEqual([await listOf("listed.md"), await listOf(conflict!.copy)], [
      before[0],
      before[0],
    ]);
  });
}

for (const [about, settings] of Object.entries(VOLUMES)) {
  Deno.test(`received files get the group and the access list of their folder on ${about}`, {
    ignore: !has("setfacl", "getfacl") || !isRoot(),
  }, async () => {
    const { world, laptop: { folder }, desktop } = await tell({
      "shared/old.md": "o\n",
      "notes.md": "n\n",
    });
    const laptop = machineOf(world, folder, settings);
    const pulled = await world.clone("pulled");
    await laptop.sync();
    for (const root of [folder, pulled]) {
      const shared = join(root, "shared");
      await Deno.chown(shared, null, 12345);
      await Deno.chmod(shared, 0o2775);
      await run("setfacl", "-d", "-m", "u:54321:rx,g::rwx,o::---", shared);
    }
    await desktop.write({
      "shared/new.md": "n\n",
      "shared/sub/deep/new.sh": "s\n",
      "top.md": "t\n",
    });
    await Deno.chmod(desktop.path("shared/sub/deep/new.sh"), 0o755);
    await desktop.sync();
    // A crash has left it.
    const own = await scratchName(laptop.path(".git/gitsyncbar"));
    const { copy } = besideOf(laptop.path("shared/new.md"), own);
    await Deno.mkdir(dirname(copy));
    await Deno.writeTextFile(copy, "half");
    await laptop.sync();
    await world.git(pulled, "pull", "--quiet");
    for (const name of ["shared/new.md", "shared/sub/deep", "shared/sub/deep/new.sh", "top.md"]) {
      const [got, expected] = await Promise.all(
        [folder, pulled].map(async (root) =>
          (await run("getfacl", "--numeric", "--absolute-names", join(root, name))).replaceAll(
            root,
            "",
          )
        ),
      );
      assert.equal(got, expected);
    }
    const [from, to] = await Promise.all([laptop, desktop].map((machine) => machine.names()));
    assert.deepEqual(from, to);
    assert.deepEqual((await laptop.sync()).saved, []);
  });
}
