// Errors -> the problem that is reported for them.

import { isAboutSettings } from "./git/process/classify.ts";
import { GitStartError } from "./git/process/types.ts";
import type { Failure } from "./git/process/failure.ts";
import {
  DamagedRepository,
  FolderMissing,
  FolderOfOther,
  FolderUnreadable,
  NotARepository,
  OldGit,
} from "./git/repository/errors.ts";
import { shownName } from "./git/values/path.ts";
import { NotWritable } from "./worktree/update.ts";
import { lacksResources } from "../system/process/start_failure.ts";
import { GitError } from "./git/process/git.ts";
import type { Block, Problem } from "./problem.ts";
import { errorMessage } from "../system/error_message.ts";
import { StoppedError } from "../system/pace.ts";

/** Returns the failure behind an error. */
export function failureOf(error: unknown): Failure {
  if (error instanceof GitError) return error.failure;
  if (error instanceof StoppedError) return { kind: "aborted", detail: error.message };
  const detail = errorMessage(error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") return { kind: "disk full", detail };
  if (code === "EROFS" || error instanceof Deno.errors.PermissionDenied) {
    return { kind: "permission", detail };
  }
  return { kind: "unknown", detail };
}

/** A sync stops before it touches what it should not. */
export class BlockedError extends Error {
  override readonly name = "BlockedError";
  constructor(readonly block: Block) {
    super(block.kind);
  }
}

/** Returns the error for a lock that cannot be taken, without which two instances could sync one folder. */
export function notLocked(error: unknown, gitDir: string): Error {
  const { kind, detail } = failureOf(error);
  if (kind === "permission") return new BlockedError({ kind: "not writable", path: gitDir });
  if (kind === "disk full" && error instanceof Error) return error;
  return new BlockedError({ kind: "not locked", detail });
}

/** Returns the problem behind an error. */
export function problemOf(error: unknown): Problem {
  return blockedBy(error) ?? failureOf(error);
}

/** Returns the block behind an error; `undefined` for a failure. */
export function blockedBy(error: unknown): Problem | undefined {
  if (error instanceof BlockedError) return error.block;
  if (error instanceof GitError && isAboutSettings(error.failure)) {
    return { kind: "bad settings", detail: error.failure.detail };
  }
  if (error instanceof NotARepository) return { kind: "not a repository", detail: error.message };
  if (error instanceof DamagedRepository) return { kind: "bad settings", detail: error.message };
  if (error instanceof FolderMissing) return { kind: "folder missing" };
  if (error instanceof FolderUnreadable) {
    return { kind: "folder unreadable", detail: error.message };
  }
  if (error instanceof FolderOfOther) return { kind: "other owner", path: error.path };
  // With what it lacks no other git could be started: it passes, or is told as it is.
  if (error instanceof GitStartError && !lacksResources(error.message)) {
    return { kind: "no git", detail: error.message, isForIntel: error.isForIntel };
  }
  if (error instanceof NotWritable) return { kind: "not writable", path: shownName(error.path) };
  if (error instanceof OldGit) return { kind: "old git", version: error.version };
  return undefined;
}
