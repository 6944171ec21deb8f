// Keeps the repository small: plumbing alone never packs.

import { withCommitGraph } from "../process/forced_settings.ts";
import { configValue } from "../values/git_config.ts";
import type { Repository } from "../repository/repository.ts";

/** The task of git's upkeep that writes a commit-graph (git-maintenance). */
const GRAPH = "maintenance.commit-graph";

/** So many commits are added to the commit-graph at a time. To count as many takes git 4 ms, each time. */
const COMMITS_ADDED = 1_000;

/**
 * Packs what has gathered, when git finds that it is time; git does that in the background. There it may meet
 * the next save, whose objects nothing leads to yet: whatever the user has set, they are not too old. A long history
 * gets a commit-graph, so that the versions of a file are found in it.
 */
export async function maintain(repository: Repository): Promise<void> {
  const settings = [
    ...["-c", "gc.autoDetach=true", "-c", "gc.pruneExpire=2.weeks.ago"],
    ...withCommitGraph(repository.config),
    ...["-c", `${GRAPH}.enabled=${configValue(repository.config, `${GRAPH}.enabled`) ?? "true"}`],
    ...["-c", `${GRAPH}.auto=${COMMITS_ADDED}`],
  ];
  await repository.run([...settings, "maintenance", "run", "--auto", "--quiet"], {
    access: "writes",
  });
}
