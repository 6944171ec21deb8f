// How much differs between trees, counted by their ids before anything expands them: a few small objects
// can stand for billions of paths, as folders may share their subfolders.

import {
  INCOMING_FILES,
  TREE_BYTES,
  TREES_BYTES,
  TREES_FOLDERS,
} from "../../../system/limits/commits.ts";
import { Pace } from "../../../system/pace.ts";
import type { ObjectInfo, ObjectReader } from "./objects.ts";
import { type GitPath, pathFromGit } from "../values/path.ts";
import { rawDifferences, type RawEntry } from "../values/raw_tree.ts";

/** Two trees by their ids; absent is a tree without entries. */
export interface TreePair {
  readonly old: string | undefined;
  readonly new: string | undefined;
}

/** How much differs between two trees. */
export interface DifferenceCount {
  /** A folder without files counts as one: git looks into each, though it names none. */
  readonly paths: number;
  /** Bytes of the names of all paths. */
  readonly pathBytes: number;
  /** The most folders above a path. */
  readonly depth: number;
}

/** There is more than can be counted in little time and memory. */
export class TooMuchToCount extends Error {
  override readonly name = "TooMuchToCount";
  constructor(readonly what: "paths" | "depth") {
    super(`too many ${what}`);
  }
}

/** Two folders that differ. Each is read once, wherever it stands in the trees. */
interface Node {
  readonly pair: TreePair;
  files: number;
  /** Bytes of their names. */
  fileBytes: number;
  /** Kept as long as all files together are few. */
  named: { readonly name: string; readonly oid: string | undefined }[];
  folders: { readonly name: string; readonly node: Node }[];
  count: DifferenceCount | undefined;
}

/** Larger counts say no more. */
const MOST = 1e15;

/** So many bytes of trees are read at a time. */
const BYTES_AT_ONCE = 8 * 1024 * 1024;

const NO_TREE = new Uint8Array();

/** The differences between trees of one repository. */
export class TreeDifferences {
  #nodes = new Map<string, Node>();
  #bytes = 0;
  #files = 0;
  #folders = 0;
  #pace = new Pace();

  constructor(
    readonly reader: ObjectReader,
    readonly limits: {
      /** Bytes in an id. */
      readonly idBytes: number;
      /** More folders than this above a path are too many. */
      readonly depth: number;
    },
  ) {}

  /** Counts what differs. Throws `TooMuchToCount`. */
  async count(pair: TreePair): Promise<DifferenceCount> {
    const top = await this.#readAll(pair);
    for (const node of inOrder(top)) {
      if (this.#pace.isDue) await this.#pace.rest();
      node.count ??= countOf(node);
    }
    return top.count!;
  }

  /** Returns the paths that differ. Throws `TooMuchToCount` when there are too many names to hold. */
  async paths(pair: TreePair): Promise<GitPath[]> {
    if (this.#files > INCOMING_FILES) throw new TooMuchToCount("paths");
    const found: GitPath[] = [];
    const waiting: { node: Node; prefix: string }[] = [
      { node: await this.#readAll(pair), prefix: "" },
    ];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const { node, prefix } = at;
      for (const { name } of node.named) found.push(pathFromGit(prefix + name));
      for (const { name, node: below } of node.folders) {
        waiting.push({ node: below, prefix: `${prefix}${name}/` });
      }
    }
    return found;
  }

  /** Sums the sizes of all new files, each as often as it has a path; those that are not here count nothing. */
  async bytes(pair: TreePair): Promise<number> {
    const nodes = inOrder(await this.#readAll(pair));
    const oids = new Set<string>();
    for (const { named } of nodes) {
      for (const { oid } of named) if (oid !== undefined) oids.add(oid);
    }
    const infos = await this.reader.info([...oids]);
    const sizes = new Map([...oids].map((oid, at) => [oid, infos[at]?.size ?? 0]));
    const sums = new Map<Node, number>();
    for (const node of nodes) {
      let sum = 0;
      for (const { oid } of node.named) sum += oid === undefined ? 0 : sizes.get(oid)!;
      for (const { node: below } of node.folders) sum += sums.get(below)!;
      sums.set(node, Math.min(sum, MOST));
    }
    return sums.get(nodes.at(-1)!)!;
  }

  /** Reads all folders that differ, level by level. */
  async #readAll(pair: TreePair): Promise<Node> {
    const [top, isNew] = this.#nodeOf(pair);
    let level: Node[] = isNew ? [top] : [];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > this.limits.depth) throw new TooMuchToCount("depth");
      const next: Node[] = [];
      for await (const [node, trees] of this.#trees(level)) {
        for (const below of await this.#fill(node, trees)) next.push(below);
      }
      level = next;
    }
    return top;
  }

  /** Reads the trees of nodes, a few at a time. */
  async *#trees(
    nodes: readonly Node[],
  ): AsyncGenerator<readonly [Node, { readonly old: Uint8Array; readonly new: Uint8Array }]> {
    const ids = new Set(nodes.flatMap(({ pair }) => [pair.old ?? [], pair.new ?? []].flat()));
    const infos = await this.reader.info([...ids]);
    const sizes = new Map([...ids].map((id, at) => [id, sizeOfTree(infos[at])]));
    const sizeOf = (id: string | undefined) => id === undefined ? 0 : sizes.get(id) ?? 0;
    for (let at = 0; at < nodes.length;) {
      const some: Node[] = [];
      for (let room = BYTES_AT_ONCE; room >= 0 && at < nodes.length; at++) {
        const { old, new: next } = nodes[at]!.pair;
        some.push(nodes[at]!);
        room -= sizeOf(old) + sizeOf(next);
        this.#bytes += sizeOf(old) + sizeOf(next);
      }
      if (this.#bytes > TREES_BYTES) throw new TooMuchToCount("paths");
      const wanted = [
        ...new Set(some.flatMap(({ pair }) => [pair.old ?? [], pair.new ?? []].flat())),
      ].filter((id) => sizes.get(id) !== undefined);
      const contents = await this.reader.contents(wanted);
      const trees = new Map(wanted.map((id, at) => [id, contents[at] ?? NO_TREE]));
      const treeOf = (id: string | undefined) => trees.get(id ?? "") ?? NO_TREE;
      for (const node of some) {
        yield [node, { old: treeOf(node.pair.old), new: treeOf(node.pair.new) }];
      }
    }
  }

  /** Notes what differs in a folder. Returns the folders below that were not read yet. */
  async #fill(
    node: Node,
    trees: { readonly old: Uint8Array; readonly new: Uint8Array },
  ): Promise<Node[]> {
    const fresh: Node[] = [];
    for (const { old, new: next } of rawDifferences(trees, this.limits.idBytes)) {
      if (this.#pace.isDue) await this.#pace.rest();
      const entry = (next ?? old)!;
      const pair = { old: idOf(old, "folder"), new: idOf(next, "folder") };
      const isFolder = pair.old !== undefined || pair.new !== undefined;
      if (!isFolder || old !== undefined && !pair.old || next !== undefined && !pair.new) {
        node.files++;
        node.fileBytes += entry.nameBytes;
        if (++this.#files <= INCOMING_FILES) {
          node.named.push({ name: entry.name, oid: idOf(next, "file") });
        }
      }
      if (!isFolder) continue;
      const [below, isNew] = this.#nodeOf(pair);
      node.folders.push({ name: entry.name, node: below });
      if (isNew) fresh.push(below);
      if (++this.#folders > TREES_FOLDERS) throw new TooMuchToCount("paths");
    }
    return fresh;
  }

  #nodeOf(pair: TreePair): readonly [node: Node, isNew: boolean] {
    const key = `${pair.old ?? ""} ${pair.new ?? ""}`;
    const known = this.#nodes.get(key);
    if (known !== undefined) return [known, false];
    const node: Node = { pair, files: 0, fileBytes: 0, named: [], folders: [], count: undefined };
    this.#nodes.set(key, node);
    return [node, true];
  }
}

function idOf(entry: RawEntry | undefined, type: RawEntry["type"]): string | undefined {
  return entry?.type === type ? entry.oid : undefined;
}

/** Returns the bytes of a tree; `undefined` of what is no tree or not here, on which git itself fails. */
function sizeOfTree(info: ObjectInfo | undefined): number | undefined {
  if (info?.type !== "tree") return undefined;
  if (info.size > TREE_BYTES) throw new TooMuchToCount("paths");
  return info.size;
}

/** Returns all nodes from this one on, each after those below it. */
function inOrder(top: Node): Node[] {
  const ordered: Node[] = [];
  const begun = new Set<Node>([top]);
  const stack: { readonly node: Node; at: number }[] = [{ node: top, at: 0 }];
  for (let last = stack.at(-1); last !== undefined; last = stack.at(-1)) {
    const below = last.node.folders[last.at++]?.node;
    if (below === undefined) {
      ordered.push(last.node);
      stack.pop();
    } else if (!begun.has(below)) {
      begun.add(below);
      stack.push({ node: below, at: 0 });
    }
  }
  return ordered;
}

/** Returns the count of a node, where those below it are counted. */
function countOf({ files, fileBytes, folders }: Node): DifferenceCount {
  let paths = files;
  let pathBytes = fileBytes;
  let depth = 0;
  for (const { name, node } of folders) {
    const below = node.count!;
    paths += Math.max(1, below.paths);
    pathBytes += below.pathBytes + below.paths * (name.length + 1);
    depth = Math.max(depth, below.depth + 1);
  }
  return { paths: Math.min(paths, MOST), pathBytes: Math.min(pathBytes, MOST), depth };
}
