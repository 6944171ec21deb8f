// Why a folder cannot be opened as a repository.

import { quote } from "../../../system/text.ts";
import { OLDEST_GIT } from "../process/version.ts";

/** The folder is no repository that can be synced: what git said of it. */
export class NotARepository extends Error {
  override readonly name = "NotARepository";
}

/** Returns what is wrong with a git folder whose HEAD git cannot read, as after a power cut, and what mends it. */
export function damagedHead(gitDir: string): string {
  return `${
    quote(`${gitDir}/HEAD`)
  } is gone or damaged: make it one line, "ref: refs/heads/" and your branch`;
}

/** There is a repository, and git cannot read it, as with a mistake in its configuration. */
export class DamagedRepository extends Error {
  override readonly name = "DamagedRepository";
}

/** There is no folder of that name. */
export class FolderMissing extends Error {
  override readonly name = "FolderMissing";
}

/** The system does not let this program read the folder (on macOS: "Privacy & Security"). */
export class FolderUnreadable extends Error {
  override readonly name = "FolderUnreadable";
}

/** Another user has the folder, and git does not touch it unless `safe.directory` allows it. */
export class FolderOfOther extends Error {
  override readonly name = "FolderOfOther";
  constructor(readonly path: string) {
    super(`${path} belongs to another user`);
  }
}

/** This git lacks what the sync is made of. */
export class OldGit extends Error {
  override readonly name = "OldGit";
  constructor(readonly version: string) {
    super(`git ${version} is older than ${OLDEST_GIT}`);
  }
}
