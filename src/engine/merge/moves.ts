// Which changes follow a file that the other side has moved: a name decides which attributes count.

import type { ByteAttributes } from "../git/values/byte_attributes.ts";
import { byteAttributesBy } from "../git/attributes/commit_attributes.ts";
import type { Repository } from "../git/repository/repository.ts";
import { isStoredAlike } from "../rules/other_attributes.ts";
import type { Side } from "../conflicts/conflict.ts";
import type { Move } from "./sides.ts";

/**
 * Returns the moves to a name with the same filter and encoding. Under others the changed content, as it is stored,
 * would mean other bytes: such a change stays under the old name. Throws `GitError`.
 */
export async function movesToFollow(
  repository: Repository,
  { moves, ours, theirs }: {
    readonly moves: readonly Move[];
    readonly ours: string;
    readonly theirs: string;
  },
): Promise<readonly Move[]> {
  if (moves.length === 0) return moves;
  const said: Record<Side, ReadonlyMap<string, ByteAttributes>> = {
    ours: await attributesIn(repository, { commit: ours, moves }),
    theirs: await attributesIn(repository, { commit: theirs, moves }),
  };
  return moves.filter(({ from, to, by }) => {
    const mover: Side = by === "ours" ? "theirs" : "ours";
    return isStoredAlike(said[by].get(from), said[mover].get(to));
  });
}

async function attributesIn(
  repository: Repository,
  { commit, moves }: { readonly commit: string; readonly moves: readonly Move[] },
): ReturnType<typeof byteAttributesBy> {
  const paths = moves.flatMap(({ from, to }) => [from, to]);
  return await byteAttributesBy(repository, { commit, paths });
}
