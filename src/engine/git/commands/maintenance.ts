// Keeps the repository small: plumbing alone never packs.

import { withCommitGraph } from "../process/forced_settings.ts";
import type { Repository } from "../repository/repository.ts";

/**
 * Packs what has gathered, when git finds that it is time; git does that in the background. There it may meet
 * the next save, whose objects nothing leads to yet: whatever the user has set, they are not too old.
 */
export async function maintain(repository: Repository): Promise<void> {
  const settings = [
    ...["-c", "gc.autoDetach=true", "-c", "gc.pruneExpire=2.weeks.ago"],
    // The user's own git reads it.
    ...withCommitGraph(repository.config),
  ];
  await repository.run([...settings, "maintenance", "run", "--auto", "--quiet"], {
    access: "writes",
  });
}
