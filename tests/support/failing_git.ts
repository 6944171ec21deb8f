// A clone and a git in it that must fail, run as the app runs it: what it fails with is classified.

import assert from "node:assert/strict";
import { join } from "node:path";
import { gitRunner } from "../../src/engine/git/process/run_git.ts";
import type { GitOptions } from "../../src/engine/git/process/types.ts";
import { classify } from "../../src/engine/git/process/classify.ts";
import type { Failure } from "../../src/engine/git/process/failure.ts";
import { writeProgram } from "./executable.ts";
import { makeWorld, type World } from "./world.ts";

/** The branch of every world. */
export const BRANCH = "refs/heads/main";

/** What a git process that must fail may be given beside its arguments. */
export interface Attempt extends Partial<GitOptions> {
  readonly sshCommand?: string;
  readonly program?: string;
  readonly signal?: AbortSignal;
}

/** A clone named laptop in a fresh world, and a git in it that must fail. */
export async function failingGit() {
  const world = await makeWorld();
  const [laptop] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const attempt = async (args: readonly string[], options: Attempt = {}): Promise<Failure> => {
    const { sshCommand, program = "git", signal, ...rest } = options;
    const git = gitRunner({
      program,
      folder: laptop,
      environment: world.env,
      ...(sshCommand === undefined ? {} : { sshCommand }),
      ...(signal === undefined ? {} : { signal }),
    });
    const result = await git(args, { access: "writes", ...rest });
    assert.notEqual(result.code, 0, `git ${args.join(" ")} did not fail`);
    const failure = classify(result);
    assert.match(failure.detail, /^\S(?:.*\S)?$/, "the detail is one line");
    return failure;
  };
  return {
    world,
    laptop,
    attempt,
    fetch: (url: string, options?: Attempt) =>
      attempt(["fetch", "--progress", "--no-tags", url, BRANCH], options),
    push: (url: string, options?: Attempt) =>
      attempt(["push", "--porcelain", "--progress", url, `HEAD:${BRANCH}`], options),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** Commits a new file; without content it holds its own name. */
export async function commit(world: World, folder: string, name: string, content?: Uint8Array) {
  await Deno.writeFile(join(folder, name), content ?? new TextEncoder().encode(name));
  await world.git(folder, "add", "-A");
  await world.git(folder, "commit", "--quiet", "-m", name);
}

/** Writes an executable shell script and returns its path. */
export async function script(path: string, ...lines: string[]): Promise<string> {
  await writeProgram(path, ["#!/bin/sh", ...lines, ""].join("\n"));
  return path;
}
