// Rules with which git does not come to an end: with each `**` of a pattern, the ways to match a path multiply
// by its depth, and each path is compared with each rule. Such a scan is ended, and the line or the file is named.

import { join } from "node:path";
import {
  MANY_RULE_STARS,
  MANY_RULES,
  RULES_FILE_BYTES,
  SLOW_RULE_STARS,
  SLOW_SCAN_MS,
} from "../../../system/limits/folder.ts";
import type { RunGit } from "../process/types.ts";
import { withObjects } from "../objects/objects.ts";
import type { Repository } from "../repository/repository.ts";
import { fileName, gitPath, nulPaths, shownName } from "../values/path.ts";
import { decodeText, encodeText, nulFields } from "../values/git_text.ts";
import { parseEntry } from "../values/tree.ts";
import { git, GitError } from "../process/git.ts";
import { shorten } from "../../../system/text.ts";
import { userRules } from "./user_rules.ts";

/** The part of the rules that takes git most time. */
interface SlowRules {
  /** The file of rules, for display. */
  readonly path: string;
  readonly detail: string;
}

/**
 * Returns the repository with a way to run git that ends a command which applies rules to paths for longer than
 * `scanMs`, and throws `GitError` of kind "slow rules" then. Without a rule to blame a command goes on, as a folder
 * may be large. Commands with a limit of their own keep that.
 */
export function withinRules(repository: Repository, scanMs: number = SLOW_SCAN_MS): Repository {
  const run: RunGit = async (args, options) => {
    if (options.stall !== undefined) return await repository.run(args, options);
    let slow: SlowRules | undefined;
    const goesOn = async () => {
      slow = await slowRules(repository, options.env?.GIT_INDEX_FILE).catch(() => undefined);
      return slow === undefined;
    };
    const result = await repository.run(args, { ...options, stall: { everyMs: scanMs, goesOn } });
    if (result.ended !== "stall" || slow === undefined) return result;
    throw new GitError({ kind: "slow rules", ...slow }, "scan the folder");
  };
  return { ...repository, run };
}

/** Reports whether a git process was ended because of a rule. */
export function isSlowRule(error: unknown): error is GitError {
  return error instanceof GitError && error.failure.kind === "slow rules";
}

/**
 * Returns the rule with most `**`, when it is one that may not end, else a file of so many rules that all of them
 * together may not. Of an index, its own rules count.
 */
async function slowRules(
  repository: Repository,
  index: string | undefined,
): Promise<SlowRules | undefined> {
  const files = index === undefined
    ? await rulesOnDisk(repository)
    : await rulesIn(repository, index);
  let worst: SlowRules | undefined;
  let most = SLOW_RULE_STARS - 1;
  for (const [path, text] of files) {
    for (const [at, line] of text?.split("\n").entries() ?? []) {
      const stars = line.startsWith("#") ? 0 : starsIn(line);
      if (stars <= most) continue;
      most = stars;
      const shown = shorten(decodeText(line), 80);
      worst = { path, detail: `line ${at + 1} of ${path} holds ** ${stars} times: ${shown}` };
    }
  }
  if (worst !== undefined) return worst;
  const [path] = files.find(([, text]) => text === undefined || hasManyRules(text)) ?? [];
  return path === undefined ? undefined : { path, detail: `${path} has too many rules` };
}

/** Reports whether a file has so many rules that git may not come to an end with them. Pure. */
export function hasManyRules(text: string): boolean {
  return text.split("\n").length > MANY_RULES || starsIn(text) > MANY_RULE_STARS;
}

function starsIn(text: string): number {
  return text.split("**").length - 1;
}

/** The name of a file for display, and its text, one character per byte; `undefined` for one that is too large. */
type NamedText = readonly [name: string, text: string | undefined];

// In any spelling that a volume takes for these names.
const RULES = [":(top,glob,icase)**/.gitignore", ":(top,glob,icase)**/.gitattributes"];

async function rulesOnDisk(repository: Repository): Promise<NamedText[]> {
  const { root, commonDir } = repository;
  const { stdout } = await git(repository, ["ls-files", "-z", "--", ...RULES], { access: "reads" });
  const places = new Map<string, string>();
  for (const path of [gitPath(".gitignore"), gitPath(".gitattributes"), ...nulPaths(stdout)]) {
    const name = fileName(path);
    if (name !== undefined) places.set(name, join(root, name));
  }
  const others = [
    join(commonDir, "info/exclude"),
    join(commonDir, "info/attributes"),
    userRules(repository, "ignore"),
    userRules(repository, "attributes"),
  ];
  for (const file of others) places.set(file, file);
  const texts: NamedText[] = [];
  for (const [path, file] of places) {
    const info = await Deno.stat(file).catch(() => undefined);
    if (!info?.isFile) continue;
    texts.push([path, info.size > RULES_FILE_BYTES ? undefined : await textOf(file)]);
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
    const isSmall = (at: number) => (infos[at]?.size ?? Infinity) <= RULES_FILE_BYTES;
    const small = entries.filter((_, at) => isSmall(at));
    const contents = await reader.contents(small.map(([, { oid }]) => oid));
    const texts = contents.map((bytes) => new TextDecoder("latin1").decode(bytes));
    return entries.map(([path], at) =>
      [shownName(path), isSmall(at) ? texts.shift() : undefined] as const
    );
  });
}
