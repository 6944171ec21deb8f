// The attributes of an earlier commit, where git does not come to an end with one of their rules: each such
// rule is asked as one that matches more paths. Nobody can mend the history, and a filter that a file may have
// had keeps it here, so that more is held and nothing is published.

import { RULES_FILE_BYTES, SLOW_RULE_STARS } from "../../../system/limits/folder.ts";
import { readBlob, writeBlob } from "../commands/blobs.ts";
import { readIndex, setEntries } from "../commands/index.ts";
import { withObjects } from "../objects/objects.ts";
import type { Repository } from "../repository/repository.ts";
import type { GitPath } from "../values/path.ts";
import type { Entry } from "../values/tree.ts";
import { hasManyRules } from "./slow_rules.ts";

/** Replaces the slow rules of all `.gitattributes` in an index of ours by wider ones. Throws `GitError`. */
export async function widenSlowRules(repository: Repository, index: string): Promise<void> {
  const found = await readIndex(repository, [":(top,glob)**/.gitattributes"], index);
  const infos = await withObjects(
    repository,
    (reader) => reader.info(found.map(({ entry }) => entry.oid)),
  );
  // Of very many rules each may have given a path any filter that counts here.
  const configured = [...repository.config.keys()]
    .flatMap((key) => /^filter\.(.+)\.(?:clean|process)$/.exec(key)?.[1] ?? [])
    .filter((name) => name !== "lfs");
  const anyFilter = configured.map((name) => `* filter=${name}\n`).join("");
  const changed: [GitPath, Entry][] = [];
  for (const [at, { path, entry }] of found.entries()) {
    const isSmall = (infos[at]?.size ?? Infinity) <= RULES_FILE_BYTES;
    const text = isSmall ? await readBlob(repository, entry.oid) : undefined;
    const wider = text === undefined || hasManyRules(text) ? anyFilter : widened(text);
    if (wider === text) continue;
    changed.push([path, { ...entry, oid: await writeBlob(repository, wider) }]);
  }
  if (changed.length > 0) await setEntries(repository, changed, index);
}

/**
 * Returns attributes in which a rule with many `**` has only the last part of its pattern, which matches the
 * same paths and others. Such a rule no longer takes an attribute away: that would match others, too. Pure.
 */
export function widened(text: string): string {
  return text.split("\n").map((line) => {
    if (line.startsWith("#") || line.split("**").length - 1 < SLOW_RULE_STARS) return line;
    // A pattern in quotation marks may hold spaces and escapes (gitattributes(5)).
    const quoted = /^\s*"(?:[^"\\]|\\.)*"/.exec(line)?.[0];
    const pattern = quoted ?? /^\s*\S+/.exec(line)?.[0] ?? "";
    const last = pattern.slice(pattern.lastIndexOf("/") + 1);
    const said = line.slice(pattern.length).split(/\s+/)
      .filter((word) => word !== "" && !/^[-!]/.test(word));
    return [quoted === undefined ? last : "*", ...said].join(" ");
  }).join("\n");
}
