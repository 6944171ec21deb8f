// How the menu bar app starts: for the first time, twice, with a folder that cannot be synced, where no
// icon can be shown. And how it ends while something is under way.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { hasDesktop } from "../support/desktop.ts";
import { holdableGit } from "../support/held_git.ts";
import { isThere, openScene } from "../support/menu_bar.ts";
import { configFor, programCommand, runProgram } from "../support/program.ts";
import { prompt, published, startUpToDate } from "../support/running.ts";
import { statusIcons } from "../support/status_icon.ts";
import { openPage } from "../support/window/page.ts";
import { cloned } from "../support/world.ts";

const ignore = !hasDesktop();
const test = (name: string, fn: (t: Deno.TestContext) => Promise<void>) =>
  Deno.test({ name, ignore, fn });

const UP_TO_DATE = /^-Up to date · \d\d:\d\d$/;

test("menu bar: the first launch, up to a folder that is synced", async (t) => {
  await using scene = await openScene();
  const { world } = scene;
  const [notes] = await world.clones({ "notes.md": "one\n" }, "notes");
  await scene.setBrowser(true);
  await using app = await scene.start("laptop");

  await t.step(
    "the icon is there at once, the window opens for set-up, else an editor",
    async () => {
      await scene.shows("Not set up yet", "Click to set up a folder", "-Sync Now");
      await scene.hasIcon("needs you");
      {
        await using page = await openPage(await scene.windowOpened());
        assert.equal(page.to, "/set-up");
      }
      assert.equal((await Deno.stat(app.config)).mode! & 0o777, 0o600);
      await scene.setBrowser(false);
      await scene.click("Not set up yet");
      assert.deepEqual((await scene.opened("xdg-open")).slice(1), [app.config]);
    },
  );

  await t.step("an impatient second start does not make another one", async () => {
    const { code } = await app.run();
    assert.equal(code, 1);
  });

  const save = async (folder: string) => {
    const made = JSON.parse(await Deno.readTextFile(app.config));
    await app.configure({ ...made, ...prompt(folder) });
  };
  const troubles: readonly (readonly [string, string, advice: string, opens: string])[] = [
    [
      "missing",
      "Folder not found",
      "Run git-sync-bar --setup, or set sync_dir to its folder",
      app.config,
    ],
    [
      "plain",
      "The folder is not a git repository",
      "Run git-sync-bar --setup, or set sync_dir to a clone",
      app.config,
    ],
    [
      "alone",
      "The folder has no remote",
      "Add one: git remote add origin ADDRESS",
      "",
    ],
  ];
  await Deno.mkdir(join(world.folder, "plain"));
  await world.git(world.folder, "init", "--quiet", "alone");
  for (const [folder, line, advice, opens] of troubles) {
    await t.step(`${line}: said with what to do, and a click helps`, async () => {
      await save(join(world.folder, folder));
      await scene.shows(line, advice);
      await scene.hasIcon("needs you");
      assert.equal(await scene.notified(line), advice);
      await scene.click(advice);
      if (opens !== "") assert.deepEqual((await scene.opened("xdg-open")).slice(1), [opens]);
      else {assert.deepEqual(await scene.opened("x-terminal-emulator"), [
          join(world.folder, folder),
        ]);}
    });
  }

  await t.step("with the right folder it starts by itself", async () => {
    await save(notes);
    await scene.shows(UP_TO_DATE, "-notes · main → origin", "Sync Now");
    await scene.hasIcon("up to date");
    await app.stop();
  });
});

test("menu bar: a second start says that one is there, and ends", async () => {
  await using scene = await openScene();
  const { world, desktop, programs } = scene;
  const [notes] = await world.clones({ "notes.md": "one\n" }, "notes");
  await using first = await scene.start("laptop", { config: prompt(notes) });
  await scene.shows(UP_TO_DATE);
  const words = "Cannot start: Git Sync Bar keeps this folder in sync already";
  const other = await configFor(world, notes);
  const env = { ...desktop.env, PATH: `${programs.bin}:${world.env.PATH}` };
  const home = dirname(first.state.replace(/\.local\/state.*/, "x"));
  // With the same configuration, and with another one for the same folder.
  for (const args of [[], ["--config", other]]) {
    const { code, stderr } = await runProgram(world, args, {
      ...env,
      HOME: home,
      XDG_RUNTIME_DIR: home,
    });
    assert.deepEqual({ code, stderr }, { code: 1, stderr: `git-sync-bar: ${words}\n` });
  }
  assert.deepEqual((await scene.notifications()).map(([, text]) => text), [words, words]);
  assert.equal((await statusIcons(desktop)).length, 1);
  await scene.click("Sync Now");
  await scene.shows(UP_TO_DATE);
  await first.stop();
});

test("menu bar: work is shown after a second, and Quit lets its step end", async () => {
  await using scene = await openScene();
  const { world, desktop, programs } = scene;
  const [notes] = await world.clones({ "notes.md": "one\n" }, "notes");
  const git = await holdableGit(world);
  const gate = join(desktop.folder, "gate");
  await programs.program(
    "git",
    `case " $* " in *" fetch "*)
  printf 'Receiving objects:  10%% (1/10)\\r' >&2
  while [ -e '${gate}' ]; do sleep 0.02; done;;
esac
PATH=\${PATH#*:} exec git "$@"`,
  );
  await Deno.writeTextFile(gate, "");
  await using app = await scene.start("laptop", {
    config: prompt(notes),
    env: { PATH: `${programs.bin}:${git.environment.PATH}` },
  });
  await scene.shows("-Receiving…");
  await scene.hasIcon("syncing");
  await Deno.remove(gate);
  await scene.shows(UP_TO_DATE);
  await scene.hasIcon("up to date");
  await git.hold("push");
  await world.write(notes, { "todo.md": "milk\n" });
  await scene.shows("-Syncing…");
  await scene.hasIcon("syncing");
  await scene.click("Quit Git Sync Bar");
  // The step has a second, which a look at the panel may take on a busy machine.
  await app.logs("Stopping");
  await git.letGo("push");
  await app.endsWell();
  assert.equal(await published(world, "todo.md"), "milk\n");
});

Deno.test("menu bar: without a display the folder is synced all the same", async () => {
  const { world, notes } = await cloned({ "notes.md": "one\n" }, "notes");
  await using app = await startUpToDate(world, "laptop", { config: prompt(notes), args: [] });
  const { noIcon } = await app.shows("why there is no icon", ({ noIcon }) => noIcon !== undefined);
  assert.match(noIcon!, /^Cannot show the icon: /);
  assert.ok((await app.run("--status")).stdout.includes(`${noIcon}\n`));
  await app.logs(noIcon!);
  assert.equal((await app.log()).filter((line) => line === noIcon).length, 1);
  await world.write(notes, { "todo.md": "milk\n" });
  await app.until("it is sent", () => published(world, "todo.md"));
  app.signal("SIGTERM");
  const { code, stderr } = await app.ends();
  assert.deepEqual({ code, stderr }, { code: 0, stderr: `git-sync-bar: ${noIcon}\n` });
});

Deno.test("--login-item makes the file that starts the app with its icon, and takes it away", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  const { world, notes } = await cloned({ "notes.md": "one\n" }, "notes");
  const config = await configFor(world, notes);
  const file = join(world.env.HOME!, ".config/autostart/git-sync-bar.desktop");
  const desktop = { ...world, env: { ...world.env, DISPLAY: ":99" } };
  assert.deepEqual(await runProgram(desktop, ["--login-item", "on", "--config", config]), {
    code: 0,
    stdout: "It starts at login\n",
    stderr: "",
  });
  const exec = /^Exec=(.*)$/m.exec(await Deno.readTextFile(file))![1]!;
  const { command } = programCommand();
  assert.ok(exec.startsWith(`"${command}"`) && exec.endsWith(`"--config" "${config}"`), exec);
  assert.equal((await runProgram(world, ["--login-item", "off"])).code, 0);
  assert.ok(!await isThere(file));

  // Without a desktop, as on a server.
  const server = { ...world, env: { ...world.env, DISPLAY: "" } };
  const on = await runProgram(server, ["--login-item", "on", "--config", config]);
  assert.match(on.stdout, /^It starts at login, without an icon \(start it now with `systemctl/);
  const unit = join(world.env.HOME!, ".config/systemd/user/git-sync-bar.service");
  assert.match(await Deno.readTextFile(unit), /^ExecStart=.* "--headless"$/m);
  assert.equal((await runProgram(server, ["--login-item", "off"])).code, 0);
  assert.ok(!await isThere(unit));
});

test("menu bar: it ends with the desktop, and the next login can start it", async () => {
  await using scene = await openScene();
  const { world, desktop } = scene;
  const [notes] = await world.clones({ "notes.md": "one\n" }, "notes");
  await using app = await scene.start("laptop", { config: prompt(notes) });
  await scene.shows(UP_TO_DATE);
  await desktop.endScreen();
  await app.endsWell();
});
