// Which names the folder's volume takes for one: on most Macs those that differ only in case, or in how an
// accent is spelled.

import { join } from "node:path";
import { treeEntries } from "./commits.ts";
import { lstatIfThere } from "./look.ts";
import type { Repository } from "./open.ts";
import { type GitPath, shownName } from "./path.ts";
import type { Change } from "./tree.ts";

/** Names with one key are one to the volume. */
export type Fold = (path: GitPath) => string;

/** Finds out how the volume folds names; `undefined` when it tells all of them apart. */
export async function findFold(repository: Repository): Promise<Fold | undefined> {
  const { root, ownDir } = repository;
  const ignoresCase = await foldsCase(root);
  const foldsAccents = await withProbe(
    join(ownDir, "probe-\u00e9"),
    async (probe) => await lstatIfThere(probe.normalize("NFD")) !== undefined,
  );
  if (!ignoresCase && !foldsAccents) return undefined;
  return foldBy({ foldsCase: ignoresCase, foldsAccents });
}

/** Whether the volume of a repository's folder takes names for one that differ only in case. */
export async function foldsCase(root: string): Promise<boolean> {
  // Not by their inodes: some volumes (FUSE) give each spelling one of its own.
  return await lstatIfThere(join(root, ".GIT")) !== undefined;
}

/** The key of a volume's names. Pure. */
export function foldBy(
  { foldsCase, foldsAccents }: { readonly foldsCase: boolean; readonly foldsAccents: boolean },
): Fold {
  return (path) => {
    const name = foldsAccents ? shownName(path).normalize("NFC") : shownName(path);
    return foldsCase ? name.toLowerCase() : name;
  };
}

/** New names that the volume takes for others which the commit has as well. */
export async function foldedNames(
  repository: Repository,
  { to, added, fold }: {
    readonly to: string;
    readonly added: readonly Change[];
    readonly fold: Fold;
  },
): Promise<GitPath[]> {
  const fresh = new Set(added.filter(({ old }) => old === undefined).map(({ path }) => path));
  if (fresh.size === 0) return [];
  const taken = new Set<string>();
  const folded: GitPath[] = [];
  const all = [...(await treeEntries(repository, to)).keys()];
  for (const path of [...all.filter((path) => !fresh.has(path)), ...fresh]) {
    if (taken.has(fold(path)) && fresh.has(path)) folded.push(path);
    taken.add(fold(path));
  }
  return folded;
}

async function withProbe(
  file: string,
  ask: (file: string) => Promise<boolean>,
): Promise<boolean> {
  try {
    await Deno.writeTextFile(file, "");
    const answer = await ask(file);
    await Deno.remove(file);
    return answer;
  } catch {
    // A full disk, or one that cannot be written: nothing arrives on it either.
    return false;
  }
}
