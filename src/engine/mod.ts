/**
 * Keeps a git work tree in sync with its remote: saves local changes as commits, merges those of others, and
 * publishes the result. No byte of either side is lost: versions that cannot be merged are both kept.
 *
 * A {@linkcode Syncer} syncs one folder, one sync at a time. It never throws: the {@linkcode SyncOutcome} says
 * how the sync ended, and its report what was done and found. Only one syncer may run in a repository at a
 * time, which is for the caller to ensure. {@linkcode check} finds what a sync would need and lacks.
 *
 * ```ts
 * import { createSyncer, desktopEnvironment, findGit } from "./mod.ts";
 *
 * const folder = "/home/me/notes";
 * const system = Deno.build.os;
 * const environment = await desktopEnvironment(Deno.env.toObject(), { system, synced: [folder] });
 * const syncer = createSyncer({
 *   folder,
 *   environment,
 *   program: await findGit(environment.PATH ?? "", system),
 *   host: "laptop",
 *   user: "me",
 *   maxFileBytes: 100 * 1024 * 1024,
 *   messageTemplate: "{files} ({host})",
 * });
 * const outcome = await syncer.sync({ remote: "ask" });
 * if (outcome.kind === "synced") console.log(outcome.report.saved);
 * ```
 *
 * All that the rest of the program uses of the engine is exported here.
 *
 * @module
 */

// Syncing.
export { createSyncer, type Syncer } from "./sync/syncer.ts";
export type { RemoteUse } from "./sync/next_step.ts";
export type { SyncRequest, SyncSettings, UserRequest } from "./sync/settings.ts";

// The outcome of a sync.
export type {
  Block,
  BlockKind,
  DeletionBlock,
  Problem,
  ProblemKind,
  ProblemOf,
} from "./problem.ts";
export type { Failure, FailureKind } from "./git/process/failure.ts";
export { type Amount, type Progress, PROGRESS_MS } from "./progress.ts";
export type { IncomingDeletion } from "./incoming/incoming_deletion.ts";
export type { OpenConflict } from "./conflicts/open_conflicts.ts";
export type { HiddenRename, NotSynced } from "./save/save.ts";
export type { NotPublished } from "./rules/publish.ts";
export type { Forced } from "./branch/compare.ts";
export { notLocked, problemOf } from "./errors.ts";
export type { FileEdit, Report, SyncedBranch, SyncOutcome } from "./sync/outcome.ts";
export { emptyReport } from "./sync/report.ts";

// The history, and changes that are made from it.
export { type History, openHistory, type SavesPage } from "./history/history.ts";
export type { PageStart, ShownFile, ShownSave, ShownVersion } from "./history/shown.ts";
export type { Found, SaveFilter } from "./history/search.ts";
export type { SaveKind } from "./history/saves.ts";
export { NotInHistory } from "./history/find_save.ts";
export { TooManyFiles } from "./history/many_files.ts";
export type { DaySaves } from "./history/days.ts";
export type { FolderListing, ListedEntry } from "./history/folder_listing.ts";
export type { ConflictDetails, ConflictVersion } from "./history/conflict_versions.ts";
export type { MergedPart } from "./history/merged_text.ts";
export type {
  ChangeResult,
  Keep,
  KeptReason,
  OwnChange,
  Refusal,
  SettleConflict,
} from "./restore/change.ts";

// Checking.
export { check } from "./check/check.ts";
export { deletedFiles } from "./check/files.ts";
export { type Finding, leftOutFindings } from "./check/finding.ts";
export { OLDEST_GIT } from "./git/process/version.ts";

// Access to the remote.
export { type HostKey, trustHost, unknownHostKey } from "./access/host_key.ts";
export { agentLines, type SshKey, sshKeyFor } from "./access/ssh_key.ts";
export { accessFiles } from "./access/access_files.ts";

// Setting up a folder.
export {
  addRemote,
  beginRepository,
  checkedOutCommit,
  ownPathIn,
  placeFolder,
  placeGitFolder,
  removeGitFolder,
  removeRemote,
  renameUnborn,
} from "./setup/begin.ts";
export {
  type IgnoredFiles,
  ignoreFiles,
  ignoreHere,
  keepHere,
  undoIgnore,
} from "./setup/first_ignore.ts";
export { type ChosenFolder, inspectFolder, type UnusableFolder } from "./setup/chosen_folder.ts";
export { makeScratchRepository, type Reached, reachRemote } from "./setup/reach.ts";
export { type CredentialHelper, findHelper, keepLogin, setHelper } from "./setup/sign_in.ts";
export { findFirstSave, type FirstSave, type RiskyFile } from "./setup/first_save.ts";

// The machine and the repository, as far as a caller prepares them.
export { desktopEnvironment, findGit, leadsInto, searchPath } from "./git/process/find_git.ts";
export { keepConnections } from "./git/process/ssh_connections.ts";
export { type Layout, readLayout } from "./git/repository/layout.ts";
export { findTraces, type KeptTrace, removeTraces, type Traces } from "./folder/traces.ts";
export { makeOwnFolder } from "./git/repository/own_folder.ts";

// Names.
export { baseName, shownName } from "./git/values/path.ts";
export { isQuotedPath } from "./git/values/written_path.ts";
export { shellQuoted } from "./git/values/ssh_command.ts";
