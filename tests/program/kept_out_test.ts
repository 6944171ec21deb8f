// What cannot be synced is said by the running app, everything else goes on, and it is picked up by itself
// when the reason goes.

import assert from "node:assert/strict";
import { join } from "node:path";
import { publish } from "../support/editing.ts";
import { canDropPrivileges, unprivilegedLaunch } from "../support/unprivileged.ts";
import { noise } from "../support/dice.ts";
import { publishTree } from "../support/raw_tree.ts";
import { publishedNames, startUpToDate, textOf } from "../support/running.ts";
import { canMount, fillDisk, mountSmallDisk } from "../support/small_disk.ts";
import { cloned, makeWorld, type World } from "../support/world.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !canDropPrivileges(), fn });

interface Scene {
  readonly world: World;
  readonly laptop: string;
  readonly at: (name: string) => string;
  /** Where something is made before it is brought into the folder as a whole. */
  readonly outside: string;
  readonly bring: (name: string) => Promise<void>;
}

interface Reason {
  /** What is shown as kept out. */
  readonly path: string;
  readonly sentence: string;
  readonly begin: (scene: Scene) => Promise<void>;
  readonly end: (scene: Scene) => Promise<void>;
  /** What is published once the reason is gone. */
  readonly then: readonly [name: string, text: string];
}

const REASONS: Readonly<Record<string, Reason>> = {
  "a repository of its own": {
    path: "nest",
    sentence: "Not synced: nest: a git repository of its own: sync it by itself, or move it out",
    begin: async ({ world, outside, bring }) => {
      await world.write(outside, { "nest/x.md": "x\n" });
      await world.git(join(outside, "nest"), "init", "--quiet");
      await bring("nest");
    },
    end: ({ at }) => Deno.remove(at("nest/.git"), { recursive: true }),
    then: ["nest/x.md", "x\n"],
  },
  "a file over the limit": {
    path: "film.mp4",
    sentence:
      "Not synced: film.mp4: larger than sync_max_file_mb: raise the limit, or track it with git-lfs",
    begin: async ({ outside, bring }) => {
      await Deno.writeFile(join(outside, "film.mp4"), new Uint8Array(1_100_000));
      await bring("film.mp4");
    },
    end: ({ at }) => Deno.writeTextFile(at("film.mp4"), "cut\n"),
    then: ["film.mp4", "cut\n"],
  },
  "a file that may not be read": {
    path: "secret.md",
    sentence: "Not synced: secret.md: cannot be read: check its permissions",
    begin: async ({ world, outside, bring }) => {
      await world.write(outside, { "secret.md": "secret\n" });
      await Deno.chmod(join(outside, "secret.md"), 0o000);
      await bring("secret.md");
    },
    end: ({ at }) => Deno.chmod(at("secret.md"), 0o644),
    then: ["secret.md", "secret\n"],
  },
  "a folder that may not be read": {
    path: "dark",
    sentence: "Not synced: dark: cannot be read: check its permissions",
    begin: async ({ world, outside, bring }) => {
      await world.write(outside, { "dark/x.md": "x\n" });
      await Deno.chmod(join(outside, "dark"), 0o000);
      await bring("dark");
    },
    end: ({ at }) => Deno.chmod(at("dark"), 0o755),
    then: ["dark/x.md", "x\n"],
  },
  "a name that git does not take": {
    path: "git~1/x.md",
    sentence: "Not synced: git~1/x.md: git does not allow a name like this: rename it",
    begin: ({ world, laptop }) => world.write(laptop, { "git~1/x.md": "x\n" }),
    end: ({ at }) => Deno.rename(at("git~1"), at("other")),
    then: ["other/x.md", "x\n"],
  },
};

const SELDOM = {
  sync_delay_seconds: 0,
  sync_poll_seconds: 3600,
  sync_poll_active_seconds: 0,
  sync_max_file_mb: 1,
};

test("what is kept out is reported with its reason, the rest goes on, and it is picked up by itself", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...SELDOM, sync_dir: laptop },
    launch: unprivilegedLaunch,
  });
  const outside = join(world.folder, "outside");
  const at = (name: string) => join(laptop, name);
  const bring = (name: string) => Deno.rename(join(outside, name), at(name));
  const scene: Scene = { world, laptop, at, outside, bring };
  for (const [about, { path, begin }] of Object.entries(REASONS)) {
    await begin(scene);
    await world.write(laptop, { "notes.md": `beside ${about}\n` });
    await instance.sends("notes.md", `beside ${about}\n`);
    await instance.shows(`${about} is named`, ({ notSynced }) => isNamed(notSynced, path));
  }
  await instance.shows("it is up to date", ({ condition }) => condition === "up to date");
  const { stdout } = await instance.run("--status");
  for (const { sentence } of Object.values(REASONS)) {
    assert.ok(stdout.split("\n").includes(sentence), `${sentence} in\n${stdout}`);
  }
  for (const [about, { path, end, then: [name, text] }] of Object.entries(REASONS)) {
    await end(scene);
    await instance.sends(name, text);
    await instance.shows(`${about} is settled`, ({ notSynced }) => !isNamed(notSynced, path));
  }
  await instance.upToDate();
  await instance.stop();
});

function isNamed(notSynced: readonly { readonly path: string }[], path: string): boolean {
  return notSynced.some((entry) => entry.path === path);
}

test("a file in a folder that may not be written is named, the others arrive, and it follows by itself", async () => {
  await using world = await makeWorld();
  const files = { "a.md": "a\n", "sub/b.md": "b\n", "z.md": "z\n" };
  const [laptop] = await world.clones(files, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...SELDOM, sync_dir: laptop },
    launch: unprivilegedLaunch,
  });
  await Deno.chmod(join(laptop, "sub"), 0o555);
  await publish(world, { "a.md": "a2\n", "sub/b.md": "b2\n", "sub/new.md": "n\n", "z.md": "z2\n" });
  assert.equal((await instance.run("--sync-now")).code, 0);
  const { notSynced } = (await instance.status())!;
  assert.deepEqual(
    notSynced.map(({ path, reason }) => `${path}: ${reason}`),
    ["sub/b.md: not writable", "sub/new.md: not writable"],
  );
  const { stdout } = await instance.run("--status");
  assert.match(stdout, /^Not synced: sub\/b\.md: it was changed or deleted on another machine/m);
  assert.equal(await textOf(join(laptop, "a.md")), "a2\n");
  assert.equal(await textOf(join(laptop, "z.md")), "z2\n");
  assert.equal(await textOf(join(laptop, "sub/b.md")), "b\n");
  assert.equal(await world.git(laptop, "status", "--porcelain"), "");
  await Deno.chmod(join(laptop, "sub"), 0o755);
  for (const [name, text] of [["sub/b.md", "b2\n"], ["sub/new.md", "n\n"]] as const) {
    await instance.until(`${name} arrives`, async () => await textOf(join(laptop, name)) === text);
  }
  await instance.shows("nothing is left", ({ notSynced }) => notSynced.length === 0);
  await instance.stop();
});

Deno.test("a slip in the repository's own configuration is reported as that, and it goes on when it is mended", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...SELDOM, sync_dir: laptop },
  });
  const config = join(laptop, ".git/config");
  const before = await Deno.readTextFile(config);
  await Deno.writeTextFile(config, "[core\n");
  const asked = await instance.run("--sync-now");
  assert.deepEqual([asked.code, asked.stderr], [
    75,
    "git-sync-bar: Cannot sync: git cannot use its configuration " +
    "(bad config line 1 in file .git/config): syncing continues when it is corrected\n",
  ]);
  assert.equal((await instance.status())?.line, "Git can't use its configuration");
  await Deno.writeTextFile(config, before);
  await world.write(laptop, { "notes.md": "two\n" });
  await instance.sends("notes.md", "two\n");
  await instance.upToDate();
  await instance.stop();
});

Deno.test("a full disk is reported, and it goes on by itself when there is room", {
  ignore: !canMount(),
}, async () => {
  await using world = await makeWorld();
  await world.clones({ "notes.md": "one\n" });
  const disk = join(world.folder, "disk");
  await using _disk = await mountSmallDisk(disk, 1_000_000);
  const laptop = await world.clone("disk/laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...SELDOM, sync_dir: laptop },
  });
  {
    await using _full = await fillDisk(disk, { left: 45_056 });
    await Deno.writeFile(join(laptop, "film"), noise(40_000));
    await instance.shows("it is told", ({ line }) => line === "Disk full");
  }
  await instance.until("it goes on", async () => (await publishedNames(world)).includes("film"));
  await instance.upToDate();
  await instance.stop();
});

Deno.test("what a hostile remote sends is refused and told by its name, and local work is saved", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...SELDOM, sync_dir: laptop },
  });
  await publishTree(world, [[".git", { tree: [["config", "[core]\n"]] }], ["notes.md", "evil\n"]]);
  const asked = await instance.run("--sync-now");
  assert.equal(asked.code, 1);
  await world.write(laptop, { "notes.md": "mine\n" });
  const status = await instance.shows("it is saved", ({ waiting }) => waiting.includes("notes.md"));
  assert.equal(status.line, "Refused: the remote has a file named .git/config");
  const { stdout } = await instance.run("--status");
  assert.match(
    stdout,
    /^Error: the remote has a name or a link that could lead out of the folder or into a git folder, so nothing of it is written: invalid path '\.git\/config'$/m,
  );
  assert.equal(await world.git(laptop, "status", "--porcelain"), "");
  assert.equal(await textOf(join(laptop, "notes.md")), "mine\n");
  await instance.stop();
});
