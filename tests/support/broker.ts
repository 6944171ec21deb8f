// MQTT brokers on loopback for one test: a real mosquitto as a child process, and aedes within the
// test's own process.

import { Aedes } from "aedes";
import { join } from "node:path";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { oldTls } from "../../src/adapters/mqtt/tls.ts";
import type { Issued } from "./certificates.ts";
import { eventually } from "./running.ts";

/** A broker that can go away and come back on its port. */
export interface Broker extends AsyncDisposable {
  readonly port: number;
  /** Starts it again, with other options if any are given. */
  start(options?: BrokerOptions): Promise<void>;
  /** Ends it as a crash does. */
  stop(): Promise<void>;
}

/** What a broker of either kind can be told. */
export interface BrokerOptions {
  /** It speaks TLS, with this certificate. */
  readonly tls?: Issued;
  /** The only user who may come in. */
  readonly user?: { readonly name: string; readonly password: string };
  /** A topic of which it takes messages and passes none on. */
  readonly muted?: string;
}

/** A mosquitto, with what only a process of its own can do. */
export interface Mosquitto extends Broker {
  /** Waits for a line of its log, and answers it. */
  logged(pattern: RegExp): Promise<string>;
  /** How many lines it has logged so far, since it was started, that are like this. */
  count(pattern: RegExp): number;
  /** Stops it in its tracks: connections stay, and nothing is answered. */
  freeze(): void;
}

/** The brokers that the same tests run against, and the programs that they need. */
export const BROKERS: readonly {
  readonly name: string;
  readonly needs: readonly string[];
  readonly canTls: boolean;
  readonly open: (options?: BrokerOptions) => Promise<Broker>;
}[] = [
  {
    name: "mosquitto",
    needs: ["mosquitto", "mosquitto_passwd"],
    canTls: true,
    open: startMosquitto,
  },
  // Before Deno 2.9 a TLS server of Node cannot be bound to an address.
  { name: "aedes", needs: [], canTls: !oldTls, open: startAedes },
];

/** Starts a mosquitto; `lines` go into the configuration of its listener. */
export async function startMosquitto(
  given: BrokerOptions & { readonly lines?: readonly string[] } = {},
): Promise<Mosquitto> {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-mosquitto-" });
  let lines = await listenerLines(folder, given);
  let [port, process] = [0, undefined as Process | undefined];
  // Somebody else may take a port that was free a moment ago.
  for (let attempt = 1; process === undefined; attempt++) {
    port = freePort();
    process = await startProcess(folder, { port, lines }).catch((error) => {
      if (attempt === 5) throw error;
      return undefined;
    });
  }
  const stop = async () => {
    process?.kill();
    await process?.ended;
    process = undefined;
  };
  return {
    port,
    async start(options) {
      if (options !== undefined) lines = await listenerLines(folder, options);
      process = await startProcess(folder, { port, lines });
    },
    stop,
    logged: (pattern) => process!.logged(pattern),
    count: (pattern) => process!.count(pattern),
    freeze: () => process!.freeze(),
    async [Symbol.asyncDispose]() {
      await stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function listenerLines(
  folder: string,
  { tls, user, muted, lines = [] }: BrokerOptions & { readonly lines?: readonly string[] },
): Promise<string[]> {
  const [passwords, rules] = [join(folder, "passwords"), join(folder, "rules")];
  if (user !== undefined) {
    const args = ["-b", "-c", passwords, user.name, user.password];
    await new Deno.Command("mosquitto_passwd", { args }).output();
  }
  if (muted !== undefined) {
    await Deno.writeTextFile(rules, `topic readwrite #\ntopic deny ${muted}\n`);
  }
  return [
    ...(tls === undefined ? [] : [`certfile ${tls.cert}`, `keyfile ${tls.key}`]),
    ...(user === undefined ? ["allow_anonymous true"] : [`password_file ${passwords}`]),
    ...(muted === undefined ? [] : [`acl_file ${rules}`]),
    ...lines,
  ];
}

interface Process {
  readonly ended: Promise<unknown>;
  logged(pattern: RegExp): Promise<string>;
  count(pattern: RegExp): number;
  freeze(): void;
  kill(): void;
}

async function startProcess(
  folder: string,
  { port, lines }: { readonly port: number; readonly lines: readonly string[] },
): Promise<Process> {
  const config = join(folder, "mosquitto.conf");
  const head = ["per_listener_settings true", "user root", "log_dest stderr", "log_type all"];
  await Deno.writeTextFile(
    config,
    [...head, `listener ${port} 127.0.0.1`, ...lines, ""].join("\n"),
  );
  const child = new Deno.Command(mosquittoProgram(), {
    args: ["-c", config],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const log: string[] = [];
  let news = Promise.withResolvers<void>();
  let isOver = false;
  const reading = (async () => {
    let rest = "";
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      const found = (rest + text).split("\n");
      rest = found.pop()!;
      log.push(...found);
      news.resolve();
      news = Promise.withResolvers();
    }
    isOver = true;
    news.resolve();
  })();
  const logged = async (pattern: RegExp) => {
    for (let seen = 0;;) {
      for (; seen < log.length; seen++) if (pattern.test(log[seen]!)) return log[seen]!;
      if (isOver) throw new Error(`mosquitto has ended without ${pattern}: ${log.join("\n")}`);
      await news.promise;
    }
  };
  await logged(/mosquitto version .* running/);
  return {
    ended: Promise.all([child.status, reading]),
    logged,
    count: (pattern) => log.filter((line) => pattern.test(line)).length,
    freeze: () => child.kill("SIGSTOP"),
    kill: () => child.kill("SIGKILL"),
  };
}

function mosquittoProgram(): string {
  try {
    Deno.statSync("/usr/sbin/mosquitto");
    return "/usr/sbin/mosquitto";
  } catch {
    return "mosquitto";
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

/** Starts an aedes. */
export async function startAedes(given: BrokerOptions = {}): Promise<Broker> {
  const sockets = new Set<Socket>();
  let port = 0;
  let broker: Aedes;
  let server: Server | undefined;
  const start = async ({ tls, user, muted }: BrokerOptions = given) => {
    broker = await Aedes.createBroker();
    broker.authorizeForward = (_client, packet) => packet.topic === muted ? null : packet;
    if (user !== undefined) {
      broker.authenticate = (_client, name, password, done) =>
        done(null, name === user.name && password?.toString() === user.password);
    }
    const accept = (socket: Socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      broker.handle(socket);
    };
    const secrets = tls &&
      { cert: await Deno.readTextFile(tls.cert), key: await Deno.readTextFile(tls.key) };
    // A process that another test is just starting may hold the port for a moment longer.
    server = await eventually("its port is free", () => {
      const made = secrets === undefined ? createServer(accept) : createTlsServer(secrets, accept);
      const { promise, resolve, reject } = Promise.withResolvers<Server>();
      made.once("error", reject);
      made.listen(port, "127.0.0.1", () => resolve(made));
      return promise;
    });
    port = (server.address() as { port: number }).port;
  };
  const stop = async () => {
    if (server === undefined) return;
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    server = undefined;
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => broker.close(resolve));
    await closed.promise;
  };
  await start();
  return { port, start, stop, [Symbol.asyncDispose]: stop };
}
