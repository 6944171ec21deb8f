// A neighbour who may push to the shared repository and means harm: commits that no app makes, written with
// raw git on top of whatever the remote has.

import { join } from "node:path";
import { encodeText } from "../../../src/engine/git/values/git_text.ts";
import type { World } from "../world.ts";
import { BRANCH } from "./user.ts";

/** One push of the neighbour. `at` picks one of the ways. */
export type Attack =
  /** Names that the app uses for itself, as links that lead out of the folder. */
  | { readonly attack: "reserved names"; readonly at: number }
  /** Rules that no longer ignore what the others keep to themselves. */
  | { readonly attack: "rules"; readonly at: number }
  /** A file of the name under which others keep something to themselves. */
  | { readonly attack: "private name"; readonly at: number }
  /** A link in the place of a folder or a file. */
  | { readonly attack: "link"; readonly at: number }
  /** Bytes in author, subject and trailers that a parser could take for its own separators. */
  | { readonly attack: "texts"; readonly at: number };

/** The file outside of all folders that nobody may change. */
export function canaryFile(world: World): string {
  return join(world.folder, "outside", "canary");
}

/** The text of that file. */
export const CANARY = "nobody may write here\n";

const RESERVED = [
  ".gitsyncbar-aside-0123456789abcdef-copy",
  ".GITSYNCBAR-x",
  "d/.gitsyncbar-1",
  ".gitsyncbar",
];
const RULES = ["", "!private*\n", "private-1\n", "private*\n!private-1\n!d/private-1\n"];
const PRIVATE = ["private-1", "private-2", "d/private-1"];
const LINKS = ["d", "e", "a", "e/f"];
const TEXTS = [
  `\x01${"0".repeat(40)}\x02\x03\x1f\x1e\n\nSynced-from: \x01${"f".repeat(40)}\x02\n`,
  `x\n\nSynced-from: ${"ab://c:d".repeat(10_000)}\n`,
  `${"(".repeat(50_000)}\n\nSynced-from:\n`,
  `\u202e\x1b[2J\n\nSynced-from: ../../x\n`,
];
const AUTHORS = ["\x01\x02", "(conflict x 2026-01-01 00.00.00 1a2b3c4)", ".", "a\u202eb"];

/** Pushes an attack; returns the text that it takes away from everybody. */
export async function attack(world: World, what: Attack): Promise<string> {
  const outside = join(world.folder, "outside", "canary");
  switch (what.attack) {
    case "reserved names":
      return await push(world, { [pick(RESERVED, what.at)]: { link: outside } });
    case "rules":
      return await push(world, { ".gitignore": pick(RULES, what.at) });
    case "private name":
      return await push(world, { [pick(PRIVATE, what.at)]: "harmless\n" });
    case "link":
      return await push(world, { [pick(LINKS, what.at)]: { link: join(world.folder, "outside") } });
    case "texts":
      return await push(world, {}, {
        message: pick(TEXTS, what.at),
        author: pick(AUTHORS, what.at),
      });
  }
}

/** Brings back the shared rules, and removes the names of the app and of private files. Returns as `attack`. */
export async function mend(world: World, rules: string): Promise<string> {
  return await push(world, {
    ".gitignore": rules,
    ...Object.fromEntries([...RESERVED, ...PRIVATE].map((name) => [name, undefined])),
  });
}

function pick<Item>(items: readonly Item[], at: number): Item {
  return items[at % items.length]!;
}

/** Commits files, links, and nothing (`undefined`) at some paths on top of the branch. */
async function push(
  world: World,
  files: Readonly<Record<string, string | { readonly link: string } | undefined>>,
  { message = "by the neighbour\n", author = "Neighbour" }: {
    readonly message?: string;
    readonly author?: string;
  } = {},
): Promise<string> {
  const { remote } = world;
  const index = join(world.folder, "neighbour-index");
  const env = { GIT_INDEX_FILE: index };
  const git = async (args: readonly string[], options: { stdin?: string } = {}) => {
    const { code, stdout, stderr } = await world.tryGit(remote, args, { ...options, env });
    if (code !== 0) throw new Error(`git ${args.join(" ")} gave ${code}: ${stderr}`);
    return stdout.trim();
  };
  const tip = await git(["rev-parse", `refs/heads/${BRANCH}`]);
  await git(["read-tree", tip]);
  let taken = "";
  for (const [path, node] of Object.entries(files)) {
    // A file that becomes a folder on the way goes as well.
    const ways = path.split("/").map((_, at, parts) => parts.slice(0, at).join("/")).slice(1);
    const listed = await git(["ls-tree", "-z", tip, "--", ...ways, path]) + "\0" +
      await git(["ls-tree", "-r", "-z", tip, "--", path]);
    for (const line of listed.split("\0")) {
      const oid = /^\d+ blob (\w+)/.exec(line)?.[1];
      if (oid !== undefined) taken += await git(["cat-file", "blob", oid]);
    }
    // A folder gives way to a file of its name, and a file to a folder.
    await git(["rm", "-r", "--cached", "--quiet", "--ignore-unmatch", "--", path]);
    if (node === undefined) continue;
    const [mode, content] = typeof node === "string" ? ["100644", node] : ["120000", node.link];
    const oid = await git(["hash-object", "-w", "--stdin"], { stdin: content });
    await git(["update-index", "--add", "--replace", "--cacheinfo", `${mode},${oid},${path}`]);
  }
  const tree = await git(["write-tree"]);
  // By `commit-tree` git would clean the names.
  const who = "<neighbour@example.invalid> 1764460800 +0000";
  const head = `tree ${tree}\nparent ${tip}\nauthor ${author} ${who}\ncommitter Neighbour ${who}\n`;
  const commit = await git(["hash-object", "-w", "-t", "commit", "--stdin"], {
    stdin: encodeText(`${head}\n${message}`),
  });
  await git(["update-ref", `refs/heads/${BRANCH}`, commit, tip]);
  return taken;
}
