// --uninstall: lists what the app has made on this machine, removes it when the user says so in a terminal, and leaves
// everything that is the user's own.

import assert from "node:assert/strict";
import { join } from "node:path";
import { makeFolders } from "../support/folders.ts";
import { has } from "../support/needs.ts";
import { programCommand, programEnv } from "../support/program.ts";
import { prompt, startUpToDate } from "../support/running.ts";
import { cloned } from "../support/world.ts";

/** Runs the program in a terminal and types an answer. */
async function inTerminal(
  args: readonly string[],
  { env, answer }: { readonly env: Readonly<Record<string, string>>; readonly answer: string },
): Promise<{ readonly code: number; readonly shown: string }> {
  const { command, args: all } = programCommand(...args);
  const words = [command, ...all].map((word) => `'${word}'`).join(" ");
  const child = new Deno.Command("script", {
    args: ["-q", "-e", "-c", words, "/dev/null"],
    clearEnv: true,
    env: { ...env, SHELL: "/bin/sh" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const decoder = new TextDecoder();
  let shown = "";
  for await (const piece of child.stdout) {
    shown += decoder.decode(piece);
    if (shown.endsWith("[y/N] ")) await writer.write(new TextEncoder().encode(`${answer}\n`));
  }
  await writer.close().catch(() => {});
  const { code } = await child.status;
  return { code, shown: shown.replaceAll("\r", "") };
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

Deno.test("--uninstall lists what was made, refuses while it runs, and removes it after a yes", {
  ignore: !has("script") || Deno.build.os !== "linux",
}, async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await world.write(laptop, { ".git/info/exclude": "# mine\nmine.md\n" });
  const [{ path: other }] = await makeFolders(world, "other");
  const config = { ...prompt(laptop), more_folders: [{ sync_dir: other }] };
  await using instance = await startUpToDate(world, "laptop", { config });
  const lock = join(other, ".git/gitsyncbar/lock");
  await instance.until("the other folder is synced", () => isThere(lock));
  const on = await instance.run("--login-item", "on");
  assert.equal(on.code, 0, on.stderr);
  const refused = await instance.run("--uninstall");
  assert.deepEqual(refused, {
    code: 1,
    stdout: "",
    stderr: "git-sync-bar: Cannot uninstall: Git Sync Bar is running, quit it first\n",
  });
  await instance.stop();

  const home = join(world.folder, "home-laptop");
  const env = { ...programEnv(world), TMPDIR: home, XDG_RUNTIME_DIR: home, HOME: home };
  const own = join(laptop, ".git/gitsyncbar");
  // Somebody's bytes.
  await Deno.mkdir(join(own, "kept/2026-11-23 1a2b3c4d"), { recursive: true });
  await Deno.writeTextFile(join(own, "kept/2026-11-23 1a2b3c4d/a.bin"), "mine\n");
  const unit = join(home, ".config/systemd/user/git-sync-bar.service");
  const log = join(home, ".local/state/git-sync-bar/git-sync-bar.log");
  const listed = await instance.run("--uninstall");
  assert.deepEqual([listed.code, listed.stderr], [0, ""]);
  const lines = listed.stdout.split("\n");
  for (
    const line of [
      `  start at login: ${unit}`,
      `  ${log}`,
      `  ${join(own, "lock")}`,
      `  ${lock}`,
      `  your folder: ${other}`,
      `  configuration: ${instance.config}`,
      `  your folder: ${laptop}`,
      `  ${join(own, "kept")}: files of yours that their filter cannot restore, kept for 30 days`,
      `  ${join(laptop, ".git/info/exclude")}: its rules keep these files out of git`,
      "Nothing is removed: run this in a terminal, where it asks first",
    ]
  ) assert.ok(lines.includes(line), `${line}\n${listed.stdout}`);
  assert.ok(await isThere(unit) && await isThere(log));

  const no = await inTerminal(["--uninstall"], { env, answer: "n" });
  assert.match(no.shown, /Nothing is removed\n$/);
  assert.ok(await isThere(unit));

  const yes = await inTerminal(["--uninstall"], { env, answer: "y" });
  assert.equal(yes.code, 0);
  assert.match(yes.shown, /Removed\n$/);
  assert.ok(!await isThere(unit));
  assert.ok(!await isThere(join(home, ".local/state/git-sync-bar")));
  assert.ok(!await isThere(join(own, "lock")) && !await isThere(lock));
  assert.equal(await Deno.readTextFile(join(own, "kept/2026-11-23 1a2b3c4d/a.bin")), "mine\n");
  assert.match(await Deno.readTextFile(join(laptop, ".git/info/exclude")), /begin Git Sync Bar/);
  assert.ok(await isThere(instance.config));

  // The user has looked at the file, and nothing is needed any more.
  await Deno.remove(join(own, "kept"), { recursive: true });
  assert.equal((await inTerminal(["--uninstall"], { env, answer: "y" })).code, 0);
  assert.ok(!await isThere(own));
  assert.equal(await Deno.readTextFile(join(laptop, ".git/info/exclude")), "# mine\nmine.md\n");
  assert.equal(await Deno.readTextFile(join(laptop, "notes.md")), "one\n");
  const none = await instance.run("--uninstall");
  assert.equal(none.stdout.split("\n")[0], "Nothing to remove");
});
