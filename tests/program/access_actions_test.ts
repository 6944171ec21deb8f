// Clicks that give the machine access to its remote, on a panel: a sign-in, the key of a host, an ssh key. After each
// one the app goes on by itself.

import assert from "node:assert/strict";
import { join } from "node:path";
import { writeProgram } from "../support/executable.ts";
import { hasDesktop } from "../support/desktop.ts";
import { startHttpServer } from "../support/http_server.ts";
import { openScene } from "../support/menu_bar.ts";
import { has } from "../support/needs.ts";
import { prompt, published, textOf } from "../support/running.ts";
import { startSshServer } from "../support/sshd.ts";

const panel = { ignore: !hasDesktop() };
const ssh = { ignore: !hasDesktop() || !has("sshd", "ssh", "ssh-keygen") };
const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, ...ssh, fn });

const UP_TO_DATE = /^-Up to date · \d\d:\d\d$/;

/** The password of the server. */
const LOGIN = { name: "me", password: "pass word" };

Deno.test(
  "menu bar: a click signs in with git push in a terminal, and syncing goes on by itself",
  panel,
  async () => {
    await using scene = await openScene();
    const { world } = scene;
    const [notes] = await world.clones({ "notes.md": "one\n" }, "notes");
    await using server = startHttpServer({ root: world.folder, login: LOGIN });
    await world.git(world.remote, "config", "http.receivepack", "true");
    await world.git(notes, "remote", "set-url", "origin", server.url("remote.git"));
    await world.write(notes, { "notes.md": "two\n" });
    await using app = await scene.start("laptop", { config: prompt(notes) });
    const advice = "Click: git config --global credential.helper store, then git push";
    await scene.shows("Sign-in needed", advice);
    await scene.click(advice);
    const [, option, shell, script = ""] = await scene.opened("x-terminal-emulator");
    assert.deepEqual([option, shell], ["-e", "/bin/sh"]);
    await scene.shows("Answer in the terminal; syncing continues by itself");

    // The user answers, as in a terminal.
    const home = join(world.folder, "home-laptop");
    const asked = join(world.folder, "asked");
    const answers = "#!/bin/sh\ncase $1 in Username*) echo me ;; *) echo 'pass word' ;; esac\n";
    await writeProgram(asked, answers);
    const { PATH = "" } = world.env;
    const terminal = new Deno.Command("/bin/sh", {
      args: [script],
      clearEnv: true,
      env: { ...world.env, PATH, HOME: home, GIT_ASKPASS: asked },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = terminal.stdin.getWriter();
    await writer.write(new TextEncoder().encode("y\n\n"));
    await writer.close();
    const printed = new TextDecoder().decode((await terminal.output()).stdout);
    assert.match(printed, /in plain text, in ~\/\.git-credentials/);
    assert.match(printed, /^Signed in: syncing continues by itself\.$/m);
    await scene.shows(UP_TO_DATE);
    assert.equal(await published(world, "notes.md"), "two\n");
    await app.stop();
  },
);

test("menu bar: two clicks trust a host by its fingerprint, and one explains a changed key", async () => {
  await using scene = await openScene();
  const { world } = scene;
  const [notes] = await world.clones({ "notes.md": "one\n" }, "notes");
  await using server = await startSshServer(world);
  const known = join(world.folder, "known_hosts");
  const command = await server.client({ UserKnownHostsFile: known, StrictHostKeyChecking: "ask" });
  await world.git(notes, "config", "core.sshCommand", command);
  await world.git(notes, "remote", "set-url", "origin", server.url(world.remote));
  await using app = await scene.start("laptop", {
    config: { ...prompt(notes), ssh_keep_open: false },
  });
  await scene.shows(
    "The server's identity is not confirmed",
    "Click to see the fingerprint of its key",
  );
  await scene.click("Click to see the fingerprint of its key");
  await scene.shows(/^Trust ED25519 SHA256:\S{43}\? Click again$/);
  // Another click takes the question away: then the next one only asks again.
  await scene.click("Sync Now");
  await scene.shows("Click to see the fingerprint of its key");
  await scene.click("Click to see the fingerprint of its key");
  await scene.shows(/^Trust ED25519 SHA256:\S{43}\? Click again$/);
  assert.equal(await textOf(known), undefined);
  await scene.click(/^Trust ED25519/);
  await scene.shows(UP_TO_DATE);
  const { host = "" } = /^(?<host>\S+) ssh-ed25519 \S+\n$/.exec(await Deno.readTextFile(known))!
    .groups!;
  assert.equal(host, "server");

  // ssh does not call a revoked key a changed one.
  const hostKey = await Deno.readTextFile(join(world.folder, "ssh/host.pub"));
  const kept = `@revoked server ${hostKey}`;
  await Deno.writeTextFile(known, kept);
  await scene.click("Sync Now");
  await scene.shows("Click to see the fingerprint of its key");
  await scene.click("Click to see the fingerprint of its key");
  await scene.shows("The server's key was changed or revoked: ask its owner before you go on");
  assert.equal(await textOf(known), kept);

  const other = await Deno.readTextFile(`${await server.strangeKey()}.pub`);
  await Deno.writeTextFile(known, `server ${other}`);
  await scene.click("Sync Now");
  await scene.shows(
    "-The server's identity is not confirmed",
    "-Its key has changed: ask the server's owner why before you go on",
  );
  assert.equal(await textOf(known), `server ${other}`);
  await app.stop();
});

test("menu bar: a click makes the missing ssh key and copies its public half", async () => {
  await using scene = await openScene();
  const { world } = scene;
  const [notes] = await world.clones({ "notes.md": "one\n" }, "notes");
  await using server = await startSshServer(world);
  const key = join(world.folder, "own", "id_ed25519");
  const command = await server.client({ IdentityFile: key });
  await world.git(notes, "config", "core.sshCommand", command);
  await world.git(notes, "remote", "set-url", "origin", server.url(world.remote));
  const clipboard = join(world.folder, "clipboard");
  await scene.programs.program("xclip", `cat >'${clipboard}'`);
  await using app = await scene.start("laptop", {
    config: { ...prompt(notes), ssh_keep_open: false },
  });
  await scene.shows("Sign-in needed", "Click to copy your public key, then add it at the remote");
  await scene.click("Click to copy your public key, then add it at the remote");
  await scene.shows("A new public key is copied: add it at the remote");
  const copied = await Deno.readTextFile(clipboard);
  assert.equal(copied, await Deno.readTextFile(`${key}.pub`));
  // The remote learns it, as its web page would do it.
  await Deno.writeTextFile(join(world.folder, "ssh/person.pub"), copied);
  await scene.shows(UP_TO_DATE);
  await app.stop();
});
