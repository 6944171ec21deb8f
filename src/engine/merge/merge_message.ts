// The message of a merge commit. Pure.

import type { Conflict } from "../conflicts/conflict.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import { filesInWords, withoutControls, withTrailer } from "../git/values/commit_message.ts";

/** Returns the message of a merge, which lists the conflicts and where each version went. */
export function mergeMessage(
  about: {
    readonly paths: readonly GitPath[];
    readonly conflicts: readonly Conflict[];
    /** Those of the copies that stay on the machine which merges. */
    readonly local: ReadonlySet<GitPath>;
    readonly gitlinks: readonly GitPath[];
    /** Versions without a copy, and the commits that have them. */
    readonly uncopied: readonly (Omit<Conflict, "copy"> & { readonly commit: string })[];
    readonly host: string;
  },
): string {
  const { paths, conflicts, local, gitlinks, uncopied, host } = about;
  const onHost = (copy: GitPath) => local.has(copy) ? ` on ${withoutControls(host)} alone` : "";
  const lines = [
    ...conflicts.map(({ path, copy, origin }) =>
      `Conflict: ${line(path)}: the version of ${withoutControls(origin.host)} is in ${line(copy)}${
        onHost(copy)
      }`
    ),
    ...uncopied.map(({ path, origin, commit }) =>
      `Conflict: ${line(path)}: the version of ${
        withoutControls(origin.host)
      } is in ${commit} alone`
    ),
    ...gitlinks.map((path) => `Nested repository: ${line(path)}: the published commit stays`),
  ];
  const body = lines.length === 0 ? "" : `\n\n${lines.join("\n")}`;
  return withTrailer(`Merge: ${filesInWords(paths)} (${host})${body}`, host);
}

function line(path: GitPath): string {
  return withoutControls(shownName(path));
}
