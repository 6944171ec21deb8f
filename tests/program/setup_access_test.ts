// What is in the way of a first sync, found and healed by set-up: a sign-in, a host key, an ssh key, no right to push,
// no git, a broker that does not work.

import assert from "node:assert/strict";
import { join } from "node:path";
import { startAedes } from "../support/broker.ts";
import { emptyHome, startDialog } from "../support/dialog.ts";
import { startHttpServer } from "../support/http_server.ts";
import { has } from "../support/needs.ts";
import { runProgram } from "../support/program.ts";
import { textOf } from "../support/running.ts";
import { startSshServer } from "../support/sshd.ts";
import { makeWorld } from "../support/world.ts";

const LOGIN = { name: "me", password: "a token: ü %" };

Deno.test("https: in sync in six answers; the password is in git's helper and nowhere else", async () => {
  await using world = await makeWorld();
  await world.clones({ "a.md": "a\n" }, "seed2");
  await using server = startHttpServer({ root: world.folder, login: LOGIN });
  await world.git(world.remote, "config", "http.receivepack", "true");
  const address = server.url("remote.git");
  await using dialog = await startDialog(world, {
    name: "one",
    args: ["--setup", address, "Notes"],
  });
  const helper = await dialog.answer(/Have git keep it\? \[y\/n\]: $/, "y");
  assert.match(helper, /in plain text in ~\/\.git-credentials/);
  await dialog.answer(/User name: $/, "me");
  await dialog.answer(/Password or access token: $/, "wrong");
  await dialog.answer(/The remote asks for a sign-in.*Authentication failed[^]*User name: $/, "me");
  await dialog.answer(/Password or access token: $/, LOGIN.password);
  await dialog.answer(/Live updates: $/, "3");
  await dialog.answer(/when you log in/, "n");
  const { code, stdout, stderr } = await dialog.ends();
  // Two of them after a wrong password.
  assert.deepEqual([code, stderr, dialog.answers], [0, "", 7]);
  const encoded = encodeURIComponent(LOGIN.password);
  const kept = await textOf(join(dialog.home, ".git-credentials")) ?? "";
  assert.match(kept, /^http:\/\/me:[^@]+@127\.0\.0\.1(?::|%3a)\d+\n$/);
  assert.equal(decodeURIComponent(kept.split(":")[2]!.split("@")[0]!), LOGIN.password);
  const grep = new Deno.Command("grep", {
    args: ["-rlF", "-e", LOGIN.password, "-e", encoded, "-e", "a%20token", "."],
    cwd: dialog.home,
  });
  const found = new TextDecoder().decode((await grep.output()).stdout);
  assert.equal(found, "./.git-credentials\n");
  assert.ok(!stdout.includes("token: ü"), stdout);

  // The second machine has a helper, and an address with a login in it.
  const home = await emptyHome(world, "two");
  await world.write(home, { ".gitconfig": "[credential]\n\thelper = store\n" });
  const url = server.url("remote.git", `me:${encoded}`);
  await using second = await startDialog(world, { name: "two", args: ["--setup", url, "N"] });
  await second.answer(/Live updates: $/, "3");
  await second.answer(/when you log in/, "n");
  assert.equal((await second.ends()).code, 0);
  assert.ok(!(await Deno.readTextFile(join(home, "N/.git/config"))).includes("token"));
  assert.equal(await textOf(join(home, "N/a.md")), "a\n");
});

Deno.test("a remote that may only be read is said to be so, before anything is made", async () => {
  await using world = await makeWorld();
  await world.clones({ "a.md": "a\n" }, "seed2");
  await using server = startHttpServer({ root: world.folder });
  await world.git(world.remote, "config", "http.receivepack", "false");
  await using dialog = await startDialog(world, {
    name: "one",
    args: ["--setup", server.url("gone.git"), "Notes"],
  });
  const gone = /no repository at the remote's address[^]*same address again\nAddress[^\n]*: $/;
  await dialog.answer(gone, server.url("remote.git"));
  await dialog.asks(/can be read, but this machine may not send anything there: /);
  assert.equal(await textOf(join(dialog.home, "Notes/.git/HEAD")), undefined);
  await world.git(world.remote, "config", "http.receivepack", "true");
  await dialog.answer(/Address of the repository/, "");
  await dialog.answer(/Live updates: $/, "3");
  await dialog.answer(/when you log in/, "n");
  assert.equal((await dialog.ends()).code, 0);
  assert.equal(await textOf(join(dialog.home, "Notes/a.md")), "a\n");
});

Deno.test(
  "ssh: the fingerprint is shown, a key is made, and set-up goes on once the remote has it",
  { ignore: !has("sshd", "ssh", "ssh-keygen") },
  async () => {
    await using world = await makeWorld();
    await world.clones({ "a.md": "a\n" }, "seed2");
    await using server = await startSshServer(world);
    const known = join(world.folder, "known_hosts");
    const key = join(world.folder, "own", "id_ed25519");
    const command = await server.client({
      UserKnownHostsFile: known,
      StrictHostKeyChecking: "ask",
      IdentityFile: key,
    });
    const options = {
      name: "one",
      args: ["--setup", server.url(world.remote), "Notes"],
      env: { GIT_SSH_COMMAND: command },
    };
    await using refused = await startDialog(world, options);
    await refused.answer(/Trust it\? \[y\/n\]: $/, "n");
    assert.equal((await refused.ends()).code, 1);
    assert.equal(await textOf(known), undefined);

    await using dialog = await startDialog(world, options);
    const question = await dialog.answer(/Trust it\? \[y\/n\]: $/, "y");
    const { stdout } = await new Deno.Command("ssh-keygen", {
      args: ["-l", "-f", join(world.folder, "ssh/host.pub")],
    }).output();
    const [, fingerprint = ""] = new TextDecoder().decode(stdout).split(" ");
    assert.ok(fingerprint.startsWith("SHA256:") && question.includes(`ED25519 ${fingerprint}\n`));
    const made = await dialog.answer(/A new ssh key was made[^]*Enter when it is there: $/, "");
    const shown = await Deno.readTextFile(`${key}.pub`);
    assert.ok(made.includes(shown));
    await dialog.asks(/none of this machine's ssh keys[^]*does not accept your ssh key yet/);
    await Deno.writeTextFile(join(world.folder, "ssh/person.pub"), shown);
    await dialog.answer(/Enter when it is there: $/, "");
    await dialog.answer(/Live updates: $/, "3");
    await dialog.answer(/when you log in/, "n");
    const { code, stderr } = await dialog.ends();
    assert.deepEqual([code, stderr, dialog.answers], [0, "", 5]);
    assert.equal(await textOf(join(dialog.home, "Notes/a.md")), "a\n");
  },
);

Deno.test("git that is missing is looked for again, and a mistaken configuration is not touched", async () => {
  await using world = await makeWorld();
  await world.clones({ "a.md": "a\n" }, "seed2");
  const home = await emptyHome(world, "one");
  const git = join(home, "bin/git");
  const file = join(home, ".config/git-sync-bar/config.json");
  const setup = () => startDialog(world, { name: "one", args: ["--setup", world.remote, "N"] });
  await world.write(home, { ".config/git-sync-bar/config.json": `{"git_path": "${git}",` });
  await using mistaken = await setup();
  assert.equal((await mistaken.ends()).code, 2);
  assert.equal(await textOf(file), `{"git_path": "${git}",`);
  await Deno.writeTextFile(file, `{"git_path": "${git}"}`);
  await using dialog = await setup();
  await dialog.asks(/git: .* cannot be started: install git[^]*Enter when it is installed: $/);
  await Deno.mkdir(join(home, "bin"));
  const { stdout } = await new Deno.Command("which", { args: ["git"] }).output();
  await Deno.symlink(new TextDecoder().decode(stdout).trim(), git);
  await dialog.answer(/Enter when it is installed: $/, "");
  await dialog.answer(/Live updates: $/, "3");
  await dialog.answer(/when you log in/, "n");
  assert.equal((await dialog.ends()).code, 0);
  const { git_path, sync_dir } = JSON.parse(await Deno.readTextFile(file));
  assert.deepEqual([git_path, sync_dir], [git, join(home, "N")]);
});

Deno.test("a broker of one's own is tried line by line, and the join code brings it to the second machine", async () => {
  await using world = await makeWorld();
  await world.clones({ "a.md": "a\n" }, "seed2");
  await using broker = await startAedes();
  const { port } = broker;
  await using dialog = await startDialog(world, {
    name: "one",
    args: ["--setup", world.remote, "Notes"],
  });
  await dialog.answer(/Live updates: $/, "2");
  await dialog.answer(/Broker: $/, "127.0.0.1:1");
  await dialog.answer(/User name at the broker/, "");
  await dialog.answer(/^FAIL broker: .*\n[^]*What now\?: $/m, "2");
  await dialog.answer(/Broker: $/, `mqtt://127.0.0.1:${port}`);
  await dialog.answer(/User name at the broker/, "");
  const lines = await dialog.answer(/when you log in/, "y");
  assert.match(lines, /^ok {3}broker: 127\.0\.0\.1:\d+ answers\n[^]*messages are passed on$/m);
  const { code, stdout } = await dialog.ends();
  assert.equal(code, 0);
  assert.match(stdout, /^It starts at login/m);
  const configIn = async (home: string) =>
    JSON.parse(await Deno.readTextFile(join(home, ".config/git-sync-bar/config.json")));
  const first = await configIn(dialog.home);
  const env = { HOME: dialog.home, TMPDIR: dialog.home, XDG_RUNTIME_DIR: dialog.home };
  const [code1 = ""] = (await runProgram(world, ["--invite"], env)).stdout.split("\n");
  await using second = await startDialog(world, { name: "two", args: ["--join", code1] });
  await second.answer(/the broker of live updates 127\.0\.0\.1:\d+ and their topic/, "");
  await second.answer(/when you log in/, "n");
  assert.equal((await second.ends()).code, 0);
  const keys = ["mqtt_enabled", "mqtt_host", "mqtt_port", "mqtt_topic", "mqtt_use_tls"];
  const other = await configIn(second.home);
  assert.deepEqual(keys.map((key) => other[key]), keys.map((key) => first[key]));
  assert.deepEqual([first.mqtt_enabled, first.mqtt_port], [true, port]);
  assert.notEqual(first.mqtt_topic, "");
});

Deno.test("a join code that is hostile, or none, is refused, and makes nothing", async () => {
  await using world = await makeWorld();
  const bad = { remote: "ext::sh -c 'touch /nothing'", branch: "main" };
  const code = `gsb1.${btoa(JSON.stringify(bad)).replaceAll("=", "")}`;
  const none = code.slice("gsb1.".length);
  const refused = [
    ["--join", code],
    ["--join", none],
    ["--join", "/a/folder", "x"],
    ["--setup", code, "x"],
    ["--setup", "ext::sh"],
  ];
  for (const args of refused) {
    await using dialog = await startDialog(world, { name: "one", args });
    const { code, stderr } = await dialog.ends();
    assert.equal(code, 2);
    assert.match(stderr, /^git-sync-bar: Cannot set up: [^\n]*\n$/);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(dialog.home)), []);
  }
});
