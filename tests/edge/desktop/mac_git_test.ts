// Which git is used on a Mac, where one that is none stands in the place of the system's.

import assert from "node:assert/strict";
import { canBeMac, type Mac, openMac } from "../../support/mac.ts";

const STUB = "echo stub; exit 1";

async function found(mac: Mac, path: string): Promise<string> {
  const module = new URL("../../../src/engine/git/process/find_git.ts", import.meta.url).href;
  const code = `import { findGit } from ${JSON.stringify(module)};
    console.log(await findGit(${JSON.stringify(path)}, "darwin"));`;
  const [command, ...args] = [...mac.within, Deno.execPath(), "eval", "--quiet", code];
  const { stdout } = await new Deno.Command(command!, { args, stdin: "null" }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("mac: a git that only asks for an installation is never started", {
  ignore: !canBeMac(),
}, async () => {
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
