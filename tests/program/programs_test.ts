// Whoever may push can put programs into the folder: none of them is ever run, wherever PATH leads.

import assert from "node:assert/strict";
import { join } from "node:path";
import { configOf, makeFolders } from "../support/folders.ts";
import { configFor, programCommand, programEnv } from "../support/program.ts";
import { prompt, startInstance, startUpToDate } from "../support/running.ts";
import { cloned, makeWorld } from "../support/world.ts";

/** What the app starts, and what git and its scripts start. */
const PROGRAMS = [
  ...["git", "sh", "setsid", "ps", "lsof", "xargs", "mv", "find", "readlink", "ssh", "env", "cat"],
  ...["git-lfs", "git-remote-https", "false", "id", "uname", "gdbus", "xdg-open", "notify-send"],
];

Deno.test("no program of the folder is run, whatever PATH and wherever the app is started", async () => {
  await using world = await makeWorld();
  const trap = join(world.folder, "trap");
  const script = `#!/bin/sh\necho "$0" >>${trap}\n`;
  const files = Object.fromEntries(
    ["", "bin/"].flatMap((folder) => PROGRAMS.map((name) => [`${folder}${name}`, script])),
  );
  const [laptop, desktop] = await world.clones(
    { ...files, "notes.md": "one\n" },
    "laptop",
    "desktop",
  );
  for (const name of Object.keys(files)) await Deno.chmod(join(laptop, name), 0o755);
  await world.git(laptop, "commit", "--quiet", "-a", "-m", "modes");
  await world.git(laptop, "push", "--quiet");
  await world.git(desktop, "pull", "--quiet");
  // A name that is not UTF-8 arrives twice.
  for (const content of ["one", "two"]) {
    const script = `printf ${content} >"$(printf 'odd\\377')"`;
    await new Deno.Command("/bin/sh", { args: ["-c", script], cwd: desktop }).output();
    await world.git(desktop, "add", "-A");
    await world.git(desktop, "commit", "--quiet", "-m", content);
  }
  await world.write(desktop, { "notes.md": "two\n" });
  await world.git(desktop, "commit", "--quiet", "-a", "-m", "two");
  await world.git(desktop, "push", "--quiet");
  // The note about a git process that may still be at work, of which `ps` tells that it is another process.
  const sleeper = new Deno.Command("/usr/bin/setsid", { args: ["/bin/sleep", "60"] }).spawn();
  const note = join(laptop, ".git/gitsyncbar/running");
  await Deno.mkdir(join(note, ".."));
  await Deno.writeTextFile(note, `${sleeper.pid}\n`);
  await Deno.utime(note, 1, 1);
  await world.write(laptop, { "mine.md": "mine\n" });
  const link = join(world.folder, "link");
  await Deno.symlink(join(laptop, "bin"), link);
  const path = [".", "bin", "", laptop, join(laptop, "bin"), link, world.env.PATH];
  const config = await configFor(world, laptop, { commit_message: "x" });
  try {
    for (const cwd of [laptop, join(laptop, "bin")]) {
      for (const args of [["--check"], ["--once"]]) {
        const { command, args: all } = programCommand(...args, "--config", config);
        const { code, stderr } = await new Deno.Command(command, {
          args: all,
          cwd,
          clearEnv: true,
          env: { ...programEnv(world), PATH: path.join(":"), GIT_EXEC_PATH: "bin" },
          stdin: "null",
        }).output();
        assert.equal(new TextDecoder().decode(stderr), "");
        assert.equal(code, 0, `${args}`);
      }
    }
  } finally {
    sleeper.kill("SIGKILL");
    await sleeper.status;
  }
  assert.equal(await Deno.readTextFile(trap).catch(() => ""), "");
  assert.equal(await Deno.readTextFile(join(laptop, "notes.md")), "two\n");
  assert.equal(await world.git(laptop, "show", "origin/main:mine.md"), "mine");
});

Deno.test("no program of another synced folder is run, also of one that is added later", async () => {
  await using world = await makeWorld();
  const [notes, tools] = await makeFolders(world, "notes", "tools");
  const trap = join(world.folder, "trap");
  const programs = PROGRAMS.map((
    name,
  ) => [`bin/${name}`, `#!/bin/sh\necho "$0" >>${trap}\nexit 1\n`]);
  await world.write(tools.path, Object.fromEntries(programs));
  for (const [name] of programs) await Deno.chmod(join(tools.path, name!), 0o755);
  const env = { PATH: `${join(tools.path, "bin")}:${world.env.PATH}` };
  await using instance = await startInstance(world, "laptop", {
    config: configOf([notes, tools]),
    env,
  });
  await instance.until("the programs are sent", async () => await tools.published("bin/git"));
  await world.write(notes.path, { "todo.md": "milk\n" });
  await instance.until("it is sent", async () => await notes.published("todo.md"));
  assert.equal(await Deno.readTextFile(trap).catch(() => ""), "");

  // Before the folder is a synced one its programs are the user's own.
  await instance.configure(configOf([notes]));
  await instance.shows("one folder", ({ folders }) => folders === undefined);
  await instance.stop();
  await Deno.remove(join(tools.path, "bin/git"));
  // Git runs a filter by its name.
  await world.git(notes.path, "config", "filter.plain.clean", "cat");
  await world.write(notes.path, { ".gitattributes": "*.md filter=plain\n" });
  await using later = await startUpToDate(world, "laptop", { config: configOf([notes]), env });
  await later.configure(configOf([notes, tools]));
  await later.shows(
    "two folders",
    ({ folders = [] }) =>
      folders.length === 2 && folders.every(({ condition }) => condition === "up to date"),
  );
  // One of them may have been started until then.
  await Deno.remove(trap).catch(() => {});
  await world.write(notes.path, { "later.md": "milk\n" });
  await later.until("it is sent", async () => await notes.published("later.md"));
  assert.equal(await Deno.readTextFile(trap).catch(() => ""), "");
  await later.stop();
});

Deno.test("a relative --config is looked for where the app was started", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await configFor(world, laptop);
  const { command, args } = programCommand("--once", "--config", "laptop.json");
  const { code, stdout } = await new Deno.Command(command, {
    args,
    cwd: world.folder,
    clearEnv: true,
    env: programEnv(world),
    stdin: "null",
  }).output();
  assert.deepEqual([code, new TextDecoder().decode(stdout)], [0, "Up to date\n"]);
});

Deno.test("an instance leaves the folder in which it was started", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: prompt(laptop),
    launch: (usual) => ({ ...usual, cwd: laptop }),
  });
  // Nothing can be looked for in the synced folder then.
  assert.equal(await Deno.readLink(`/proc/${instance.pid}/cwd`), "/");
});
