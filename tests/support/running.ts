// The running app in a world: an instance with a home of its own, started, asked over its socket,
// ended by its number. What it did is checked in files, at the remote and in its log.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sendRequest } from "../../src/app/control/client.ts";
import type { Status } from "../../src/view/status_report.ts";
import { findAppPaths } from "../../src/system/app_paths.ts";
import { type Printed, programCommand, programEnv, runProgram } from "./program.ts";
import { checkedStatus } from "./status_schema.ts";
import type { World } from "./world.ts";

/** How an instance is started. */
export interface InstanceOptions {
  /** Is written as the configuration; without it that stays as it is, or is not there. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Is added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of `--headless`. */
  readonly args?: readonly string[];
  /** Changes how it is started: by what, where, and with which whole environment. */
  readonly launch?: (usual: Launch) => Launch;
}

/** How a program is started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of it. */
  readonly env: Readonly<Record<string, string>>;
}

/** An instance; disposing of it ends it by force, with every process that it has started. */
export interface Instance extends AsyncDisposable {
  /** The number of its process. */
  readonly pid: number;
  /** Its configuration file. */
  readonly config: string;
  /** The folder of its socket. */
  readonly runtime: string;
  /** The folder of what it remembers. */
  readonly state: string;
  /** Saves a configuration, as an editor does. */
  configure(config: Readonly<Record<string, unknown>>): Promise<void>;
  /** Where it listens; waits until it does. */
  socket(): Promise<string>;
  /** What it says of itself; `undefined` when it does not listen. */
  status(): Promise<Status | undefined>;
  /** Looks until its status is so, and answers that. */
  shows(what: string, holds: (status: Status) => boolean): Promise<Status>;
  /** Looks until it has heard from the remote that nothing is to be done. */
  upToDate(): Promise<Status>;
  /** Waits until the remote has a file, with this text if one is given. */
  sends(name: string, text?: string): Promise<void>;
  /** The same as `eventually`; on failure its status and its log are reported, too. */
  until<Value>(what: string, look: Look<Value>): Promise<NonNullable<Value>>;
  /** Runs the app with other arguments and the same home, to its end. */
  run(...args: string[]): Promise<Printed>;
  signal(signal: Deno.Signal): void;
  /** Asks it to end, and waits until it has ended well. `stderr` is all that it may have told as an error. */
  stop(stderr?: string): Promise<void>;
  /** Waits for its end. */
  ends(): Promise<Ended>;
  /** Waits for its end; fails the test when it does not end well or leaves a process behind. */
  endsWell(stderr?: string): Promise<void>;
  /** Ends it by kill -9. What it has started may go on. */
  crash(): Promise<void>;
  /** The lines of its log so far, without their times unless they are asked for. */
  log(options?: { readonly times: boolean }): Promise<string[]>;
  /** Waits until its log has this line, or one like it: it is written a moment after what it tells of. */
  logs(line: string | RegExp): Promise<string>;
}

/** How an instance ended. */
export interface Ended extends Printed {
  readonly signal: Deno.Signal | null;
}

/** Answers what was looked for, or nothing, or throws when it is not there yet. */
export type Look<Value> = () => Promise<Value> | Value;

/** In ms. Nobody waits for so long on a machine that is well. */
const DEADLINE = 60_000;
/** In ms. */
const BETWEEN_LOOKS = 20;

/** Looks again and again until there is an answer; fails the test when there never is one. */
export async function eventually<Value>(
  what: string,
  look: Look<Value>,
): Promise<NonNullable<Value>> {
  const deadline = performance.now() + DEADLINE;
  let last: unknown;
  for (let start = performance.now(); start < deadline; start = performance.now()) {
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    // A look that starts a process must not hold up the one that is waited for.
    await pause(Math.max(BETWEEN_LOOKS, 3 * (performance.now() - start)));
  }
  throw new Error(`Waited in vain: ${what}`, { cause: last });
}

/** The configuration of most stories: a save is synced at once, and the remote is seldom asked without one. */
export function prompt(folder: string): Record<string, unknown> {
  return {
    sync_dir: folder,
    sync_delay_seconds: 0,
    sync_poll_seconds: 3600,
    sync_poll_active_seconds: 0,
  };
}

/** Returns an address at which the window of an instance opens once. */
export async function windowOf(app: Instance): Promise<string> {
  const answer = await sendRequest(await app.socket(), { command: "window" });
  assert.ok(typeof answer === "object" && answer !== null && "address" in answer);
  return String(answer.address);
}

/** Starts an instance, and waits until it is up to date. */
export async function startUpToDate(
  ...[world, name, options]: Parameters<typeof startInstance>
): Promise<Instance> {
  const instance = await startInstance(world, name, options);
  await instance.upToDate();
  return instance;
}

/** Starts an instance; those of one name share a home. It does not wait until it is ready. */
export async function startInstance(
  world: World,
  name: string,
  options: InstanceOptions = {},
): Promise<Instance> {
  const home = join(world.folder, `home-${name}`);
  await Deno.mkdir(home, { recursive: true });
  await Deno.copyFile(join(world.env.HOME!, ".gitconfig"), join(home, ".gitconfig"));
  const own = { TMPDIR: home, XDG_RUNTIME_DIR: home, ...options.env, HOME: home };
  const usual = { ...programCommand(...options.args ?? ["--headless"]), cwd: world.folder };
  const { launch = (usual) => usual } = options;
  const { command, args, cwd, env } = launch({ ...usual, env: { ...programEnv(world), ...own } });
  const { config, runtime, state, log } = findAppPaths(Deno.build.os, env, { uid: Deno.uid() });
  const configure = async (content: Readonly<Record<string, unknown>>) => {
    await Deno.mkdir(dirname(config), { recursive: true });
    await Deno.writeTextFile(config, JSON.stringify(content), { mode: 0o600 });
  };
  if (options.config !== undefined) await configure(options.config);

  const child = new Deno.Command(command, {
    args: [...args],
    cwd,
    clearEnv: true,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const ended = child.output().then(({ code, signal, stdout, stderr }) => {
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, signal, stdout: text(stdout), stderr: text(stderr) };
  });

  const instance: Instance = {
    pid: child.pid,
    config,
    runtime,
    state,
    configure,
    socket: () =>
      instance.until("it listens", async () => {
        const name = await nameIn(runtime, ".sock");
        return name === undefined ? undefined : join(runtime, name);
      }),
    async status() {
      const socket = await nameIn(runtime, ".sock");
      if (socket === undefined) return undefined;
      const status = await sendRequest(join(runtime, socket), { command: "status" });
      return status === undefined ? undefined : checkedStatus(status);
    },
    shows: (what, holds) =>
      instance.until(what, async () => {
        const status = await instance.status();
        return status !== undefined && holds(status) ? status : undefined;
      }),
    async sends(name, text) {
      await instance.until(`${name} is sent`, async () => {
        const found = await published(world, name);
        return text === undefined ? found : found === text;
      });
    },
    upToDate: () => instance.shows("up to date", ({ condition }) => condition === "up to date"),
    async until(what, look) {
      try {
        return await eventually(what, look);
      } catch (error) {
        const status = await instance.status().catch(String);
        const told = [JSON.stringify(status), ...await instance.log()].join("\n");
        throw new Error(`${(error as Error).message}\n${told}`, { cause: error });
      }
    },
    run: (...args) => runProgram(world, args, own),
    signal: (signal) => child.kill(signal),
    async stop(stderr) {
      child.kill("SIGTERM");
      await instance.endsWell(stderr);
    },
    ends: () => instance.until("it ends", () => soon(ended)),
    async endsWell(stderr = "") {
      const ended = await instance.ends();
      assert.deepEqual([ended.code, ended.stderr], [0, stderr]);
      // One that was ended by force is still in the list until the system has ended it.
      await eventually("it leaves no process behind", async () => {
        assert.deepEqual(await processesOf(home, runtime), []);
        return true;
      });
    },
    async crash() {
      child.kill("SIGKILL");
      await ended;
    },
    async log({ times } = { times: false }) {
      const file = await nameIn(log, ".log");
      if (file === undefined) return [];
      const text = await Deno.readTextFile(join(log, file));
      const lines = text.split("\n").filter(Boolean);
      return times ? lines : lines.map((line) => line.slice(line.indexOf(" ") + 1));
    },
    logs: (wanted) =>
      instance.until(`the log has ${wanted}`, async () => {
        const isIt = (line: string) =>
          wanted instanceof RegExp ? wanted.test(line) : line === wanted;
        return (await instance.log()).find(isIt);
      }),
    async [Symbol.asyncDispose]() {
      // The app first: it might start another git process.
      endByForce(child.pid);
      await eventually("everything that it has started is gone", async () => {
        const left = await processesOf(home, runtime);
        left.forEach(endByForce);
        return left.length === 0;
      });
      await ended;
    },
  };
  return instance;
}

/** The text of a file at the remote, `undefined` when it has none. */
export async function published(world: World, name: string): Promise<string | undefined> {
  const { code, stdout } = await world.tryGit(world.remote, ["cat-file", "blob", `main:${name}`]);
  return code === 0 ? stdout : undefined;
}

/** The names of all files at the remote. */
export async function publishedNames(world: World): Promise<string[]> {
  const names = await world.git(world.remote, "ls-tree", "-r", "-z", "--name-only", "main");
  return names.split("\0").filter(Boolean);
}

/** The text of a file, `undefined` when there is none. */
export async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** What comes of it, if that is soon; the caller asks again. */
async function soon<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  return await Promise.race([promise, pause(BETWEEN_LOOKS, undefined)]);
}

async function nameIn(folder: string, ending: string): Promise<string | undefined> {
  try {
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    return names.find((name) => name.endsWith(ending));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * The numbers of the processes whose home is this one: the instance, git and git's children. Without
 * /proc (macOS) it finds none.
 */
export async function processesOf(home: string, runtime = home): Promise<number[]> {
  const found: number[] = [];
  if (Deno.build.os !== "linux") return found;
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const environment = await Deno.readTextFile(`/proc/${name}/environ`).catch(() => "");
    // An ssh that keeps a connection open overwrites its environment with the path of its socket.
    const command = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    const isOurs = environment.split("\0").includes(`HOME=${home}`) ||
      command.startsWith(`ssh: ${runtime}/`);
    if (isOurs) found.push(Number(name));
  }
  return found;
}

function endByForce(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Returns what a start in a terminal says of a folder that is not there. */
export function folderMissing(folder: string): string {
  return `git-sync-bar: Cannot sync ${JSON.stringify(folder)}: the folder was not found: ` +
    "run `git-sync-bar --setup`, or set sync_dir to your clone\n";
}
