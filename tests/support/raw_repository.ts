// A lone repository with raw git, whose input and output are bytes: one character per byte, as git's
// names need not be UTF-8.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { World } from "./world.ts";

/** Runs raw git with bytes as input and output; fails the test when git does. */
export type Run = (args: readonly string[], stdin?: string | Iterable<string>) => Promise<string>;

/** A repository without a remote. */
export interface RawRepository {
  readonly folder: string;
  readonly run: Run;
  /** Writes a content and answers its id. */
  readonly blob: (content: string) => Promise<string>;
  readonly zeroId: string;
}

/** Makes an empty repository in a world. */
export async function rawRepository(
  world: World,
  format: "sha1" | "sha256" = "sha1",
): Promise<RawRepository> {
  const folder = `${world.folder}/repository`;
  await world.git(world.folder, "init", "-q", `--object-format=${format}`, folder);
  const run: Run = async (args, stdin = "") => {
    const child = new Deno.Command("git", {
      args: [...args],
      cwd: folder,
      clearEnv: true,
      env: { ...world.env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const output = child.output();
    const writer = child.stdin.getWriter();
    await writer.write(
      Buffer.from(typeof stdin === "string" ? stdin : [...stdin].join(""), "latin1"),
    );
    await writer.close();
    const { code, stdout, stderr } = await output;
    assert.equal(code, 0, Buffer.from(stderr).toString());
    return Buffer.from(stdout).toString("latin1");
  };
  return {
    folder,
    run,
    blob: async (content) => (await run(["hash-object", "-w", "--stdin"], content)).trim(),
    zeroId: "0".repeat(format === "sha256" ? 64 : 40),
  };
}
