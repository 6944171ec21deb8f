// What anybody who may push does with git by hand, and whether a secret was ever sent.

import assert from "node:assert/strict";
import type { Machine } from "./story.ts";
import type { World } from "./world.ts";

/** Commits all that stands in a machine's folder, whatever is ignored, and pushes it. */
export async function pushAll(machine: Machine): Promise<void> {
  await machine.git("add", "--force", "--all");
  await machine.git("commit", "--quiet", "-m", "files");
  await machine.git("push", "--quiet");
}

/** Publishes files from a machine, on top of what the remote has. */
export async function publish(
  machine: Machine,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await machine.git("pull", "--quiet");
  await machine.write(files);
  await pushAll(machine);
}

/** The same, after which the other machine receives them by its sync. */
export async function receive(
  receiver: Machine,
  machine: Machine,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await publish(machine, files);
  await receiver.sync();
}

/** Fails the test when a text with the word SECRET was ever sent. */
export async function assertUnpublished({ git, tryGit, remote }: World): Promise<void> {
  const commits = (await git(remote, "rev-list", "--all")).split("\n");
  assert.equal((await tryGit(remote, ["grep", "SECRET", ...commits])).stdout, "");
}
