// Several folders of one user, each a clone of a remote of its own.

import { join } from "node:path";
import { prompt } from "./running.ts";
import type { World } from "./world.ts";

/** A folder with its remote. */
export interface FolderOfMany {
  readonly name: string;
  readonly path: string;
  /** The bare remote's path. */
  readonly remote: string;
  /** What is published under a name; `undefined` when nothing is. */
  published(file: string): Promise<string | undefined>;
}

/** Makes a remote with a commit and a clone of it for each name. */
export async function makeFolders<Names extends readonly string[]>(
  world: World,
  ...names: Names
): Promise<{ [Index in keyof Names]: FolderOfMany }> {
  const made = await Promise.all(names.map(async (name): Promise<FolderOfMany> => {
    const [path, remote] = [join(world.folder, name), join(world.folder, `${name}.git`)];
    await world.git(world.folder, "init", "--quiet", "--bare", remote);
    await world.git(world.folder, "clone", "--quiet", remote, path);
    const files = Array.from({ length: 30 }, (_, at) => [`old/${at}.md`, `${name} ${at}\n`]);
    await world.write(path, { [`${name}.md`]: "one\n", ...Object.fromEntries(files) });
    await world.git(path, "add", "-A");
    await world.git(path, "commit", "--quiet", "-m", `begin ${name}`);
    await world.git(path, "push", "--quiet", "-u", "origin", "main");
    return {
      name,
      path,
      remote,
      async published(file) {
        const shown = await world.tryGit(remote, ["show", `main:${file}`]);
        return shown.code === 0 ? shown.stdout : undefined;
      },
    };
  }));
  return made as { [Index in keyof Names]: FolderOfMany };
}

/** The configuration of these folders; a save is synced at once. `more` is added to the entry of a folder. */
export function configOf(
  [first, ...others]: readonly FolderOfMany[],
  more: Readonly<Record<string, Record<string, unknown>>> = {},
): Record<string, unknown> {
  return {
    ...prompt(first!.path),
    more_folders: others.map(({ name, path }) => ({ sync_dir: path, ...more[name] })),
  };
}
