// Hooks of the user run at a sync as with git by hand; files of the synced folder never do.

import assert from "node:assert/strict";
import { join } from "node:path";
import { writeProgram } from "../../support/executable.ts";
import { verbOf, wrapGit } from "../../support/git_wrapper.ts";
import { has } from "../../support/needs.ts";
import { canMount, mountSmallDisk } from "../../support/small_disk.ts";
import { type Machine, machineOf, syncAll, tell } from "../../support/story.ts";
import type { World } from "../../support/world.ts";

/** Hooks that git runs for what a sync does. */
const HOOKS = ["pre-push", "reference-transaction", "post-index-change", "pre-auto-gc"];

/** A script that leaves word in a file. */
async function script(path: string, trap: string): Promise<void> {
  await Deno.mkdir(join(path, ".."), { recursive: true });
  await writeProgram(path, `#!/bin/sh\necho "$0" >>${trap}\n`);
}

/** Publishes hooks in `.githooks`, as anybody who may push could. */
async function withHooks() {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  const trap = join(world.folder, "trap");
  for (const name of [...HOOKS, "fsmonitor"]) await script(desktop.path(`.githooks/${name}`), trap);
  await syncAll(desktop, laptop);
  return { world, laptop, desktop, trap };
}

let days = 0;

/** Sends, receives and merges; answers what was left in the trap. */
async function everyday({ laptop, desktop, trap }: {
  readonly laptop: Machine;
  readonly desktop: Machine;
  readonly trap: string;
}): Promise<string> {
  await Deno.remove(trap).catch(() => {});
  const text = `day ${++days}\n`;
  await laptop.write({ "mine.md": text });
  await desktop.save({ "notes.md": text });
  const report = await laptop.sync();
  assert.deepEqual([report.saved, report.received.map(({ path }) => path)], [["mine.md"], [
    "notes.md",
  ]]);
  return await Deno.readTextFile(trap).catch(() => "");
}

/** How a hooks folder comes to hold what others can write. */
const WAYS: Readonly<Record<string, (laptop: Machine, world: World) => Promise<unknown>>> = {
  "core.hooksPath in the folder": (laptop) => laptop.git("config", "core.hooksPath", ".githooks"),
  "core.hooksPath in the folder for all repositories": (laptop) =>
    laptop.git("config", "--global", "core.hooksPath", ".githooks"),
  "an absolute core.hooksPath": (laptop) =>
    laptop.git("config", "core.hooksPath", laptop.path(".githooks")),
  "core.hooksPath through a link": async (laptop, world) => {
    await Deno.symlink(laptop.path(".githooks"), join(world.folder, "link"));
    await laptop.git("config", "core.hooksPath", join(world.folder, "link"));
  },
  "core.hooksPath in a file that the configuration includes, written later": async (
    laptop,
    world,
  ) => {
    await laptop.git("config", "include.path", join(world.folder, "included"));
    await laptop.sync();
    await Deno.writeTextFile(
      join(world.folder, "included"),
      `[core]\n\thooksPath = ${laptop.path(".githooks")}\n`,
    );
  },
  "a hooks folder that is a link": async (laptop) => {
    await Deno.remove(laptop.path(".git/hooks"), { recursive: true });
    await Deno.symlink("../.githooks", laptop.path(".git/hooks"));
  },
  "hooks that are links": async (laptop) => {
    for (const name of HOOKS) {
      await Deno.symlink(`../../.githooks/${name}`, laptop.path(`.git/hooks/${name}`));
    }
  },
  "a hook that is a link to what is yet to come": async (laptop) => {
    await Deno.symlink("../../later/pre-push", laptop.path(".git/hooks/pre-push"));
  },
};

Deno.test("no file of the folder is run as a hook", async () => {
  const { world, laptop, desktop, trap } = await withHooks();
  await laptop.git("config", "core.fsmonitor", ".githooks/fsmonitor");
  const config = await Deno.readTextFile(laptop.path(".git/config"));
  for (const [what, prepare] of Object.entries(WAYS)) {
    await prepare(laptop, world);
    if (what.endsWith("yet to come")) {
      await script(desktop.path("later/pre-push"), trap);
      await syncAll(desktop, laptop);
    }
    assert.equal(await everyday({ laptop, desktop, trap }), "", what);
    await Deno.remove(laptop.path(".git/hooks"), { recursive: true });
    await Deno.mkdir(laptop.path(".git/hooks"));
    await Deno.writeTextFile(laptop.path(".git/config"), config);
    await world.tryGit(world.folder, ["config", "--global", "--unset", "core.hooksPath"]);
  }
});

Deno.test("no file of the folder is run as a hook by a configuration of the system that is written later", async () => {
  const { world, laptop: { folder }, desktop, trap } = await withHooks();
  const system = join(world.folder, "system");
  const environment = { ...world.env, GIT_CONFIG_NOSYSTEM: "0", GIT_CONFIG_SYSTEM: system };
  const laptop = machineOf(world, folder, { environment });
  await laptop.sync();
  await Deno.writeTextFile(system, "[core]\n\thooksPath = .githooks\n");
  assert.equal(await everyday({ laptop, desktop, trap }), "");
});

Deno.test("hooks outside of the folder run, also beside one that must not", async () => {
  const { laptop, desktop, trap } = await withHooks();
  await script(laptop.path(".git/hooks/pre-push"), trap);
  assert.match(await everyday({ laptop, desktop, trap }), /^(\.git\/hooks\/pre-push\n)+$/);
  await Deno.symlink(
    "../../.githooks/reference-transaction",
    laptop.path(".git/hooks/reference-transaction"),
  );
  assert.match(await everyday({ laptop, desktop, trap }), /^(\S+\/pre-push\n)+$/);
});

Deno.test({
  name: "what git-lfs keeps is sent although its hook is a file of the folder",
  ignore: !has("git-lfs"),
  async fn() {
    const { world, laptop, desktop, trap } = await withHooks();
    await laptop.git("config", "core.hooksPath", ".githooks");
    for (const machine of [laptop, desktop]) {
      await machine.git("lfs", "install", "--local", "--force", "--skip-repo");
    }
    await laptop.write({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": "large\n" });
    // By hand and long ago, as git-lfs puts its hooks in place whenever it is asked about a file.
    for (const name of [".gitattributes", "a.bin"]) await Deno.utime(laptop.path(name), 1e9, 1e9);
    for (const args of [["add", "-A"], ["commit", "--quiet", "-m", "large"]]) {
      await laptop.git("-c", "core.hooksPath=/dev/null", ...args);
    }
    await syncAll(laptop, desktop);
    assert.equal(await desktop.read("a.bin"), "large\n");
    assert.match(await world.git(world.remote, "show", "main:a.bin"), /git-lfs/);
    assert.equal(await Deno.readTextFile(trap).catch(() => ""), "");
  },
});

Deno.test("a folder without files of git-lfs is sent without it", async () => {
  const { world, laptop: { folder, git } } = await tell({ "notes.md": "one\n" }, "laptop");
  for (const verb of ["clean", "smudge"]) {
    await git("config", `filter.lfs.${verb}`, `git-lfs ${verb}`);
  }
  const { environment, calls } = await wrapGit(world);
  const laptop = machineOf(world, folder, { environment });
  assert.equal((await laptop.save({ "notes.md": "two\n" })).pushed, true);
  assert.deepEqual((await calls()).filter((call) => verbOf(call) === "lfs"), []);
});

/** Why the hook of git-lfs does not run, by what is done to a machine that has it. */
const WITHOUT_HOOK: Readonly<Record<string, (laptop: Machine) => Promise<AsyncDisposable | void>>> =
  {
    "may not be run": (laptop) => Deno.chmod(laptop.path(".git/hooks/pre-push"), 0o644),
    "has another one in its place": (laptop) =>
      Deno.writeTextFile(laptop.path(".git/hooks/pre-push"), "#!/bin/sh\n"),
    "is on a volume from which no program is run": async (laptop) => {
      const hooks = laptop.path(".git/hooks");
      await Deno.rename(hooks, `${hooks}.away`);
      const volume = await mountSmallDisk(hooks, 1024 * 1024, "noexec");
      await Deno.copyFile(`${hooks}.away/pre-push`, `${hooks}/pre-push`);
      return volume;
    },
  };

for (const [why, take] of Object.entries(WITHOUT_HOOK)) {
  Deno.test({
    name: `what git-lfs keeps is sent although its hook ${why}`,
    ignore: !has("git-lfs") || why.includes("volume") && !canMount(),
    async fn() {
      const { laptop, desktop } = await tell({ ".gitattributes": "*.bin filter=lfs\n" });
      for (const machine of [laptop, desktop]) {
        await machine.git("config", "core.hooksPath", machine.path(".git/hooks"));
        await machine.git("lfs", "install", "--local");
      }
      await using _volume = await take(laptop) ??
        { [Symbol.asyncDispose]: () => Promise.resolve() };
      await laptop.save({ "a.bin": "large\n" });
      await desktop.sync();
      assert.equal(await desktop.read("a.bin"), "large\n");
    },
  });
}
