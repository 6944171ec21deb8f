// The key of this machine: the user's own where there is one, else a new one, and no file is overwritten.

import assert from "node:assert/strict";
import { join } from "node:path";
import { sshKeyFor } from "../../../src/engine/mod.ts";
import { has } from "../../support/needs.ts";
import { textOf } from "../../support/running.ts";
import { startSshServer } from "../../support/sshd.ts";
import { machineOf } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";
import { cloned } from "../../support/world.ts";

const ssh = { ignore: !has("sshd", "ssh", "ssh-keygen") };

Deno.test(
  "a machine without an ssh key gets one, with which the remote lets it in",
  ssh,
  async () => {
    const { world, laptop: folder } = await cloned({ "notes.md": "one\n" }, "laptop");
    await using server = await startSshServer(world);
    const own = join(world.folder, "own");
    const file = join(own, "id_ed25519");
    const command = await server.client({ IdentityFile: file });
    await world.git(folder, "config", "core.sshCommand", command);
    await world.git(folder, "remote", "set-url", "origin", server.url(world.remote));
    const laptop = machineOf(world, folder);
    const settings = settingsOf(world, folder);
    const refused = await laptop.trySync();
    assert.equal(refused.kind === "problem" && refused.problem.kind, "ssh key");

    const made = await sshKeyFor(settings, "origin");
    assert.deepEqual([made.file, made.isMade, made.isLocked], [file, true, false]);
    assert.match(made.publicLine, /^ssh-ed25519 \S+ \S+@\S+$/);
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
    assert.deepEqual(
      (await Array.fromAsync(Deno.readDir(own), ({ name }) => name)).sort(),
      ["id_ed25519", "id_ed25519.pub"],
    );
    // The remote learns it, as its web page would do it.
    await Deno.writeTextFile(join(world.folder, "ssh/person.pub"), `${made.publicLine}\n`);
    await laptop.sync();

    const again = await sshKeyFor(settings, "origin");
    assert.deepEqual(again, { ...made, isMade: false });
    await Deno.remove(`${file}.pub`);
    const derived = await sshKeyFor(settings, "origin");
    assert.equal(derived.publicLine.split(" ")[1], made.publicLine.split(" ")[1]);

    // A public half alone is that of a key elsewhere: nothing is made beside it.
    const text = await Deno.readTextFile(file);
    await Deno.remove(file);
    await Deno.writeTextFile(`${file}.pub`, `${made.publicLine}\n`);
    assert.equal((await sshKeyFor(settings, "origin")).isMade, false);
    await Deno.writeTextFile(`${file}.pub`, "");
    await assert.rejects(
      sshKeyFor(settings, "origin"),
      /Cannot make an ssh key: ".*" or its public/,
    );
    assert.equal(await textOf(file), undefined);
    await Deno.writeTextFile(file, "no key\n");
    await Deno.remove(`${file}.pub`);
    await assert.rejects(sshKeyFor(settings, "origin"), /Cannot make an ssh key/);
    assert.equal(await textOf(file), "no key\n");
    await Deno.writeTextFile(file, text);

    const args = ["-q", "-p", "-P", "", "-N", "secret", "-f", file];
    await Deno.chmod(file, 0o600);
    assert.equal((await new Deno.Command("ssh-keygen", { args }).output()).code, 0);
    await Deno.writeTextFile(`${file}.pub`, `${made.publicLine}\n`);
    assert.equal((await sshKeyFor(settings, "origin")).isLocked, true);
  },
);
