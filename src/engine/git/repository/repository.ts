// An open repository: its folders, its configuration and its git.

import type { RunGit } from "../process/types.ts";
import type { Connections, SshClient } from "../process/ssh_connections.ts";
import type { LfsServer } from "./lfs_server.ts";
import type { ScratchName } from "./scratch.ts";
import type { GitConfig } from "../values/git_config.ts";
import type { GitPath } from "../values/path.ts";

/** A work tree and its git folder, and the way to run git in it. */
export interface Repository {
  readonly run: RunGit;
  /** Aborted when all work has to end where it is: what is half done is undone by the next start. */
  readonly signal: AbortSignal | undefined;
  /** The top folder of the work tree, with links resolved. */
  readonly root: string;
  /** Returns the file of a path. Throws a `TypeError` when its name is not UTF-8. */
  readonly fileOf: (path: GitPath) => string;
  /** The git folder of this work tree: of a linked work tree it is its own. */
  readonly gitDir: string;
  /** The git folder that all linked work trees share. */
  readonly commonDir: string;
  /** Everything of ours lies here, so that nothing of ours stands in the synced tree. */
  readonly ownDir: string;
  readonly config: GitConfig;
  /** The files of git's configuration, also those that it includes. */
  readonly configFiles: readonly string[];
  /** The files of git's configuration, and the folder of hooks. */
  readonly settingsFiles: readonly string[];
  /** Changes whenever one of them does. */
  readonly settingsStamp: string;
  /** The id of nothing, as long as this repository's ids are. */
  readonly zeroId: string;
  readonly reftable: boolean;
  readonly ssh: SshClient;
  /** The server of git-lfs, where that is set up. */
  readonly lfs: LfsServer | undefined;
  /** Whether a push of git sends what git-lfs keeps; true where there is nothing to send. */
  readonly hasLfsHook: boolean;
  /** Where ssh connections are kept open, when they are. */
  readonly connections: Connections | undefined;
  /** This machine's name in commits and conflict copies. */
  readonly host: string;
  /** The name of our scratch folders in the work tree. */
  readonly scratch: ScratchName;
}
