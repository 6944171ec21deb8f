// Ssh connections that stay open, on a real ssh server: used again, and never in the way.

import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import {
  type Connections,
  keepConnections,
} from "../../../src/engine/git/process/ssh_connections.ts";
import { script } from "../../support/failing_git.ts";
import { has } from "../../support/needs.ts";
import { eventually } from "../../support/running.ts";
import { type SshServer, startSshServer } from "../../support/sshd.ts";
import { type Machine, machineOf } from "../../support/story.ts";
import { makeWorld, type World } from "../../support/world.ts";

const ssh = { ignore: !has("sshd", "ssh", "ssh-keygen") };
const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, ...ssh, fn });

/** A machine whose remote is reached by ssh, with connections that stay open. */
interface Kept extends AsyncDisposable {
  readonly world: World;
  readonly server: SshServer;
  readonly laptop: Machine;
  /** Another start of the app on the same folder. */
  again(): { readonly laptop: Machine; readonly connections: Connections };
  readonly connections: Connections;
  /** Where the sockets are. */
  readonly sockets: string;
  /** Writes a file and syncs it. */
  save(name: string): Promise<void>;
  /** The processes that hold a connection open. */
  holders(): Promise<number[]>;
}

async function keep(options: {
  readonly settings?: Readonly<Record<string, string>>;
  /** Text in sh, in the place of the ssh program; `$SSH` is the real one with its configuration. */
  readonly wrapper?: string;
  readonly folder?: string;
} = {}): Promise<Kept> {
  const world = await makeWorld();
  const [folder] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const server = await startSshServer(world);
  const client = await server.client(options.settings);
  const command = options.wrapper === undefined
    ? client
    : await script(join(world.folder, "ssh-wrapper"), `SSH='${client}'\n${options.wrapper}`);
  await world.git(folder, "config", "core.sshCommand", command);
  await world.git(folder, "remote", "set-url", "origin", server.url(world.remote));
  const sockets = join(world.folder, options.folder ?? "s");
  const again = () => {
    const connections = keepConnections(sockets, world.env);
    return { connections, laptop: machineOf(world, folder, { connections }) };
  };
  const { connections, laptop } = again();
  const holders = async () => {
    const { stdout } = await new Deno.Command("ps", {
      args: ["-A", "-ww", "-o", "pid=,command="],
    }).output();
    return new TextDecoder().decode(stdout).split("\n")
      .filter((line) => line.includes(`ssh: ${world.folder}/`))
      .map((line) => Number.parseInt(line.trim()));
  };
  return {
    world,
    server,
    laptop,
    again,
    connections,
    sockets,
    async save(name) {
      await laptop.save({ [name]: `${name}\n` });
      assert.equal(await world.git(world.remote, "show", `main:${name}`), name);
    },
    holders,
    async [Symbol.asyncDispose]() {
      for (const pid of await holders()) process.kill(pid, "SIGKILL");
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

async function namesIn(folder: string): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name).catch(() => []);
}

async function isGone(path: string): Promise<boolean> {
  return await Deno.lstat(path).catch(() => undefined) === undefined;
}

test("all syncs of an instance need one connection, which is gone with it", async () => {
  await using t = await keep();
  await t.laptop.sync();
  await t.save("two.md");
  await t.save("three.md");
  await t.laptop.sync();
  assert.equal(t.server.taken(), 1);
  assert.equal((await Deno.stat(t.sockets)).mode! & 0o777, 0o700);
  await t.connections.close();
  assert.deepEqual(await t.holders(), []);
  assert.ok(await isGone(t.sockets));
});

test("after a sleep the next sync makes a new connection", async () => {
  await using t = await keep();
  await t.laptop.sync();
  const [before] = await t.holders();
  void t.connections.end("idle");
  await t.save("two.md");
  assert.equal(t.server.taken(), 2);
  assert.notDeepEqual(await t.holders(), [before]);
});

test("what is under way in a connection ends before it does", async () => {
  await using t = await keep();
  await t.laptop.sync();
  const hook = join(t.world.remote, "hooks/pre-receive");
  const [begun, go] = [join(t.world.folder, "begun"), join(t.world.folder, "go")];
  await script(hook, `touch '${begun}'; until [ -e '${go}' ]; do sleep 0.05; done`);
  const saving = t.save("two.md");
  await eventually("the push is under way", async () => !await isGone(begun));
  await t.connections.end("idle");
  await Deno.writeTextFile(go, "");
  await saving;
  assert.equal(t.server.taken(), 1);
  await eventually("it ends by itself", async () => (await t.holders()).length === 0);
});

test("a connection whose process stands still is replaced", async () => {
  await using t = await keep();
  await t.laptop.sync();
  const [holder] = await t.holders();
  process.kill(holder!, "SIGSTOP");
  await t.save("two.md");
  assert.ok(!(await t.holders()).includes(holder!));
  await t.save("three.md");
  assert.equal(t.server.taken(), 2);
});

test("one that stands still at the end is ended all the same", async () => {
  await using t = await keep();
  await t.laptop.sync();
  process.kill((await t.holders())[0]!, "SIGSTOP");
  await t.connections.close();
  await eventually("it is gone", async () => (await t.holders()).length === 0);
  assert.ok(await isGone(t.sockets));
});

test("a socket that a killed process has left is no obstacle", async () => {
  await using t = await keep();
  await t.laptop.sync();
  process.kill((await t.holders())[0]!, "SIGKILL");
  await eventually("it is gone", async () => (await t.holders()).length === 0);
  assert.equal((await namesIn(t.sockets)).length, 1);
  await t.save("two.md");
  assert.equal((await namesIn(t.sockets)).length, 1);
  assert.equal(t.server.taken(), 2);
});

test("what a killed app has left is used by the next one, and ends with that", async () => {
  await using t = await keep();
  await t.laptop.sync();
  const next = t.again();
  await next.laptop.sync();
  assert.equal(t.server.taken(), 1);
  await next.connections.close();
  assert.deepEqual(await t.holders(), []);
});

test("a ProxyCommand that is left is not taken for a git process", async () => {
  await using t = await keep();
  const note = join(t.laptop.folder, ".git/gitsyncbar/running.transfer");
  const proxy = await script(
    join(t.world.folder, "proxy"),
    `cp '${note}' '${t.world.folder}/note'\nexec /usr/sbin/sshd -i -f '${t.world.folder}/ssh/sshd_config' -E /dev/null`,
  );
  const client = await t.server.client({ ProxyCommand: proxy });
  await t.laptop.git("config", "core.sshCommand", client);
  await t.laptop.sync();
  const group = Number(await Deno.readTextFile(join(t.world.folder, "note")));
  process.kill(-group, 0);
  // As a killed app leaves it.
  await Deno.copyFile(join(t.world.folder, "note"), note);
  const next = t.again();
  const late = Promise.withResolvers<string>();
  const timer = setTimeout(() => late.resolve("waits for it"), 60_000);
  const outcome = await Promise.race([next.laptop.trySync(), late.promise]);
  clearTimeout(timer);
  assert.equal(typeof outcome === "string" ? outcome : outcome.kind, "synced");
  await next.connections.close();
});

test("the user's own ControlPath is left alone", async () => {
  await using t = await keep();
  const own = join(t.world.folder, "own");
  await t.laptop.git(
    "config",
    "core.sshCommand",
    await t.server.client({ ControlPath: own, ControlMaster: "auto", ControlPersist: "60" }),
  );
  await t.laptop.sync();
  await t.save("two.md");
  assert.equal(t.server.taken(), 1);
  assert.ok(!await isGone(own));
  assert.ok(await isGone(t.sockets));
  await t.connections.close();
  assert.equal((await t.holders()).length, 1);
});

test("a folder whose path has no room for a socket is not used", async () => {
  await using t = await keep({ folder: "x".repeat(60) });
  await t.laptop.sync();
  await t.save("two.md");
  assert.equal(t.server.taken(), 2);
  assert.ok(await isGone(t.sockets));
});

test("an ssh that does not know the options, or how to tell its settings, works as before", async () => {
  const wrappers = [
    'case "$*" in *-G*) exit 255;; *Control*) exit 254;; esac; exec $SSH "$@"',
    'case "$*" in *Control*) echo "command-line: line 0: Bad configuration option: controlpersist" >&2; exit 255;; esac; exec $SSH "$@"',
  ];
  for (const wrapper of wrappers) {
    await using t = await keep({ wrapper });
    // Otherwise git would ask in the same way.
    await t.laptop.git("config", "ssh.variant", "ssh");
    await t.laptop.sync();
    await t.save("two.md");
    await t.save("three.md");
    assert.equal(t.server.taken(), 3);
    assert.deepEqual(await t.holders(), []);
  }
});

test("an ssh that cannot share a connection is asked once, then it goes without", async () => {
  const tries = "tries";
  await using t = await keep({
    wrapper: `case "$*" in *-G*) ;; *Control*) echo >>"$(dirname "$0")/${tries}"; ` +
      'echo "unix_listener: cannot bind to path x: No space left on device" >&2; exit 255;; esac; ' +
      'exec $SSH "$@"',
  });
  await t.laptop.sync();
  await t.save("two.md");
  assert.equal(await Deno.readTextFile(join(t.world.folder, tries)), "\n");
});

test("an ssh that takes for ever to tell its settings holds nobody up", async () => {
  await using t = await keep({ wrapper: 'case "$*" in *-G*) sleep 1000;; esac; exec $SSH "$@"' });
  await t.laptop.git("config", "ssh.variant", "ssh");
  await t.laptop.sync();
  await t.save("two.md");
  assert.equal(t.server.taken(), 2);
});

test("a key that the server does not know is a sign-in problem, asked once", async () => {
  await using t = await keep();
  const client = await t.server.client({ IdentityFile: await t.server.strangeKey() });
  await t.laptop.git("config", "core.sshCommand", client);
  const outcome = await t.laptop.trySync();
  assert.equal(outcome.kind === "problem" && outcome.problem.kind, "ssh key");
  assert.equal(t.server.taken(), 1);
});

test("a host key that is not known is reported as that", async () => {
  await using t = await keep({ settings: { HostKeyAlias: "stranger" } });
  const outcome = await t.laptop.trySync();
  assert.equal(outcome.kind === "problem" && outcome.problem.kind, "host key");
  assert.equal(t.server.taken(), 1);
});

test("a connection that breaks in the middle costs nothing but a new one", async () => {
  await using t = await keep();
  await t.laptop.sync();
  const broken = join(t.world.folder, "broken");
  const [holder] = await t.holders();
  await script(
    join(t.world.remote, "hooks/pre-receive"),
    `[ -e '${broken}' ] && exit 0; touch '${broken}'; kill -9 ${holder}; sleep 1; exit 1`,
  );
  await t.save("two.md");
  assert.ok(!await isGone(broken));
  // And the next one stays open again.
  await t.save("three.md");
  await t.save("four.md");
  assert.equal(t.server.taken(), 3);
});
