// Gathers what a sync does while it is under way.

import type { Edit } from "../git/values/edits.ts";
import { type GitPath, shownName } from "../git/values/path.ts";
import type { FileEdit, Received, Report, SyncedBranch } from "./outcome.ts";
import type { SyncState } from "./sync_state.ts";

/** The report of a sync under way. */
export class ReportBuilder {
  place: SyncedBranch | undefined;
  readonly saved: string[] = [];
  readonly edits = new Map<string, FileEdit>();
  pushed = false;
  remade = false;
  forced: Report["forced"];
  unlocked = 0;
  changed: readonly NonNullable<Report["changed"]>[number][] = [];
  restored: number | undefined;
  notPublished: NonNullable<Report["notPublished"]> = [];
  confirmed = false;
  askedAt: number | undefined;
  readonly received = new Map<string, Omit<Received, "path">>();
  /** Path to host. */
  readonly left = new Map<string, string>();
  readonly conflicts: Report["conflicts"][number][] = [];
  readonly kept: Report["kept"][number][] = [];
  readonly uncopied: Report["uncopied"][number][] = [];
  readonly hidden: Report["hidden"][number][] = [];

  /** Adds what a commit has saved; a later commit says what became of a path. */
  addSaved(
    { paths, edits }: { readonly paths: readonly GitPath[]; readonly edits: readonly Edit[] },
  ): void {
    // Each name once, as there may be very many.
    const shown = new Map(edits.map((edit) => [edit.path, shownEdit(edit)]));
    for (const path of paths) this.saved.push(shown.get(path)?.path ?? shownName(path));
    for (const edit of shown.values()) this.addEdit(edit);
  }

  /** Adds what was done to one file. */
  addEdit(edit: FileEdit): void {
    const { path, kind } = edit;
    const isNew = kind === "edited" && this.edits.get(path)?.kind === "added";
    this.edits.set(path, isNew ? { path, kind: "added" } : edit);
  }

  /** Adds conflicts of edits that were made while the folder was updated. */
  addLateEdits(
    copies: readonly Pick<Report["conflicts"][number], "path" | "copy">[],
    host: string,
  ): void {
    for (const { path, copy } of copies) {
      this.conflicts.push({ path, copy, side: "ours", origin: { host, time: Date.now() } });
    }
  }

  /** Adds what came of a change from the history. */
  addChanged(changed: ReportBuilder["changed"][number]): void {
    this.changed = [...this.changed, changed];
  }

  /** Adds the conflicts of a merge. A restored file whose name another machine's version has now is a copy. */
  addMergeConflicts(conflicts: Report["conflicts"]): void {
    const copied = new Set<string>();
    for (const conflict of conflicts) {
      this.conflicts.push(conflict);
      if (conflict.side === "ours") copied.add(shownName(conflict.path));
    }
    this.changed = this.changed.map((changed) => {
      const { paths, kept } = changed;
      const lost = paths.filter((path) => copied.has(path));
      return {
        ...changed,
        paths: paths.filter((path) => !copied.has(path)),
        kept: [...kept, ...lost.map((path) => ({ path, reason: "changed elsewhere" } as const))],
      };
    });
  }

  /** Returns the report, with what is known of the repository. */
  done(state: SyncState | undefined): Report {
    return {
      place: this.place,
      saved: [...new Set(this.saved)],
      edits: [...this.edits.values()],
      pushed: this.pushed,
      remade: this.remade,
      ...(this.unlocked === 0 ? {} : { unlocked: this.unlocked }),
      ...(this.restored === undefined ? {} : { restored: this.restored }),
      ...(this.notPublished.length === 0 ? {} : { notPublished: this.notPublished }),
      ...(this.changed.length === 0 ? {} : { changed: this.changed }),
      received: [...this.received].map(([path, how]) => ({ path, ...how })),
      heldDeletion: state?.folder.skipped.heldDeletion?.block,
      deletion: state?.deletion.current,
      forced: this.forced,
      left: [...this.left].map(([path, host]) => ({ path, host })),
      conflicts: this.conflicts,
      kept: this.kept,
      uncopied: this.uncopied,
      hidden: this.hidden,
      openConflicts: state?.conflicts.open,
      unsent: state?.branch.isUnsent,
      confirmed: this.confirmed,
      askedAt: this.confirmed ? this.askedAt : undefined,
      notSynced: state?.folder.notSynced ?? [],
    };
  }
}

/** Returns an edit with names for the user's eyes. */
export function shownEdit({ path, kind, from }: Edit): FileEdit {
  const before = from === undefined ? {} : { from: shownName(from) };
  return { path: shownName(path), kind, ...before };
}

/** Returns the report of a sync that did nothing and knows nothing. */
export function emptyReport(): Report {
  return new ReportBuilder().done(undefined);
}
