// What has to be found again at the end: the texts that nobody overwrote or deleted while seeing them, and
// the versions that a sync said to have saved.

import type { Done } from "./edits.ts";
import { blobId, type Mark, marksOf, type Tree } from "./tree.ts";

/** A file as it stood when a sync began that came to an outcome. */
export interface Version {
  readonly oid: string;
  readonly machine: number;
  /** For a user's eyes: where it stood and when. */
  readonly about: string;
}

/** All texts and versions of a story. */
export class Ledger {
  readonly #known = new Set<Mark>();
  readonly #gone = new Set<Mark>();
  /** Texts in ignored files stand on one machine alone. */
  readonly #personal = new Map<Mark, number>();
  /** Texts that a change from the history may have put into the history alone. */
  readonly #replaced = new Set<Mark>();
  readonly #versions = new Map<string, Version>();
  /** Whether somebody has amended a commit by hand: what it had before is in the reflog alone. */
  isAmended = false;
  /** Files under names of the app that git has placed for a user, with their folder. */
  readonly placedByGit = new Set<string>();

  /** Texts that stand there from the start, or were written. */
  write(marks: readonly Mark[]): void {
    for (const mark of marks) this.#known.add(mark);
  }

  /** Texts that somebody overwrote or deleted and saw. */
  lose(marks: readonly Mark[]): void {
    for (const mark of marks) this.#gone.add(mark);
  }

  /** Texts in files that a change from the history may have replaced. */
  replace(marks: readonly Mark[]): void {
    for (const mark of marks) this.#replaced.add(mark);
  }

  /** The replaced texts that nobody has taken away: they are at least in the history. */
  replaced(): Mark[] {
    return [...this.#replaced].filter((mark) => !this.#gone.has(mark));
  }

  note({ gone, written }: Done): void {
    this.write(written);
    this.lose(gone);
  }

  /** Texts that a user keeps in ignored files. Whoever has the same one on another machine could move it away. */
  keepPersonal(machine: number, bytes: string): void {
    for (const mark of marksOf(bytes)) {
      const owner = this.#personal.get(mark) ?? machine;
      this.#personal.set(mark, owner);
      if (owner !== machine) this.#gone.add(mark);
    }
  }

  /** Takes note of what a sync has saved. */
  save(machine: number, tree: Tree, about: string): void {
    for (const [name, found] of tree) {
      const oid = blobId(found);
      const key = `${machine} ${oid}`;
      if (!this.#versions.has(key)) {
        this.#versions.set(key, { oid, machine, about: `${name} ${about}` });
      }
    }
  }

  /** What has to stand on a machine at the end. */
  expectedOn(machine: number): Mark[] {
    return [...this.#known].filter((mark) =>
      !this.#gone.has(mark) && !this.#replaced.has(mark) &&
      (this.#personal.get(mark) ?? machine) === machine
    );
  }

  /** All that syncs have saved. */
  versions(): Version[] {
    return [...this.#versions.values()];
  }
}
