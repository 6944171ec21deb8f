// A folder, its git folder and the remote in one text: equal for moments after which a sync does the same.

import { join } from "node:path";
import type { Machine } from "./story.ts";

/** In the git folder: objects are told by what refers to them, and the others hold times. */
const LEFT_OUT = /\/(objects|logs|index|tidied\.json)$/;

/** Ids of updates, which are made by chance, and those of objects. */
const IDS = /\b(?:\w{8}(?:-\w{4}){3}-\w{12}|[0-9a-f]{40})\b/g;

/**
 * Returns all that a sync can find in a machine's folder and at the remote, without times and names of chance: a
 * commit is told by its tree and its subject.
 */
export async function stateOf(machine: Machine, remote: string): Promise<string> {
  const states = [await machine.git("ls-files", "--stage", "-v")];
  const commits = await machine.git("log", "--all", "--topo-order", "--format=%H %T %s");
  const trees = new Map<string, string>();
  for (const line of commits.split("\n")) {
    const [commit, tree, ...subject] = line.split(" ");
    trees.set(commit!, tree!);
    states.push(`${trees.size} ${tree} ${subject.join(" ")}`);
  }
  states.push(...filesIn(machine.folder), ...filesIn(remote));
  return states.sort().join("\n")
    .replace(IDS, (id) => id.includes("-") ? "" : trees.get(id) ?? id);
}

function* filesIn(folder: string): Generator<string> {
  for (const { name, isDirectory, isSymlink } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    // Deno can tell nothing of a file whose name is not UTF-8: then no state is as another.
    if (name.includes("\ufffd")) yield `${performance.now()}`;
    else if (LEFT_OUT.test(path)) continue;
    else if (isDirectory) yield* filesIn(path);
    else {
      const text = isSymlink ? Deno.readLinkSync(path) : Deno.readTextFileSync(path);
      yield `${path} ${Deno.lstatSync(path).mode} ${text}`;
    }
  }
}
