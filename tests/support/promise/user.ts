// What a user does with git by hand. It may be refused, as it may be in life; nobody insists but at the end.

import { conflictOf } from "../../../src/engine/git/values/conflict_name.ts";
import { gitPath, shownName } from "../../../src/engine/git/values/path.ts";
import type { Keep, OwnChange } from "../../../src/engine/restore/change.ts";
import { join } from "node:path";
import type { World } from "../world.ts";
import type { GitUse, HistoryChange } from "./steps.ts";
import { gitDirOf, scan } from "./tree.ts";

/** The branch that all machines share. */
export const BRANCH = "main";

/** Uses git in a folder. Answers whether git said that it went well. */
export async function useGit(world: World, folder: string, use: GitUse): Promise<boolean> {
  const git = async (...args: string[]) => (await world.tryGit(folder, args)).code === 0;
  switch (use.git) {
    case "stage": {
      const names = [...scan(folder).keys()];
      const name = names[use.file % Math.max(1, names.length)];
      return name !== undefined && await git("--literal-pathspecs", "add", "--", name);
    }
    case "stage ignored": {
      // Nobody adds what the app has put beside a file for a moment.
      const ignored = await ignoredIn(world, folder);
      const name = ignored.find((file) => !file.includes(".gitsyncbar-"));
      return name !== undefined && await git("--literal-pathspecs", "add", "-f", "--", name);
    }
    case "commit":
      if (use.all && !await git("add", "-A")) return false;
      return await git("commit", "--quiet", "-m", "by hand");
    case "amend":
      return await git("add", "-A") && await git("commit", "--quiet", "--amend", "--no-edit");
    case "leave": {
      if (await branchOf(world, folder) !== BRANCH) return false;
      const side = `side-${folder.slice(folder.lastIndexOf("/") + 1)}`;
      return await git("switch", "--quiet", side) ||
        await git("switch", "--quiet", "-c", side, use.older ? "HEAD~1" : "HEAD");
    }
    case "return":
      if (await branchOf(world, folder) === BRANCH) return true;
      return await git("switch", "--quiet", BRANCH) || await git("switch", "--quiet", "-f", BRANCH);
    case "pack":
      // Pruning is for those who know that no git process is at work.
      if (use.prune && !await isGitLeft(folder)) return await git("gc", "--quiet", "--prune=now");
      return await git("gc", "--quiet");
  }
}

/** The branch that is checked out; empty when there is none. */
export async function branchOf(world: World, folder: string): Promise<string> {
  return (await world.tryGit(folder, ["symbolic-ref", "--short", "HEAD"])).stdout.trim();
}

/** The names of ignored files that git does not track. */
export async function ignoredIn(world: World, folder: string): Promise<string[]> {
  const { stdout } = await world.tryGit(folder, [
    "ls-files",
    "-z",
    "--others",
    "--ignored",
    "--exclude-standard",
  ]);
  return stdout.split("\0").filter(Boolean);
}

/** The names that the index has. */
export async function trackedIn(world: World, folder: string): Promise<Set<string>> {
  const { stdout } = await world.tryGit(folder, ["ls-files", "-z"]);
  return new Set(stdout.split("\0").filter(Boolean));
}

/** Whether the app that was killed here may have left a git process at work. */
async function isGitLeft(folder: string): Promise<boolean> {
  try {
    await Deno.lstat(join(gitDirOf(folder), "gitsyncbar", "running"));
    return true;
  } catch {
    return false;
  }
}

/** Returns what is asked for from the history of a folder; `undefined` where there is no such file or save. */
export async function changeIn(
  world: World,
  folder: string,
  { kind, save, file }: HistoryChange,
): Promise<OwnChange | undefined> {
  const keep = KEEPS.find((keep) => kind === `keep ${keep}`);
  if (keep !== undefined) return await settlementIn(world, folder, { keep, file });
  const log = await world.tryGit(folder, ["log", "--format=%H", "--max-count=30"]);
  const ids = log.stdout.split("\n").filter(Boolean);
  const id = ids[save % Math.max(1, ids.length)];
  if (id === undefined) return undefined;
  if (kind === "undo") return { kind, id };
  const version = { kind: "save", id } as const;
  if (kind === "restore all") return { kind: "restore", path: "", version };
  const listed = await world.tryGit(folder, ["ls-tree", "-r", "--name-only", "-z", id]);
  const names = listed.stdout.split("\0").filter(Boolean);
  const path = names[file % Math.max(1, names.length)];
  return path === undefined ? undefined : { kind: "restore", path, version };
}

const KEEPS: readonly Keep[] = ["this", "other", "both", "text"];

/** Returns the settlement of a conflict that the last commit has; `undefined` where there is none. */
async function settlementIn(
  world: World,
  folder: string,
  { keep, file }: { readonly keep: Keep; readonly file: number },
): Promise<OwnChange | undefined> {
  const listed = await world.tryGit(folder, ["ls-tree", "-r", "-z", "HEAD"]);
  const entries = new Map(
    listed.stdout.split("\0").filter(Boolean).map((line): [string, string] => {
      const [about = "", name = ""] = line.split("\t");
      return [name, about.split(" ")[2]!];
    }),
  );
  const copies = [...entries.keys()].filter((name) => conflictOf(gitPath(name)) !== undefined);
  const copy = copies[file % Math.max(1, copies.length)];
  if (copy === undefined) return undefined;
  if (keep !== "text") return { kind: "settle", copy, keep };
  const path = shownName(conflictOf(gitPath(copy))!.path);
  const seen = { copy: entries.get(copy)!, path: entries.get(path) };
  const texts = await Promise.all(
    [seen.copy, seen.path].map(async (oid) =>
      oid === undefined ? "" : (await world.tryGit(folder, ["cat-file", "blob", oid])).stdout
    ),
  );
  return { kind: "settle", copy, keep, text: texts.join(""), seen };
}
