// Refs: read from the files of the git folder, as they are asked for several times in each sync and
// starting git would cost more than all the reading; moved by git alone.

import { join } from "node:path";
import { damagedHead, NotARepository } from "../repository/errors.ts";
import { headText } from "../repository/layout.ts";
import type { Repository } from "../repository/repository.ts";
import { classify } from "../process/classify.ts";
import { git, GitError } from "../process/git.ts";
import { isObjectId } from "../values/object_id.ts";
import { readTextFile } from "../../../system/disk/quick_files.ts";

/** The content of HEAD: a branch (which may have no commit yet) or a commit alone. */
export type Head =
  | { readonly kind: "branch"; readonly branch: string; readonly oid: string | undefined }
  | { readonly kind: "detached"; readonly oid: string };

/**
 * Reads HEAD (gitrepository-layout, "HEAD"). Throws `NotARepository` when there is none that git can read, as after a
 * power cut.
 */
export async function readHead(repository: Repository): Promise<Head> {
  const text = await headText(repository).catch((error) => {
    if (error instanceof Deno.errors.NotFound) {
      throw new NotARepository(damagedHead(repository.gitDir));
    }
    throw error;
  });
  const symbolic = /^ref: (refs\/.*[^/])$/.exec(text)?.[1];
  if (symbolic === undefined) {
    if (!isObjectId(text)) throw new NotARepository(damagedHead(repository.gitDir));
    return { kind: "detached", oid: text };
  }
  return {
    kind: "branch",
    branch: symbolic.replace(/^refs\/heads\//, ""),
    oid: await readRef(repository, symbolic),
  };
}

/** Reports whether HEAD is on a branch. Throws as `readHead` does. */
export async function isCheckedOut(repository: Repository, branch: string): Promise<boolean> {
  const head = await readHead(repository);
  return head.kind === "branch" && head.branch === branch;
}

/** Returns the id that a ref holds, or `undefined` when there is no such ref. Throws what reading throws. */
export async function readRef(repository: Repository, ref: string): Promise<string | undefined> {
  if (repository.reftable) return await askRef(repository, ref);
  const loose = await readIfThere(join(repository.commonDir, ref));
  if (loose !== undefined) {
    const symbolic = /^ref: (.+)$/.exec(loose.trim())?.[1];
    // A power cut may leave NULs, which are no id either.
    return symbolic === undefined
      ? loose.replaceAll("\0", "").trim()
      : await readRef(repository, symbolic);
  }
  const packed = await readIfThere(join(repository.commonDir, "packed-refs"));
  const line = packed?.split("\n").find((line) => line.endsWith(` ${ref}`));
  return line?.slice(0, line.indexOf(" "));
}

/** Returns the short name of a branch. */
export function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, "");
}

/** The move of a ref from an expected old value. */
export interface RefMove {
  readonly ref: string;
  readonly to: string;
  readonly from: string;
  /** Why, for the reflog. */
  readonly reason: string;
}

/** Moves a ref from an expected old value. Returns false when it has another one by now. */
export async function moveRef(
  repository: Repository,
  move: RefMove,
): Promise<boolean> {
  const { ref, to, from, reason } = move;
  const { code, stderr } = await git(repository, ["update-ref", "-m", reason, ref, to, from], {
    access: "writes",
    expect: [0, 128],
  });
  if (code === 0) return true;
  if (isMovedElsewhere({ code, stderr })) return false;
  throw new GitError(classify({ code, stderr, stdout: "" }), "git update-ref");
}

/** Reports whether `git update-ref` refused as another program has moved the ref; a lock is a failure of its own. */
export function isMovedElsewhere(
  { code, stderr }: { readonly code: number; readonly stderr: string },
): boolean {
  return code === 128 &&
    /but expected |reference already exists|unable to resolve reference/.test(stderr);
}

/** Sets a ref whatever it holds. */
export async function setRef(repository: Repository, ref: string, to: string): Promise<void> {
  await git(repository, ["update-ref", ref, to], { access: "writes" });
}

/** Deletes a ref that is expected to hold `from`. */
export async function deleteRef(repository: Repository, ref: string, from: string): Promise<void> {
  await git(repository, ["update-ref", "-d", ref, from], { access: "writes" });
}

/** Returns all refs below a prefix, with their ids. */
export async function listRefs(
  repository: Repository,
  prefix: string,
): Promise<{ readonly ref: string; readonly oid: string }[]> {
  const { stdout } = await git(repository, [
    "for-each-ref",
    "--format=%(refname) %(objectname)",
    prefix,
  ], { access: "reads" });
  return stdout.split("\n").filter(Boolean).map((line) => {
    const [ref, oid] = line.split(" ");
    return { ref: ref!, oid: oid! };
  });
}

/** Asks git for the id of a ref: with the reftable format (git 2.45) only git can tell. */
async function askRef(repository: Repository, ref: string): Promise<string | undefined> {
  const { code, stdout } = await repository.run(["rev-parse", "--verify", "--quiet", ref], {
    access: "reads",
  });
  return code === 0 ? stdout.trim() : undefined;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readTextFile(path);
  } catch (error) {
    // A branch `a` beside a folder of branches `a/…` reads as a folder; so does a ref below a file.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory) {
      return undefined;
    }
    if (error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
