// Somebody who works in a folder at random, as programs do: appends, makes, renames, deletes. Every line
// has a word of its own to find it by, and is never overwritten: only who deletes a file gives up its words.

import { basename, dirname, join } from "node:path";

/** Somebody at work. */
export interface BusyPerson {
  /** Does one thing, and waits for nothing. */
  work(): Promise<void>;
  /** Adds a line to a file that may be new. */
  write(): Promise<void>;
  /** The words of all lines that were written. */
  readonly written: ReadonlySet<string>;
  /** The words that stood in deleted files. */
  readonly givenUp: ReadonlySet<string>;
}

const FOLDERS = ["", "", "plans/", "plans/next year/", "Büro/"];

/** A word that no other line of any person has. */
const WORD = /word-[a-z]+-\d+-/g;

/** Lets somebody work in a folder; `trash` is a folder for what is deleted, on the same volume. */
export function busyPerson(name: string, at: { folder: string; trash: string }): BusyPerson {
  const written = new Set<string>();
  const givenUp = new Set<string>();
  let count = 0;

  async function append(path: string): Promise<void> {
    const word = `word-${name}-${++count}-`;
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, `${word}${"x".repeat(Math.random() * 60)}\n`, { append: true });
    written.add(word);
  }

  /** Both persons use these names, so that they meet in the same files. */
  const common = () =>
    join(at.folder, `${oneOf(FOLDERS)}note ${Math.floor(Math.random() * 12)}.md`);
  const own = () => join(at.folder, `${oneOf(FOLDERS)}${name} ${++count}.md`);

  async function someFile(): Promise<string | undefined> {
    return oneOf((await namesBelow(at.folder)).files);
  }

  const deeds: Readonly<Record<string, () => Promise<void>>> = {
    append: async () => await append(await someFile() ?? common()),
    common: async () => await append(common()),
    make: async () => await append(own()),
    async folder() {
      const folder = join(at.folder, `${oneOf(FOLDERS)}${name}s folder ${++count}`);
      for (const file of ["a.md", "b.md", "deep/c.md"]) await append(join(folder, file));
    },
    async rename() {
      const file = await someFile();
      if (file !== undefined) await Deno.rename(file, join(dirname(file), `${name} ${++count}.md`));
    },
    async move() {
      const file = await someFile();
      const target = own();
      await Deno.mkdir(dirname(target), { recursive: true });
      if (file !== undefined) await Deno.rename(file, target);
    },
    async moveFolder() {
      const folder = oneOf(
        (await namesBelow(at.folder)).folders.filter((path) => basename(path).includes("folder")),
      );
      if (folder !== undefined) {
        await Deno.rename(folder, join(at.folder, `${name}s folder ${++count}`));
      }
    },
    async remove() {
      const file = await someFile();
      if (file === undefined) return;
      // Read where nobody writes into it any more.
      const removed = join(at.trash, `${name} ${++count}`);
      await Deno.rename(file, removed);
      for (const [word] of (await Deno.readTextFile(removed)).matchAll(WORD)) givenUp.add(word);
    },
  };

  return {
    written,
    givenUp,
    write: () => append(own()),
    async work() {
      try {
        await oneOf(Object.values(deeds))!();
      } catch (error) {
        // What was found a moment ago is gone, by an update.
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    },
  };
}

function oneOf<Item>(items: readonly Item[]): Item | undefined {
  return items[Math.floor(Math.random() * items.length)];
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
  return found;
}
