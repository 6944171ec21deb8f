// Which git is used on a Mac, where one that is none stands in the place of the system's.

import assert from "node:assert/strict";
import { join } from "node:path";
import { writeProgram } from "../../support/executable.ts";
import { canBeMac, type Mac, MAC_PROGRAM, openMac, withoutRosetta } from "../../support/mac.ts";
import { configFor } from "../../support/program.ts";
import { cloned } from "../../support/world.ts";

const STUB = "echo stub; exit 1";

async function found(mac: Mac, path: string): Promise<string> {
  const module = new URL("../../../src/engine/git/process/find_git.ts", import.meta.url).href;
  const code = `import { findGit } from ${JSON.stringify(module)};
    console.log(await findGit(${JSON.stringify(path)}, "darwin"));`;
  const [command, ...args] = [...mac.within, Deno.execPath(), "eval", "--quiet", code];
  const { stdout } = await new Deno.Command(command!, { args, stdin: "null" }).output();
  return new TextDecoder().decode(stdout).trim();
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !canBeMac(), fn });

test("mac: a program git that only asks for an installation is never started", async () => {
  await using mac = await openMac();
  await mac.standIn("git", STUB);
  // Where nobody can tell, git is asked.
  assert.equal(await found(mac, "/usr/bin"), "/usr/bin/git");
  // What it says where nothing is installed (`man xcode-select`).
  await mac.standIn("xcode-select", "exit 2");
  const place = "/Library/Developer/CommandLineTools/usr/bin/git";
  assert.equal(await found(mac, "/opt/none/bin:/usr/bin:/usr/sbin"), place);
  // Homebrew's is one of its own.
  const own = `${mac.folder}/bin`;
  assert.equal(await found(mac, `/usr/bin:${own}`), `${own}/git`);
  await mac.standIn("xcode-select", "echo /Library/Developer/CommandLineTools");
  assert.equal(await found(mac, `/opt/none/bin:/usr/bin:${own}`), "/usr/bin/git");
});

test("mac: a git for Intel processors, without Rosetta, is named with what to do", async () => {
  await using mac = await openMac();
  const { world, notes } = await cloned({ "notes.md": "one\n" }, "notes");
  // As Homebrew leaves it on a Mac that was moved to Apple silicon.
  const git = join(mac.folder, "intel-git");
  await writeProgram(git, "");
  const config = await configFor(world, notes, { git_path: git });
  const run = async (option: string) => {
    const [command, ...args] = [
      ...withoutRosetta(mac, git),
      Deno.execPath(),
      "run",
      "--quiet",
      "-A",
    ];
    const { code, stdout, stderr } = await new Deno.Command(command!, {
      args: [...args, MAC_PROGRAM, option, "--config", config],
      env: world.env,
      stdin: "null",
    }).output();
    return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
  };
  const once = await run("--once");
  assert.equal(once.code, 75);
  assert.equal(
    once.text.slice(once.text.indexOf(": git does not work")),
    `: git does not work: install it, or set git_path (Cannot start git "${git}": it is made for ` +
      "Intel processors, and Rosetta is not installed " +
      "(softwareupdate --install-rosetta --agree-to-license))\n",
  );
  const check = await run("--check");
  const says = `git: ${git} cannot be started: it is made for Intel processors; ` +
    "set git_path to another one, or install Rosetta";
  assert.ok(check.text.includes(says), check.text);
});
