// The words about an update that is too large to be received. Pure.

import type { ProblemOf } from "../../engine/mod.ts";
import {
  INCOMING_DEPTH,
  MOST_COMPARED_FILES,
  MOST_INCOMING_FILES,
} from "../../system/limits/commits.ts";
import { grouped, megabytes } from "../quantities.ts";

/** Returns why an update can never be received. */
export function refusedWords({ branch, what, count }: ProblemOf<"update refused">): string {
  switch (what) {
    case "files": {
      const most = grouped(MOST_INCOMING_FILES);
      return count === undefined
        ? `the remote's ${branch} changes more than ${most} files`
        : `the remote's ${branch} changes ${grouped(count)} files, more than the limit of ${most}`;
    }
    case "compared files":
      return `a merge with the remote's ${branch} compares ${grouped(count ?? 0)} files, ` +
        `more than the limit of ${grouped(MOST_COMPARED_FILES)}`;
    case "folders": {
      const deep = count === undefined ? `more than ${INCOMING_DEPTH}` : grouped(count);
      return `the remote's ${branch} has folders that are nested ${deep} deep; ` +
        `the limit is ${INCOMING_DEPTH}`;
    }
    case "names":
      return `the names of the files that the remote's ${branch} changes are too long, ` +
        `${megabytes(count ?? 0)} in all`;
  }
}
