// A story: a remote and the machines of a user, each a folder with the app's sync of it.

import { join } from "node:path";
import type { Problem } from "../../src/engine/problem.ts";
import type { Report, SyncOutcome } from "../../src/engine/sync/outcome.ts";
import type { SyncRequest, SyncSettings } from "../../src/engine/sync/settings.ts";
import type { Syncer } from "../../src/engine/sync/syncer.ts";
import { type QuietOptions, untilQuiet } from "./quiet.ts";
import { syncerOf, syncWell } from "./syncer.ts";
import { lastingWorld, type World } from "./world.ts";

/** A folder and the app's sync of it; names are relative to the folder. */
export interface Machine {
  readonly name: string;
  readonly folder: string;
  readonly syncer: Syncer;
  /** Syncs the whole tree and asks the remote; fails the test unless that ends well. */
  sync(request?: Partial<SyncRequest>): Promise<Report>;
  /** The same, however it ends. */
  trySync(request?: Partial<SyncRequest>): Promise<SyncOutcome>;
  /** Syncs in the same way, and returns the problem with which that ends; `undefined` when it ends well. */
  problem(request?: Partial<SyncRequest>): Promise<Problem | undefined>;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Writes files, then syncs. */
  save(files: Readonly<Record<string, string>>): Promise<Report>;
  /** The text of a file, links followed. */
  read(name: string): Promise<string>;
  remove(...names: string[]): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** The names of all files and links, in order; those in git folders are left out. */
  names(): Promise<string[]>;
  /** Raw git in the folder. */
  git(...args: string[]): Promise<string>;
  path(name: string): string;
}

/** A world with machines, each also by its name. */
export type Story<Names extends readonly string[]> =
  & AsyncDisposable
  & { readonly [Name in Names[number] as string extends Name ? never : Name]: Machine }
  & {
    readonly world: World;
    readonly machines: { readonly [Index in keyof Names]: Machine };
    /** Lets all machines sync until nothing changes, and checks all that has to hold then. */
    quiet(options?: QuietOptions): Promise<void>;
  };

/**
 * A remote with one commit of `files`, and a machine that has cloned it for each name; a laptop and a desktop where
 * none is given. It is removed at the end of the test; outside of one, dispose of it with `await using`.
 */
export function tell(
  files: Readonly<Record<string, string>>,
): Promise<Story<["laptop", "desktop"]>>;
export function tell<Names extends readonly string[]>(
  files: Readonly<Record<string, string>>,
  ...names: Names
): Promise<Story<Names>>;
export async function tell(
  files: Readonly<Record<string, string>>,
  ...names: string[]
): Promise<object> {
  const world = await lastingWorld();
  const folders = await world.clones(files, ...names.length > 0 ? names : ["laptop", "desktop"]);
  const machines = folders.map((folder) => machineOf(world, folder));
  return {
    ...Object.fromEntries(machines.map((machine) => [machine.name, machine])),
    world,
    machines,
    quiet: (options?: QuietOptions) => untilQuiet(world, machines, options),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** The machine of one folder, which need not be a repository yet; it is called as the folder is. */
export function machineOf(
  world: World,
  folder: string,
  changed: Partial<SyncSettings> = {},
): Machine {
  const syncer = syncerOf(world, folder, changed);
  const path = (name: string) => join(folder, name);
  const sync = async (request?: Partial<SyncRequest>) => (await syncWell(syncer, request)).report;
  const trySync = (request?: Partial<SyncRequest>) => syncer.sync({ remote: "ask", ...request });
  return {
    name: folder.slice(folder.lastIndexOf("/") + 1),
    folder,
    syncer,
    path,
    sync,
    trySync,
    async problem(request) {
      const outcome = await trySync(request);
      return outcome.kind === "problem" ? outcome.problem : undefined;
    },
    write: (files) => world.write(folder, files),
    save: async (files) => {
      await world.write(folder, files);
      return await sync();
    },
    read: (name) => Deno.readTextFile(path(name)),
    remove: async (...names) => {
      for (const name of names) await Deno.remove(path(name), { recursive: true });
    },
    rename: async (from, to) => {
      await Deno.mkdir(join(path(to), ".."), { recursive: true });
      await Deno.rename(path(from), path(to));
    },
    names: async () => (await namesBelow(folder)).sort(),
    git: (...args) => world.git(folder, ...args),
  };
}

/** Syncs machines one after the other. */
export async function syncAll(...machines: readonly Machine[]): Promise<void> {
  for (const machine of machines) await machine.sync();
}

/** The names of the conflict copies that stand in a machine's folder. */
export async function copiesOn(machine: Machine): Promise<string[]> {
  return (await machine.names()).filter((name) => name.includes(" (conflict "));
}

/** The one conflict copy that stands in a machine's folder; fails the test when there is another number. */
export async function copyOn(machine: Machine): Promise<string> {
  const [copy, ...others] = await copiesOn(machine);
  if (copy === undefined || others.length > 0) {
    throw new Error(`not one conflict copy: ${JSON.stringify(await machine.names())}`);
  }
  return copy;
}

/** All that stands in a machine's folder as text, by name. */
export async function textsOn(machine: Machine): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const name of await machine.names()) texts[name] = await machine.read(name);
  return texts;
}

/** The names below a folder, relative to it, git folders left out. */
async function namesBelow(folder: string, prefix = ""): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(folder, prefix))) {
    if (name === ".git") continue;
    const path = `${prefix}${name}`;
    if (isDirectory) names.push(...await namesBelow(folder, `${path}/`));
    else names.push(path);
  }
  return names;
}
