// Decides whether what comes in is brought into the folder now: its size, and the space on the disks.

import type { Block } from "../problem.ts";
import type { Repository } from "../git/repository/repository.ts";
import { freeSpaceIn as freeSpace } from "../../system/disk/free_space.ts";
import { type IncomingCommits, sizeObstacle } from "./incoming.ts";

/** Returns why what comes in is not brought into the folder now. */
export async function updateObstacle(
  repository: Repository,
  { incoming, branch, isConfirmed, freeSpaceIn = freeSpace }: {
    readonly incoming: IncomingCommits | undefined;
    readonly branch: string;
    readonly isConfirmed: boolean;
    /** Returns the bytes that the volume of a folder has room for. */
    readonly freeSpaceIn?: ((folder: string) => Promise<number | undefined>) | undefined;
  },
): Promise<Block | undefined> {
  if (incoming === undefined) return undefined;
  // They may lie on two volumes: the new files are written into the one and put in place in the other.
  const [inTree = Infinity, inOwn = Infinity] = await Promise.all(
    [repository.root, repository.ownDir].map(freeSpaceIn),
  );
  return sizeObstacle(incoming.size, { branch, room: Math.min(inTree, inOwn), isConfirmed });
}
