// A world for one test: a temporary folder with its own HOME, a bare remote, and clones of it.
// It is set up with raw git in a fixed environment, never with the app's own code.

import { join } from "node:path";
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { readTemplate, type Template, writeTemplate } from "./template.ts";

/** What raw git answered. */
export interface RawResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder with a bare remote and the means to use it. */
export interface World extends AsyncDisposable {
  readonly folder: string;
  /** The bare remote's path. */
  readonly remote: string;
  /** The environment for git and for the app: nothing of the machine's own settings is in it. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs raw git and returns its trimmed standard output; throws when it fails. */
  git(folder: string, ...args: string[]): Promise<string>;
  /** Runs raw git and returns whatever happened. */
  tryGit(folder: string, args: readonly string[], options?: RawOptions): Promise<RawResult>;
  /** A clone of the remote at `name`, with an author of that name. */
  clone(name: string): Promise<string>;
  /** A bare remote with one commit of `files`, then a clone for each name. */
  clones<Names extends readonly string[]>(
    files: Readonly<Record<string, string>>,
    ...names: Names
  ): Promise<{ [Index in keyof Names]: string }>;
  /** Writes files below a folder, making the folders that they need. */
  write(folder: string, files: Readonly<Record<string, string>>): Promise<void>;
}

/** What raw git may be given beside its arguments; standard input is one byte per character. */
export interface RawOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/**
 * Returns a search path without folders of worlds. An app in this process sets the process's PATH to its own,
 * and tests that run at the same time share the process.
 */
function pathOutsideWorlds(path: string): string {
  return path.split(":").filter((folder) => !folder.includes(`/${WORLD_PREFIX}`)).join(":");
}

/** Short, as sockets in a world have paths of at most 107 bytes (unix(7)). */
const WORLD_PREFIX = "gsb-";

/** What `publishSeed` has made in worlds of this process, by the files and the settings of git. */
const seeds = new Map<string, Template>();

/** Makes a world; dispose of it with `await using`. */
export async function makeWorld(): Promise<World> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: WORLD_PREFIX }));
  const home = join(folder, "home");
  await Deno.mkdir(home);
  const env: Record<string, string> = {
    PATH: pathOutsideWorlds(Deno.env.get("PATH") ?? "/usr/bin:/bin"),
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    TMPDIR: folder,
  };
  await Deno.writeTextFile(
    join(home, ".gitconfig"),
    "[user]\n\tname = Person\n\temail = person@example.invalid\n[init]\n\tdefaultBranch = main\n" +
      // No repository of a test is large enough to be tidied, and to ask costs two processes each time.
      "[maintenance]\n\tauto = false\n[receive]\n\tautoGC = false\n",
  );

  async function tryGit(
    cwd: string,
    args: readonly string[],
    options: RawOptions = {},
  ): Promise<RawResult> {
    const child = new Deno.Command("git", {
      args: [...args],
      cwd,
      clearEnv: true,
      env: { ...env, ...options.env },
      stdin: options.stdin === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    // Read from the start: git may answer more than a pipe holds before it has read everything.
    const output = child.output();
    if (options.stdin !== undefined) {
      const writer = child.stdin.getWriter();
      await writer.write(Buffer.from(options.stdin, "latin1"));
      await writer.close();
    }
    const { code, stdout, stderr } = await output;
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8");
    return { code, stdout: text(stdout), stderr: text(stderr) };
  }

  async function git(cwd: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await tryGit(cwd, args);
    if (code !== 0) throw new Error(`git ${args.join(" ")} gave ${code}: ${stderr}`);
    return stdout.trim();
  }

  async function write(at: string, files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const path = join(at, name);
      await Deno.mkdir(join(path, ".."), { recursive: true });
      await Deno.writeTextFile(path, content);
    }
  }

  const remote = join(folder, "remote.git");
  await git(folder, "init", "--quiet", "--bare", "remote.git");

  async function clone(name: string): Promise<string> {
    const at = join(folder, name);
    await git(folder, "clone", "--quiet", "-c", `user.name=${name}`, remote, at);
    return at;
  }

  /** Makes the clone `seed`, and publishes its files. */
  async function publishSeed(key: string, files: Readonly<Record<string, string>>): Promise<void> {
    const made = seeds.get(key);
    if (made !== undefined) {
      writeTemplate(folder, made);
      const config = join(folder, "seed/.git/config");
      const text = readFileSync(config, "utf8").replace(/^\turl = .*$/m, `\turl = ${remote}`);
      await Deno.writeTextFile(config, text);
      return;
    }
    const seed = await clone("seed");
    await write(seed, files);
    await git(seed, "add", "-A");
    await git(seed, "commit", "--quiet", "--allow-empty", "-m", "seed");
    await git(seed, "push", "--quiet", "-u", "origin", "main");
    const published = ["remote.git/objects", "remote.git/refs"];
    seeds.set(key, readTemplate(folder, [...published, "seed"]));
  }

  return {
    folder,
    remote,
    env,
    git,
    tryGit,
    clone,
    write,
    async clones(files, ...names) {
      const settings = [join(home, ".gitconfig"), join(remote, "config")].map((file) =>
        readFileSync(file, "utf8")
      );
      await publishSeed(JSON.stringify([files, settings]), files);
      const made: string[] = [];
      for (const name of names) made.push(await clone(name));
      return made as { [Index in keyof typeof names]: string };
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The worlds that are removed when the test ends. */
const lasting = new Set<World>();

Deno.test.afterEach(async () => {
  for (const world of lasting) await world[Symbol.asyncDispose]();
});

/** Makes a world that is removed at the end of the test, at the latest. */
export async function lastingWorld(): Promise<World> {
  const world = await makeWorld();
  const dispose = async () => {
    if (lasting.delete(held)) await world[Symbol.asyncDispose]();
  };
  const held: World = { ...world, [Symbol.asyncDispose]: dispose };
  lasting.add(held);
  return held;
}

/** Such a world whose remote has one commit of `files`, and the folder of a clone for each name. */
export async function cloned<Name extends string>(
  files: Readonly<Record<string, string>>,
  ...names: Name[]
): Promise<{ readonly world: World } & { readonly [At in Name]: string }> {
  const world = await lastingWorld();
  const folders = await world.clones(files, ...names);
  const named = Object.fromEntries(names.map((name, at) => [name, folders[at]!]));
  return { ...named as { [At in Name]: string }, world };
}

/** Saves something from another machine. */
export async function sendFrom(
  world: World,
  clone: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await world.write(clone, files);
  await world.git(clone, "add", "-A");
  await world.git(clone, "commit", "--quiet", "-m", "sent");
  await world.git(clone, "push", "--quiet");
}
