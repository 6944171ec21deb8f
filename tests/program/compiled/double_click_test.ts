// The program as a desktop starts it, wherever it lies, and while it is replaced.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { startMosquitto } from "../../support/broker.ts";
import { doubleClick, program } from "../../support/compiled.ts";
import { copyProgram } from "../../support/executable.ts";
import { liveConfig, untilLive } from "../../support/live.ts";
import { has } from "../../support/needs.ts";
import { isRoot } from "../../support/root.ts";
import {
  type Instance,
  type Launch,
  prompt,
  startInstance,
  startUpToDate,
  textOf,
} from "../../support/running.ts";
import { cloned, makeWorld, type World } from "../../support/world.ts";

/** A copy of the program, with the folders that it needs. */
async function copyTo(path: string): Promise<string> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await copyProgram(program, path);
  return path;
}

/** Saves something in a folder and waits until it is sent. */
async function sends(
  instance: Instance,
  { world, folder, text }: {
    readonly world: World;
    readonly folder: string;
    readonly text: string;
  },
): Promise<void> {
  await world.write(folder, { "notes.md": text });
  await instance.sends("notes.md", text);
}

Deno.test("program: from a double-click it syncs, without a terminal and without an environment", async () => {
  const { world, laptop: folder, desktop: other } = await cloned(
    { "notes.md": "one\n" },
    "laptop",
    "desktop",
  );
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...prompt(folder), sync_poll_seconds: 1 },
    launch: doubleClick,
  });
  await sends(instance, { world, folder, text: "two\n" });
  await world.git(other, "pull", "--quiet");
  await world.write(other, { "notes.md": "three\n" });
  await world.git(other, "commit", "--quiet", "-am", "three");
  await world.git(other, "push", "--quiet");
  const notes = join(folder, "notes.md");
  await instance.until("it is received", async () => await textOf(notes) === "three\n");
  await instance.stop();
  const unwanted = (await instance.log()).filter((line) => /^Cannot|panic/.test(line));
  assert.deepEqual(unwanted, []);
});

Deno.test("program: from a double-click it settles what a killed one has left", async () => {
  const { world, laptop: folder } = await cloned({ "notes.md": "one\n" }, "laptop");
  // Its git is gone, and another program has got the number since then: only `ps` tells that.
  await using stranger = new Deno.Command("sleep", { args: ["300"], detached: true }).spawn();
  const note = join(folder, ".git/gitsyncbar/running");
  await Deno.mkdir(dirname(note), { recursive: true });
  await Deno.writeTextFile(note, `${stranger.pid}\n`);
  await Deno.utime(note, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
  await Deno.writeTextFile(join(folder, ".git/index.lock"), "");
  await world.write(folder, { "notes.md": "two\n" });
  await using instance = await startInstance(world, "laptop", {
    config: prompt(folder),
    launch: doubleClick,
  });
  await instance.sends("notes.md", "two\n");
  await instance.stop();
});

Deno.test("program: what a killed one has left stays while somebody's git is at work in the folder", async () => {
  const { world, laptop: folder } = await cloned({ "notes.md": "one\n" }, "laptop");
  const gone = new Deno.Command("true").spawn();
  await gone.status;
  await Deno.mkdir(join(folder, ".git/gitsyncbar"), { recursive: true });
  await Deno.writeTextFile(join(folder, ".git/gitsyncbar/running"), `${gone.pid}\n`);
  const lock = join(folder, ".git/index.lock");
  await Deno.writeTextFile(lock, "");
  // As a commit that waits for its editor.
  const git = new Deno.Command("git", {
    args: ["cat-file", "--batch"],
    cwd: folder,
    stdin: "piped",
  })
    .spawn();
  await world.write(folder, { "notes.md": "two\n" });
  await using instance = await startInstance(world, "laptop", {
    config: prompt(folder),
    launch: doubleClick,
  });
  await instance.shows(
    "it waits",
    ({ line }) => line === "Waiting: another git process is running",
  );
  assert.ok(await Deno.lstat(lock));
  await git.stdin.close();
  await git.status;
  await instance.sends("notes.md", "two\n");
  await instance.stop();
});

Deno.test("program: a first start without a configuration makes one and waits for it", async () => {
  await using world = await makeWorld();
  await using instance = await startInstance(world, "laptop", { launch: doubleClick });
  await instance.until("there is a configuration", () => textOf(instance.config));
  const [folder] = await world.clones({ "notes.md": "one\n" }, "laptop");
  await instance.configure(prompt(folder));
  await instance.upToDate();
  await instance.stop();
});

Deno.test("program: it works from a read-only folder with a space, and writes nothing there", {
  ignore: !has("unshare", "mount") || !isRoot(),
}, async () => {
  const { world, laptop: folder } = await cloned({ "notes.md": "one\n" }, "laptop");
  const copy = await copyTo(join(world.folder, "My Programs/Git Sync Bar ü"));
  const readOnly = ({ command, args, ...rest }: Launch): Launch => ({
    ...rest,
    command: "/usr/bin/unshare",
    args: [
      "--mount",
      "/bin/sh",
      "-ec",
      `PATH=/usr/sbin:/usr/bin:/sbin:/bin
       mount --bind "$0" "$0"
       mount -o remount,bind,ro "$0"
       ! touch "$0/x" 2>/dev/null
       unset PATH
       exec "$@"`,
      dirname(copy),
      command,
      ...args,
    ],
  });
  await using instance = await startUpToDate(world, "laptop", {
    config: prompt(folder),
    launch: (usual) => readOnly(doubleClick({ ...usual, command: copy })),
  });
  await sends(instance, { world, folder, text: "two\n" });
  await instance.stop();
  const beside = await Array.fromAsync(Deno.readDir(dirname(copy)), ({ name }) => name);
  assert.deepEqual(beside, ["Git Sync Bar ü"]);
});

for (
  const [what, change] of [
    ["moved", (path: string) => Deno.rename(path, `${path} moved`)],
    ["replaced by another version", async (path: string) => {
      await Deno.writeTextFile(`${path} new`, "#!/bin/sh\nexit 1\n");
      await Deno.rename(`${path} new`, path);
    }],
    ["deleted", (path: string) => Deno.remove(path)],
  ] as const
) {
  Deno.test(`program: ${what} while it runs, it goes on, also with what it has not used yet`, {
    ignore: !has("mosquitto"),
  }, async () => {
    const { world, laptop: folder } = await cloned({ "notes.md": "one\n" }, "laptop");
    const copy = await copyTo(join(world.folder, "programs/git-sync-bar"));
    await using instance = await startUpToDate(world, "laptop", {
      config: prompt(folder),
      launch: (usual) => doubleClick({ ...usual, command: copy }),
    });
    await change(copy);
    await sends(instance, { world, folder, text: "two\n" });
    // The code for live updates is loaded only now.
    await using broker = await startMosquitto();
    await instance.configure(liveConfig(folder, broker));
    await untilLive(instance);
    await instance.stop();
  });
}
