// Keeps what is known of a repository from one sync to the next. Each part has one owner.

import { Branch } from "../branch/branch.ts";
import { chooseBranch } from "../branch/choose_branch.ts";
import type { KnownFolder } from "../folder/known_folder.ts";
import { currentFolder } from "../folder/open_folder.ts";
import { ReportedDeletion } from "../incoming/reported_deletion.ts";
import { Conflicts } from "../conflicts/conflicts.ts";
import type { SyncSettings } from "./settings.ts";

/** The knowledge of one repository. */
export class SyncState {
  readonly folder: KnownFolder;
  readonly branch: Branch;
  readonly conflicts: Conflicts;
  readonly deletion: ReportedDeletion;

  constructor(folder: KnownFolder, branch: string) {
    this.folder = folder;
    this.branch = new Branch(folder.repository, branch);
    this.conflicts = new Conflicts(folder.repository);
    this.deletion = new ReportedDeletion(folder.repository);
  }

  /** Drops what could be wrong after a failure. */
  forget(): void {
    this.branch.related = undefined;
    this.folder.index.forget();
  }
}

/** Returns what is known, or opens the repository anew when its folder or its configuration is another one. */
export async function currentState(
  settings: SyncSettings,
  known: SyncState | undefined,
): Promise<SyncState> {
  const folder = await currentFolder(settings, known?.folder);
  if (folder === known?.folder) return known;
  // A reopened repository is the same folder, with the branch on which syncing began.
  const branch = folder.identity === known?.folder.identity
    ? known.branch.name
    : await chooseBranch(folder.repository);
  const state = new SyncState(folder, branch);
  await state.deletion.read();
  return state;
}
