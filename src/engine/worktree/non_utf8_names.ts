// Names that are not UTF-8: Deno can neither name nor list such a file. Git writes them, and what is there
// is renamed by `mv`, which takes any bytes that come over standard input.

import { Buffer } from "node:buffer";
import { join } from "node:path";
import { runTool } from "../../system/process/programs.ts";
import type { AsideFile } from "./displaced/displaced.ts";
import { readNotPlaced, writeNotPlaced } from "../git/repository/unplaced.ts";
import type { Repository } from "../git/repository/repository.ts";
import { fileName, type GitPath, gitPath, shownName } from "../git/values/path.ts";
import { encodeText } from "../git/values/git_text.ts";
import { removeEmptyFolders } from "./folders.ts";
import { skipWorktree } from "../git/commands/index.ts";
import { checkoutInto, differingFromIndex } from "../git/commands/checkout.ts";
import { type Change, isWritten } from "../git/values/tree.ts";

/** A change of a path that has no name here, and its number among all changes of the update. */
interface OddChange extends Change {
  readonly at: number;
}

/**
 * Brings the files of such names to what the index has by now, the last thing in an update, as they
 * could not be taken back: what stands there is renamed aside, then git writes the new ones where nothing
 * is. What nobody published becomes a conflict copy when the asides are looked at. Can be done again when
 * it was cut off. `untouched` are paths that are left alone.
 */
export async function placeOdd(
  repository: Repository,
  update: {
    readonly changes: readonly Change[];
    readonly untouched: ReadonlySet<GitPath>;
    readonly aside: string;
  },
): Promise<void> {
  const { untouched, aside } = update;
  const odd = oddChanges(update.changes).filter(({ path }) => !untouched.has(path));
  const taken = odd.filter(({ old }) => isWritten(old));
  if (taken.length > 0) {
    await Deno.mkdir(aside, { recursive: true });
    await moveAside(repository, taken.map(({ path, at }) => [path, join(aside, String(at))]));
  }
  for (const { path, new: now } of taken) {
    if (!isWritten(now)) await removeEmptyFolders(repository.root, path);
  }
  const paths = odd.filter((change) => isWritten(change.new)).map(({ path }) => path);
  if (paths.length === 0) return;
  await checkoutInto(repository, { folder: repository.root, paths });
  const differing = await differingFromIndex(repository);
  const left = paths.filter((path) => differing.has(path));
  if (left.length === 0) return;
  // What stands there must not get published as an edit.
  await skipWorktree(repository, left);
  const before = (await readNotPlaced(repository)).filter(({ path }) => !left.includes(path));
  await writeNotPlaced(repository, [
    ...before,
    ...left.map((path) => ({ path, reason: "name" as const })),
  ]);
}

/**
 * What was renamed aside, to be looked at again. A conflict copy gets a name that can be shown: bytes
 * that are not UTF-8 are replaced. As nobody has looked at these files before, their content decides.
 */
export function oddAsides(changes: readonly Change[]): AsideFile[] {
  return oddChanges(changes).flatMap(({ path, at, old }) =>
    isWritten(old)
      ? [{
        path: gitPath(shownName(path)),
        name: String(at),
        oid: old.oid,
        size: -1,
        modified: undefined,
      }]
      : []
  );
}

function oddChanges(changes: readonly Change[]): OddChange[] {
  return changes.map((change, at) => ({ ...change, at }))
    .filter(({ path }) => fileName(path) === undefined);
}

// Neither a folder nor anything behind a link is moved, and nothing that was moved before is replaced.
const MOVE = [
  "folder=$1",
  'while [ "${folder%/*}" != "$folder" ]; do',
  "  folder=${folder%/*}",
  '  if [ -L "$folder" ]; then exit 0; fi',
  "done",
  'if [ -d "$1" ] && [ ! -L "$1" ]; then exit 0; fi',
  'mv -n -- "$1" "$2"',
].join("\n");

async function moveAside(
  { root, ssh }: Repository,
  moves: readonly (readonly [GitPath, string])[],
): Promise<void> {
  const input = moves.map(([path, to]) => `./${path}\0${encodeText(to)}\0`).join("");
  const script = 'exec xargs -0 -n 2 /bin/sh -c "$1" mv';
  // A file that was not moved is found afterwards.
  await runTool(["/bin/sh", "-c", script, "sh", MOVE], {
    cwd: root,
    // Programs are found by the PATH of git, which names no folder of the work tree.
    env: ssh.environment,
    clearEnv: true,
    input: Buffer.from(input, "latin1"),
    timeoutMs: Infinity,
  });
}
