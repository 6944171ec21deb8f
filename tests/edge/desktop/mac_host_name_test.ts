// The name of a Mac in conflict copies: the one that its user has given it, in every network.

import assert from "node:assert/strict";
import { canBeMac, type Mac, openMac } from "../../support/mac.ts";

/** Returns the host that a sync works with where the network gives this name. */
async function hostOf(mac: Mac, hostname: string): Promise<string> {
  const module = new URL("../../../src/app/folders/folder_settings.ts", import.meta.url).href;
  const machine = { system: "darwin", hostname, environment: { PATH: "/usr/bin" } };
  const settings = { folder: "/notes", maxFileBytes: 0, messageTemplate: "", gitPath: "git" };
  const code = `import { syncSettings } from ${JSON.stringify(module)};
    const places = { machine: ${JSON.stringify(machine)}, ownFiles: [] };
    console.log((await syncSettings(${JSON.stringify(settings)}, places)).host);`;
  const [command, ...args] = [...mac.within, Deno.execPath(), "eval", "--quiet", code];
  const { stdout } = await new Deno.Command(command!, { args, stdin: "null" }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test(
  "mac: the machine has its own name in every network",
  { ignore: !canBeMac() },
  async () => {
    await using mac = await openMac();
    const asked = '[ "$*" = "--get LocalHostName" ] || exit 1';
    await mac.standIn("/usr/sbin/scutil", `${asked}; echo Annas-MacBook`);
    assert.equal(await hostOf(mac, "dhcp-17.example.org"), "Annas-MacBook");
    await mac.standIn("/usr/sbin/scutil", "echo 'LocalHostName: not set'; exit 1");
    assert.equal(await hostOf(mac, "dhcp-17.example.org"), "dhcp-17");
    await mac.standIn("/usr/sbin/scutil", "echo");
    assert.equal(await hostOf(mac, "dhcp-17.example.org"), "dhcp-17");
  },
);
