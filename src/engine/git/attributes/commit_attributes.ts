// What the attributes of a commit say of paths, whatever stands in the work tree.

import { join } from "node:path";
import { lstatIfThere } from "../../../system/file_state.ts";
import { removeAll } from "../../../system/files.ts";
import { checkoutInto } from "../commands/checkout.ts";
import { readTree, setEntries, withIndex } from "../commands/index.ts";
import type { Repository } from "../repository/repository.ts";
import type { ByteAttributes } from "../values/byte_attributes.ts";
import { fileIn, type GitPath } from "../values/path.ts";
import type { Entry } from "../values/tree.ts";
import { type AttributeSource, byteAttributes, filtersOf } from "./attributes.ts";
import { isSlowRule } from "./slow_rules.ts";
import { pathInTree, userRulesBy } from "./user_rules.ts";
import { widenSlowRules } from "./widened_rules.ts";

/**
 * Returns the filters of some paths by the attributes of a commit; of no others is asked. Where git
 * does not come to an end with a rule, that counts for more paths. Throws `GitError`.
 */
export async function filtersBy(
  repository: Repository,
  { commit, paths }: { readonly commit: string; readonly paths: readonly GitPath[] },
): Promise<Map<GitPath, string>> {
  return await byCommit(
    repository,
    { commit },
    (source) => filtersOf(repository, { paths, ...source }),
  );
}

/**
 * Returns what the attributes of a commit say of some paths, once the entries `set` are in it.
 * Where git does not come to an end with a rule, that counts for more paths. Throws `GitError`.
 */
export async function byteAttributesBy(
  repository: Repository,
  { commit, set, paths }: {
    readonly commit: string;
    readonly set?: readonly (readonly [GitPath, Entry | undefined])[];
    readonly paths: readonly GitPath[];
  },
): Promise<Map<GitPath, ByteAttributes>> {
  return await byCommit(
    repository,
    { commit, ...(set === undefined ? {} : { set }) },
    (source) => byteAttributes(repository, paths, source),
  );
}

/**
 * Asks with an index that has the attributes of a commit; once more with wider rules where one is
 * slow.
 */
async function byCommit<Said>(
  repository: Repository,
  { commit, set = [] }: {
    readonly commit: string;
    readonly set?: readonly (readonly [GitPath, Entry | undefined])[];
  },
  ask: (source: AttributeSource) => Promise<Said>,
): Promise<Said> {
  const folder = join(repository.ownDir, "rules");
  return await withIndex(repository, async (index) => {
    await readTree(repository, commit, index);
    if (set.length > 0) await setEntries(repository, set, index);
    const source = { index, userFile: await userFileBy(repository, commit, { index, folder }) };
    try {
      return await ask(source);
    } catch (error) {
      if (!isSlowRule(error)) throw error;
      await widenSlowRules(repository, index);
      return await ask(source);
    }
  }).finally(() => removeAll(folder));
}

/**
 * Writes the user's own file of attributes as an index has it, where it lies in the work tree;
 * returns the file.
 */
async function userFileBy(
  repository: Repository,
  commit: string,
  { index, folder }: { readonly index: string; readonly folder: string },
): Promise<string> {
  const [userFile] = await userRulesBy(repository, "attributes", commit);
  const path = await pathInTree(repository, userFile);
  if (path === undefined) return userFile;
  await removeAll(folder);
  await Deno.mkdir(folder);
  await checkoutInto(repository, { folder, index, paths: [path] });
  const file = fileIn(folder, path);
  return (await lstatIfThere(file))?.isFile ? file : userFile;
}
