// Commits that no git process would make: trees written byte for byte, with whatever names a hostile person likes.

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { encodeText } from "../../src/engine/git/values/git_text.ts";
import type { World } from "./world.ts";

/** What a tree has under a name: a file by its text, a link by its target, a gitlink by its commit, a tree. */
export type Node =
  | string
  | { readonly link: string }
  /** A link whose target is any bytes, one character each. */
  | { readonly rawLink: string }
  | { readonly gitlink: string }
  | { readonly program: string }
  | { readonly tree: Tree }
  /** An object that is there already. */
  | { readonly blob: string }
  | { readonly folder: string };

/** Names, which need be neither sorted nor different nor sane, and what is under them. */
export type Tree = readonly (readonly [name: string, node: Node])[];

/** A tree of files and folders, in the order of git. */
export function treeOf(entries: Readonly<Record<string, Node>>): Tree {
  const key = ([name, node]: readonly [string, Node]) =>
    typeof node !== "string" && ("tree" in node || "folder" in node)
      ? `${encodeText(name)}/`
      : encodeText(name);
  return Object.entries(entries).sort((a, b) => key(a) < key(b) ? -1 : 1);
}

/** Publishes a commit of such a tree on top of what the remote has; answers its id. */
export async function publishTree(
  world: World,
  tree: Tree,
  commit: { readonly message?: string; readonly author?: string; readonly parent?: string } = {},
): Promise<string> {
  const { message = "by somebody", author = "Somebody", parent = "refs/heads/main" } = commit;
  const oid = await writeTree(world, tree);
  const { stdout, stderr, code } = await world.tryGit(
    world.remote,
    ["commit-tree", oid, "-p", parent, "-F", "-"],
    {
      stdin: encodeText(message),
      env: { GIT_AUTHOR_NAME: author, GIT_AUTHOR_EMAIL: "somebody@example.invalid" },
    },
  );
  if (code !== 0) throw new Error(`git commit-tree gave ${code}: ${stderr}`);
  await world.git(world.remote, "update-ref", "refs/heads/main", stdout.trim());
  return stdout.trim();
}

/** Writes a tree into the remote; answers its id. */
export async function writeTree(world: World, tree: Tree): Promise<string> {
  const entries: string[] = [];
  for (const [name, node] of tree) {
    const [mode, oid] = await entryOf(world, node);
    entries.push(`${mode} ${encodeText(name)}\0${Buffer.from(oid, "hex").toString("latin1")}`);
  }
  return await writeObject(world, "tree", entries.join(""));
}

async function entryOf(world: World, node: Node): Promise<readonly [mode: string, oid: string]> {
  if (typeof node === "string") {
    return ["100644", await writeObject(world, "blob", encodeText(node))];
  }
  if ("link" in node) return ["120000", await writeObject(world, "blob", encodeText(node.link))];
  if ("rawLink" in node) return ["120000", await writeObject(world, "blob", node.rawLink)];
  if ("program" in node) {
    return ["100755", await writeObject(world, "blob", encodeText(node.program))];
  }
  if ("gitlink" in node) return ["160000", node.gitlink];
  if ("blob" in node) return ["100644", node.blob];
  if ("folder" in node) return ["40000", node.folder];
  return ["40000", await writeTree(world, node.tree)];
}

/**
 * Writes an object of any content into the remote, one character per byte, and answers its id: without git, as a
 * hostile tree may have hundreds of them (gitformat-loose).
 */
export async function writeObject(
  world: World,
  type: "blob" | "tree" | "commit",
  bytes: string,
): Promise<string> {
  const object = Buffer.from(`${type} ${bytes.length}\0${bytes}`, "latin1");
  const oid = createHash("sha1").update(object).digest("hex");
  const folder = join(world.remote, "objects", oid.slice(0, 2));
  const file = join(folder, oid.slice(2));
  await Deno.mkdir(folder, { recursive: true });
  // One that git has written may be for reading alone.
  if (!existsSync(file)) await Deno.writeFile(file, deflateSync(object, { level: 1 }));
  return oid;
}
