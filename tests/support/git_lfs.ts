// Git-lfs on machines of a story.

import type { Machine } from "./story.ts";

/** Sets git-lfs up on a machine. Its hooks are those of the repository, whatever the user's own configuration says. */
export async function installLfs(machine: Machine): Promise<void> {
  await machine.git("lfs", "install", "--local", "--skip-repo");
  await machine.git("config", "core.hooksPath", ".git/hooks");
}

/** Returns the pointer that stands for a content in git. */
export async function pointerTo(content: string): Promise<string> {
  const bytes = new TextEncoder().encode(content);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${digest.toHex()}\nsize ${bytes.length}\n`;
}
