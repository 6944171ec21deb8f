// Somebody who works in a folder at random, as programs do: appends, makes, renames, deletes. Every line
// has a word of its own to find it by, and is never overwritten: only who deletes a file gives up its words.

import { basename, dirname, join, relative } from "node:path";
import { type Dice, oneOf } from "./dice.ts";

/** Somebody at work. */
export interface BusyUser {
  /** Does one thing, and waits for nothing. */
  work(): Promise<void>;
  /** Adds a line to a file that is new. */
  write(): Promise<void>;
  /** The words of all lines that were written. */
  readonly written: ReadonlySet<string>;
  /** The words that stood in deleted files. */
  readonly givenUp: ReadonlySet<string>;
  /** What was done and when, a line for each. */
  readonly told: readonly string[];
}

/** Where somebody works, and by which dice. */
export interface Workplace {
  readonly folder: string;
  /** A folder for what is deleted, on the same volume. */
  readonly trash: string;
  readonly dice: Dice;
}

const FOLDERS = ["", "", "plans/", "plans/next year/", "Büro/"];

/** A word that no other line of any person has. */
const WORD = /word-[a-z]+-\d+-/g;

/** Lets somebody work in a folder. */
export function busyUser(name: string, { folder, trash, dice }: Workplace): BusyUser {
  const written = new Set<string>();
  const givenUp = new Set<string>();
  const told: string[] = [];
  let count = 0;
  const one = <Item>(items: readonly Item[]) => oneOf(items, dice);
  const tell = (deed: string, ...paths: string[]) => {
    const names = paths.map((path) => `"${relative(folder, path)}"`).join(" to ");
    told.push(`${new Date().toISOString()} ${name}: ${deed} ${names}`);
  };

  async function append(path: string): Promise<void> {
    const word = `word-${name}-${++count}-`;
    const line = `${word}${"x".repeat(dice() * 60)}\n`;
    // An update may remove the empty folder before the file stands in it.
    while (!await wrote(path, line));
    written.add(word);
    tell(`${word} into`, path);
  }

  /** Both users use these names, so that they meet in the same files. */
  const common = () => join(folder, `${one(FOLDERS)}note ${Math.floor(dice() * 12)}.md`);
  const own = () => join(folder, `${one(FOLDERS)}${name} ${++count}.md`);

  async function someFile(): Promise<string | undefined> {
    return one((await namesBelow(folder)).files);
  }

  async function move(from: string, to: string): Promise<void> {
    await Deno.mkdir(dirname(to), { recursive: true });
    await Deno.rename(from, to);
    tell("moves", from, to);
  }

  const deeds: Readonly<Record<string, () => Promise<void>>> = {
    append: async () => await append(await someFile() ?? common()),
    common: async () => await append(common()),
    make: async () => await append(own()),
    async folder() {
      const made = join(folder, `${one(FOLDERS)}${name}s folder ${++count}`);
      for (const file of ["a.md", "b.md", "deep/c.md"]) await append(join(made, file));
    },
    async rename() {
      const file = await someFile();
      if (file !== undefined) await move(file, join(dirname(file), `${name} ${++count}.md`));
    },
    async move() {
      const file = await someFile();
      if (file !== undefined) await move(file, own());
    },
    async moveFolder() {
      const moved = one(
        (await namesBelow(folder)).folders.filter((path) => basename(path).includes("folder")),
      );
      if (moved !== undefined) await move(moved, join(folder, `${name}s folder ${++count}`));
    },
    async remove() {
      const file = await someFile();
      if (file === undefined) return;
      // Read where nobody writes into it any more.
      const removed = join(trash, `${name} ${++count}`);
      await Deno.rename(file, removed);
      const words = [...(await Deno.readTextFile(removed)).matchAll(WORD)].map(([word]) => word);
      for (const word of words) givenUp.add(word);
      tell(`deletes with ${words.join(" ")}`, file);
    },
  };

  return {
    written,
    givenUp,
    told,
    write: () => append(own()),
    async work() {
      try {
        await one(Object.values(deeds))!();
      } catch (error) {
        // What was found a moment ago is gone, by an update.
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    },
  };
}

/** Appends to a file as editors and shells do; answers false when its folder is gone by then. */
async function wrote(path: string, line: string): Promise<boolean> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, line, { append: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function namesBelow(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const found = { files: [] as string[], folders: [] as string[] };
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (name === ".git") continue;
    if (!isDirectory) {
      found.files.push(path);
      continue;
    }
    found.folders.push(path);
    const below = await namesBelow(path);
    found.files.push(...below.files);
    found.folders.push(...below.folders);
  }
  // The order in which a folder lists its names differs from run to run.
  found.files.sort();
  found.folders.sort();
  return found;
}
