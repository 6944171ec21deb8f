// The key of an unknown host is shown and added by the user's word; that of a known host never.

import assert from "node:assert/strict";
import { join } from "node:path";
import { trustHost, unknownHostKey } from "../../../src/engine/mod.ts";
import { has } from "../../support/needs.ts";
import { startSshServer } from "../../support/sshd.ts";
import { machineOf } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";
import { textOf } from "../../support/running.ts";
import { makeWorld } from "../../support/world.ts";

const ssh = { ignore: !has("sshd", "ssh", "ssh-keygen") };

/** A folder whose remote is reached by ssh, with these known hosts. */
async function overSsh(known: string | undefined, change: Readonly<Record<string, string>> = {}) {
  const world = await makeWorld();
  const [folder] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const server = await startSshServer(world);
  const file = join(world.folder, "own", "known_hosts");
  if (known !== undefined) {
    known = known
      .replace("HOST_KEY", await publicHalf(join(world.folder, "ssh/host")))
      .replace("OTHER_KEY", await publicHalf(await server.strangeKey()))
      .replace("ECDSA_KEY", await ecdsaKey(world.folder));
    await world.write(join(world.folder, "own"), { known_hosts: known });
  }
  const command = await server.client({
    UserKnownHostsFile: file,
    StrictHostKeyChecking: "ask",
    ...change,
  });
  await world.git(folder, "config", "core.sshCommand", command);
  await world.git(folder, "remote", "set-url", "origin", server.url(world.remote));
  const scratch = join(world.folder, "scratch");
  const machine = machineOf(world, folder);
  return {
    world,
    known,
    file,
    scratch,
    machine,
    ask: () => unknownHostKey(settingsOf(world, folder), { remote: "origin", folder: scratch }),
    fails: async () => {
      const outcome = await machine.trySync();
      return outcome.kind === "problem" ? outcome.problem : undefined;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

async function publicHalf(key: string): Promise<string> {
  return (await Deno.readTextFile(`${key}.pub`)).trim();
}

async function ecdsaKey(folder: string): Promise<string> {
  const file = join(folder, "ecdsa");
  const args = ["-q", "-t", "ecdsa", "-N", "", "-f", file];
  await new Deno.Command("ssh-keygen", { args }).output();
  return await publicHalf(file);
}

Deno.test("an unknown host shows its key, which is kept when the user says so", ssh, async () => {
  const table: readonly (readonly [string | undefined, Readonly<Record<string, string>>])[] = [
    [undefined, {}],
    ["elsewhere OTHER_KEY", { HostKeyAlias: "", HashKnownHosts: "yes" }],
  ];
  for (const [known, change] of table) {
    await using t = await overSsh(known, change);
    assert.equal((await t.fails())?.kind, "host key");
    const key = await t.ask();
    assert.ok(key !== "known");
    const host = join(t.world.folder, "ssh/host.pub");
    const { stdout } = await new Deno.Command("ssh-keygen", { args: ["-lf", host] }).output();
    const [, hash] = new TextDecoder().decode(stdout).split(" ");
    assert.equal(key.fingerprint, `ED25519 ${hash}`);
    assert.equal(await textOf(t.file), t.known, "nothing is kept yet");
    assert.deepEqual(await Array.fromAsync(Deno.readDir(t.scratch)), []);
    await trustHost(key);
    await t.machine.sync();
    const text = await Deno.readTextFile(t.file);
    assert.equal(text.split("\n").length, known === undefined ? 2 : 3, text);
    assert.equal(await t.ask(), "known");
  }
});

Deno.test("a host that is known under another key is never offered for trust", ssh, async () => {
  const table: readonly string[] = [
    "server OTHER_KEY\n",
    // By a key of another kind alone, which the host does not show.
    "server ECDSA_KEY\n",
    "@revoked server HOST_KEY\n",
  ];
  for (const known of table) {
    await using t = await overSsh(known);
    const before = await textOf(t.file);
    assert.equal((await t.fails())?.kind, "host key", known);
    assert.equal(await t.ask(), "known", known);
    assert.equal(await textOf(t.file), before);
  }
});

Deno.test("a host that does not answer shows no key, and says so", ssh, async () => {
  await using t = await overSsh(undefined, { Port: "1" });
  await t.world.git(t.machine.folder, "remote", "set-url", "origin", "ssh://127.0.0.1:1/r.git");
  await assert.rejects(t.ask(), /^Error: Cannot ask for the host's key: "server" shows none$/);
});
