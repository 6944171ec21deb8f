// Keeps the repository small: plumbing alone never packs.

import type { Repository } from "./open.ts";

/** Packs what has gathered, when git finds that it is time; git does that in the background. */
export async function maintain(repository: Repository): Promise<void> {
  await repository.run(
    ["-c", "gc.autoDetach=true", "maintenance", "run", "--auto", "--quiet"],
    { access: "writes" },
  );
}
