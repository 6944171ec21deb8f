// The control socket on a real one: what a client may do to it, and what a crash leaves.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { type ControlOptions, serveControl } from "../../src/app/control/server.ts";
import { sendRequest } from "../../src/app/control/client.ts";
import type { ControlRequest } from "../../src/app/control/protocol.ts";
import { configId } from "../../src/app/control/config_id.ts";
import { socketPath } from "../../src/app/control/socket.ts";
import { CONTROL_CLIENTS, CONTROL_REQUEST_BYTES } from "../../src/system/limits/window.ts";
import { hurried } from "../support/hurried.ts";
import { makeWorld } from "../support/world.ts";

const STATUS: ControlRequest = { command: "status" };

type Served = AsyncDisposable & {
  readonly path: string;
  readonly asked: readonly ControlRequest[];
  readonly complaints: readonly string[];
  readonly stop: () => Promise<void>;
};

/** Serves a socket in a folder of its own, or at `path`. */
async function serving(
  given: { readonly path?: string } & Partial<Pick<ControlOptions, "answer" | "checkMs">> = {},
): Promise<Served> {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  const path = given.path ?? join(folder, "run/it.sock");
  const stopping = new AbortController();
  const asked: ControlRequest[] = [];
  const complaints: string[] = [];
  const { stopped } = await serveControl(path, {
    answer: (request) => {
      asked.push(request);
      return given.answer?.(request) ?? Promise.resolve({ line: "Up to date" });
    },
    signal: stopping.signal,
    reportError: (line) => complaints.push(line),
    ...(given.checkMs === undefined ? {} : { checkMs: given.checkMs }),
  });
  const stop = async () => {
    stopping.abort();
    await stopped;
  };
  const dispose = async () => {
    await stop();
    await Deno.remove(folder, { recursive: true });
  };
  return { path, asked, complaints, stop, [Symbol.asyncDispose]: dispose };
}

/** Connects by hand, and gives all that comes until the other side closes. */
async function rudeClient(
  path: string,
  act: (connection: Deno.UnixConn) => unknown,
): Promise<string> {
  using connection = await Deno.connect({ transport: "unix", path });
  // A server that has enough closes while a long line is still being written.
  await Promise.resolve(act(connection)).catch((error) => {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  });
  const chunks: Uint8Array[] = [];
  const buffer = new Uint8Array(1024);
  while (true) {
    const count = await connection.read(buffer).catch((error) => {
      if (error instanceof Deno.errors.ConnectionReset) return null;
      throw error;
    });
    if (count === null) {
      return new TextDecoder().decode(Uint8Array.from(chunks.flatMap((c) => [...c])));
    }
    chunks.push(buffer.slice(0, count));
  }
}

function writing(text: string): (connection: Deno.UnixConn) => Promise<void> {
  return async (connection) => {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
  };
}

Deno.test("what is asked arrives, and the answer comes back, however large", async () => {
  const large = { conflicts: Array.from({ length: 20_000 }, (_, index) => `notes ${index} ä.md`) };
  await using server = await serving({
    answer: ({ command }) => Promise.resolve(command === "status" ? large : undefined),
  });
  const wish: ControlRequest = { command: "sync", confirmDeletion: true };
  assert.deepEqual(await sendRequest(server.path, STATUS), large);
  assert.equal(await sendRequest(server.path, wish), null);
  assert.deepEqual(server.asked, [STATUS, wish]);
  assert.deepEqual(server.complaints, []);
});

Deno.test("one who waits for a sync does not hold up who asks for the status", async () => {
  const done = Promise.withResolvers<string>();
  await using server = await serving({
    answer: ({ command }) => command === "sync" ? done.promise : Promise.resolve("syncing"),
  });
  const waiting = sendRequest(server.path, { command: "sync", confirmDeletion: false });
  assert.equal(await sendRequest(server.path, STATUS), "syncing");
  done.resolve("synced");
  assert.equal(await waiting, "synced");
});

Deno.test("where nothing runs nobody answers", async () => {
  await using server = await serving();
  await server.stop();
  assert.equal(await sendRequest(server.path, STATUS), undefined);
  assert.equal(await sendRequest(join(dirname(server.path), "no/such/folder"), STATUS), undefined);
  await assert.rejects(Deno.lstat(server.path), Deno.errors.NotFound);
});

Deno.test("no client does harm: garbage, half a line, silence, too much, never reading", async () => {
  const huge = "x".repeat(8 * 1024 * 1024);
  await using server = await serving({ answer: () => Promise.resolve(huge) });
  const line = `${JSON.stringify(STATUS)}\n`;
  const long = JSON.stringify({ ...STATUS, more: "x".repeat(CONTROL_REQUEST_BYTES) });
  using deaf = await Deno.connect({ transport: "unix", path: server.path });
  await writing(line)(deaf);

  const rude: Record<string, (connection: Deno.UnixConn) => unknown> = {
    "garbage": writing("\xff\0{]\n"),
    "no JSON": writing("status\n"),
    "an unknown command": writing('{"command":"rm"}\n'),
    "a missing key": writing('{"command":"sync"}\n'),
    "a wrong type": writing('{"command":"sync","confirmDeletion":"yes"}\n'),
    "null": writing("null\n"),
    "an empty line": writing("\n"),
    "half a line": async (connection) => {
      await writing(line.slice(0, 9))(connection);
      await connection.closeWrite();
    },
    "half a line and silence": writing(line.slice(0, 9)),
    "silence": () => {},
    "a line that is too long": writing(`${long}\n`),
    "a line without an end": writing("x".repeat(300_000)),
    "gone at once": async (connection) => await connection.closeWrite(),
  };
  {
    using _hurried = hurried(10);
    const heard = await Promise.all(
      Object.entries(rude).map(async ([what, act]) => [what, await rudeClient(server.path, act)]),
    );
    assert.deepEqual(heard, Object.keys(rude).map((what) => [what, ""]));
    assert.equal(server.asked.length, 1);
  }
  assert.equal(await sendRequest(server.path, STATUS), huge);
  // Also when it has to stop with one of them there.
  await server.stop();
});

Deno.test("a flood of clients that say nothing keeps nobody from an answer, and takes no files", async () => {
  await using server = await serving();
  const silent: Deno.UnixConn[] = [];
  try {
    for (let count = 0; count < 3 * CONTROL_CLIENTS; count++) {
      silent.push(await Deno.connect({ transport: "unix", path: server.path }));
    }
    assert.deepEqual(await sendRequest(server.path, STATUS), { line: "Up to date" });
    // The oldest were hung up on while there is still patience with the newest.
    for (const connection of silent.slice(0, CONTROL_CLIENTS)) {
      assert.equal(await connection.read(new Uint8Array(1)), null);
    }
    const newest = silent.at(-1)!;
    await writing(`${JSON.stringify(STATUS)}\n`)(newest);
    assert.notEqual(await newest.read(new Uint8Array(1)), null);
  } finally {
    for (const connection of silent) connection.close();
  }
});

Deno.test("a line may come in pieces, with more behind it", async () => {
  await using server = await serving();
  const answer = await rudeClient(server.path, async (connection) => {
    for (const piece of ['{"comm', 'and":"status"', "}\nand mo", "re"]) {
      await writing(piece)(connection);
    }
  });
  assert.equal(answer, '{"line":"Up to date"}\n');
});

Deno.test("an answer that fails costs only that client its answer", async () => {
  await using server = await serving({
    answer: ({ command }) =>
      command === "sync" ? Promise.reject(new Error("?")) : Promise.resolve(1),
  });
  await assert.rejects(
    sendRequest(server.path, { command: "sync", confirmDeletion: false }),
    { message: `Cannot ask the running instance at "${server.path}": it ended without an answer` },
  );
  assert.equal(await sendRequest(server.path, STATUS), 1);
});

Deno.test("a server that stops lets go of who waits, and of its socket", async () => {
  const asked = Promise.withResolvers<void>();
  await using server = await serving({
    answer: () => {
      asked.resolve();
      return new Promise(() => {});
    },
  });
  const waiting = assert.rejects(
    sendRequest(server.path, { command: "sync", confirmDeletion: false }),
    /it ended without an answer$/,
  );
  await asked.promise;
  await server.stop();
  await waiting;
  assert.deepEqual(namesIn(dirname(server.path)), []);
});

Deno.test("an instance that hangs is not waited for", async () => {
  await using world = await makeWorld();
  const path = join(world.folder, "it.sock");
  using _listener = Deno.listen({ transport: "unix", path });
  using _impatient = hurried(100);
  await assert.rejects(sendRequest(path, STATUS), {
    message: `Cannot ask the running instance at "${path}": it does not answer`,
  });
});

Deno.test("the socket that a killed instance has left is replaced", async () => {
  await using world = await makeWorld();
  const path = join(world.folder, "it.sock");
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `Deno.listen({ transport: "unix", path: ${JSON.stringify(path)} }); console.log("listening");
       setInterval(() => {}, 1000)`,
    ],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  for await (const _ of child.stdout) break;
  child.kill("SIGKILL");
  await child.status;
  assert.ok((await Deno.lstat(path)).isSocket);
  assert.equal(await sendRequest(path, STATUS), undefined);

  await using server = await serving({ path });
  assert.deepEqual(server.complaints, []);
  assert.deepEqual(await sendRequest(path, STATUS), { line: "Up to date" });
});

Deno.test("the socket of a living instance stays with it", async () => {
  await using first = await serving({ answer: () => Promise.resolve("first") });
  await using second = await serving({ path: first.path });
  assert.deepEqual(second.complaints, [
    `Cannot open the control socket "${first.path}": another instance listens there`,
  ]);
  await second.stop();
  assert.equal(await sendRequest(first.path, STATUS), "first");
});

Deno.test("what is no socket is not removed", async () => {
  await using world = await makeWorld();
  const path = join(world.folder, "it.sock");
  await Deno.writeTextFile(path, "mine");
  await using server = await serving({ path });
  assert.deepEqual(server.complaints, [
    `Cannot open the control socket "${path}": something else has its name`,
  ]);
  assert.equal(await Deno.readTextFile(path), "mine");
});

Deno.test("the folder is for its owner alone, whatever it was before", async () => {
  await using world = await makeWorld();
  const folder = join(world.folder, "open");
  await Deno.mkdir(folder);
  await Deno.chmod(folder, 0o777);
  await using old = await serving({ path: join(folder, "it.sock") });
  await using made = await serving();
  for (const { path } of [old, made]) {
    assert.equal((await Deno.stat(dirname(path))).mode! & 0o777, 0o700);
  }
});

Deno.test("a link in the folder's place is refused, and where it leads stays as it is", async () => {
  await using world = await makeWorld();
  const target = join(world.folder, "public");
  await Deno.mkdir(target);
  await Deno.chmod(target, 0o755);
  await Deno.symlink(target, join(world.folder, "run"));
  await using server = await serving({ path: join(world.folder, "run/it.sock") });
  assert.deepEqual(server.complaints, [
    `Cannot open the control socket "${world.folder}/run/it.sock": "${world.folder}/run" is no folder`,
  ]);
  assert.equal((await Deno.stat(target)).mode! & 0o777, 0o755);
  assert.deepEqual(namesIn(target), []);
});

Deno.test("a path that is too long is said in clear words", async () => {
  await using world = await makeWorld();
  const path = join(world.folder, "x".repeat(103 - world.folder.length));
  await using server = await serving({ path });
  assert.deepEqual(server.complaints, [
    `Cannot open the control socket "${path}": its path has 104 bytes, 103 is the most`,
  ]);
  await assert.rejects(sendRequest(path, STATUS), {
    message:
      `Cannot ask the running instance at "${path}": its path has 104 bytes, 103 is the most`,
  });
  await using fitting = await serving({ path: path.slice(0, -1) });
  assert.deepEqual(fitting.complaints, []);
});

Deno.test("a socket that was tidied away is made anew, and trouble is reported once", async () => {
  await using server = await serving({ checkMs: 20 });
  const folder = dirname(server.path);
  await Deno.remove(folder, { recursive: true });
  await until(async () => await sendRequest(server.path, STATUS) !== undefined);
  assert.deepEqual(server.complaints, []);

  await Deno.remove(folder, { recursive: true });
  await Deno.writeTextFile(folder, "");
  await until(() => Promise.resolve(server.complaints.length > 0));
  // Many tries, of which nothing is heard: another one of the same rhythm says that they went by.
  await using other = await serving({ checkMs: 20 });
  for (let times = 0; times < 5; times++) {
    await Deno.remove(other.path);
    await until(async () => await sendRequest(other.path, STATUS) !== undefined);
  }
  await Deno.remove(folder);
  await until(async () => await sendRequest(server.path, STATUS) !== undefined);
  assert.equal(server.complaints.length, 1);
});

Deno.test("the socket's name is short, and the same by every way to the configuration", async () => {
  await using world = await makeWorld();
  const { folder } = world;
  const before = await configId(join(folder, "later/config.json"));
  await world.write(folder, { "later/config.json": "{}", "other.json": "{}" });
  await Deno.symlink(join(folder, "later"), join(folder, "way"));
  await Deno.symlink(join(folder, "way/config.json"), join(folder, "link.json"));
  const names = await Promise.all(
    ["later/config.json", "way/config.json", "link.json"].map((file) =>
      configId(join(folder, file))
    ),
  );
  assert.deepEqual(new Set(names), new Set([before]));
  assert.notEqual(await configId(join(folder, "other.json")), before);
  assert.match(
    socketPath("/run/user/0/git-sync-bar", before),
    /^\/run\/user\/0\/git-sync-bar\/[0-9a-f]{12}\.sock$/,
  );
});

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name);
}

/** Tries again until it holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!await holds()) {
    assert.ok(performance.now() < deadline, "waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
