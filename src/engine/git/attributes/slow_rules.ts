// Rules with which git does not come to an end: with each `**` of a pattern, the ways to match a path multiply
// by its depth. Such a scan is ended, and the line is named.

import { join } from "node:path";
import { RULES_FILE_BYTES, SLOW_RULE_STARS, SLOW_SCAN_MS } from "../../../system/limits/folder.ts";
import type { RunGit } from "../process/types.ts";
import { withObjects } from "../objects/objects.ts";
import type { Repository } from "../repository/repository.ts";
import { fileName, gitPath, nulPaths, shownName } from "../values/path.ts";
import { decodeText, encodeText, nulFields } from "../values/git_text.ts";
import { parseEntry } from "../values/tree.ts";
import { git, GitError } from "../process/git.ts";
import { shorten } from "../../../system/text.ts";

/** The line of a file of rules that takes git most time. */
export interface SlowRule {
  /** The file of rules, for display. */
  readonly path: string;
  /** From 1 on. */
  readonly line: number;
  /** How often it holds `**`. */
  readonly stars: number;
  readonly text: string;
}

/**
 * Returns the repository with a way to run git that ends a command which applies rules to paths for longer than
 * `scanMs`, and throws `GitError` of kind "slow rules" then. Without a rule to blame a command goes on, as a folder
 * may be large. Commands with a limit of their own keep that.
 */
export function withinRules(repository: Repository, scanMs: number = SLOW_SCAN_MS): Repository {
  const run: RunGit = async (args, options) => {
    if (options.stall !== undefined) return await repository.run(args, options);
    let slow: SlowRule | undefined;
    const goesOn = async () => {
      slow = await slowRule(repository, options.env?.GIT_INDEX_FILE).catch(() => undefined);
      return slow === undefined;
    };
    const result = await repository.run(args, { ...options, stall: { everyMs: scanMs, goesOn } });
    if (result.ended !== "stall" || slow === undefined) return result;
    const { path, line, stars, text } = slow;
    const detail = `line ${line} of ${path} holds ** ${stars} times: ${text}`;
    throw new GitError({ kind: "slow rules", path, detail }, "scan the folder");
  };
  return { ...repository, run };
}

/** Reports whether a git process was ended because of a rule. */
export function isSlowRule(error: unknown): error is GitError {
  return error instanceof GitError && error.failure.kind === "slow rules";
}

/** Returns the rule with most `**`, when it is one that may not end. Of an index, its own rules count. */
async function slowRule(
  repository: Repository,
  index: string | undefined,
): Promise<SlowRule | undefined> {
  const texts = index === undefined
    ? await rulesOnDisk(repository)
    : await rulesIn(repository, index);
  let worst: SlowRule | undefined;
  for (const [path, text] of texts) {
    for (const [at, line] of text.split("\n").entries()) {
      const stars = line.startsWith("#") ? 0 : line.split("**").length - 1;
      if (stars < SLOW_RULE_STARS || stars <= (worst?.stars ?? 0)) continue;
      worst = { path, line: at + 1, stars, text: shorten(decodeText(line), 80) };
    }
  }
  return worst;
}

/** The text of a file of rules, one character per byte, and its name for display. */
type NamedText = readonly [name: string, text: string];

const RULES = [":(top,glob)**/.gitignore", ":(top,glob)**/.gitattributes"];

async function rulesOnDisk(repository: Repository): Promise<NamedText[]> {
  const { root, commonDir } = repository;
  const { stdout } = await git(repository, ["ls-files", "-z", "--", ...RULES], { access: "reads" });
  const places = new Map<string, string>();
  for (const path of [gitPath(".gitignore"), gitPath(".gitattributes"), ...nulPaths(stdout)]) {
    const name = fileName(path);
    if (name !== undefined) places.set(name, join(root, name));
  }
  for (const name of ["info/exclude", "info/attributes"]) {
    const file = join(commonDir, name);
    places.set(file, file);
  }
  const texts: NamedText[] = [];
  for (const [path, file] of places) {
    const info = await Deno.stat(file).catch(() => undefined);
    if (info?.isFile && info.size <= RULES_FILE_BYTES) texts.push([path, await textOf(file)]);
  }
  return texts;
}

async function textOf(file: string): Promise<string> {
  return encodeText(await Deno.readTextFile(file).catch(() => ""));
}

async function rulesIn(repository: Repository, index: string): Promise<NamedText[]> {
  const { stdout } = await git(repository, ["ls-files", "-s", "-z", "--", ...RULES], {
    access: "reads",
    env: { GIT_INDEX_FILE: index },
  });
  const entries = nulFields(stdout).map(parseEntry);
  return await withObjects(repository, async (reader) => {
    const infos = await reader.info(entries.map(([, { oid }]) => oid));
    const some = entries.filter((_, at) => (infos[at]?.size ?? Infinity) <= RULES_FILE_BYTES);
    const contents = await reader.contents(some.map(([, { oid }]) => oid));
    return some.map((
      [path],
      at,
    ) => [shownName(path), new TextDecoder("latin1").decode(contents[at])]);
  });
}
