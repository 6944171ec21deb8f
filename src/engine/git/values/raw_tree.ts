// The bytes of tree objects: mode, space, name, NUL, id, one entry after the other, as git's tree-walk.c
// reads them. Pure.

import { textOf } from "./git_text.ts";

/** An entry of one tree, read as far as it is asked for: a tree may have a million. */
export class RawEntry {
  constructor(
    readonly tree: Uint8Array,
    readonly at: { readonly from: number; readonly space: number; readonly nul: number },
    readonly idBytes: number,
  ) {}

  get nameBytes(): number {
    return this.at.nul - this.at.space - 1;
  }

  /** One character per byte. */
  get name(): string {
    return textOf(this.tree.subarray(this.at.space + 1, this.at.nul));
  }

  get type(): "folder" | "gitlink" | "file" {
    let mode = 0;
    for (let at = this.at.from; at < this.at.space; at++) {
      const digit = this.tree[at]! - ZERO;
      if (digit < 0 || digit > 7) break;
      mode = mode * 8 + digit;
    }
    const kind = mode & 0o170000;
    return kind === 0o040000 ? "folder" : kind === 0o160000 ? "gitlink" : "file";
  }

  get oid(): string {
    let oid = "";
    for (let at = this.at.nul + 1; at <= this.at.nul + this.idBytes; at++) {
      oid += HEX[this.tree[at]!]!;
    }
    return oid;
  }
}

const ZERO = "0".charCodeAt(0);
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The entries of two trees under one name; absent means that the tree has nothing there. */
export interface RawDifference {
  readonly old: RawEntry | undefined;
  readonly new: RawEntry | undefined;
}

/**
 * Yields the entries that two trees do not share, in the order of git. Each entry of either tree without
 * an equal in the other one is among them, whatever order the trees have. What is no entry, and all that
 * follows it, is left out: git takes it for damage. `idBytes` is the length of an id: 20 or 32.
 */
export function* rawDifferences(
  { old, new: next }: { readonly old: Uint8Array; readonly new: Uint8Array },
  idBytes: number,
): Generator<RawDifference> {
  const left = new Cursor(old, idBytes);
  const right = new Cursor(next, idBytes);
  while (left.isThere || right.isThere) {
    if (left.isThere && right.isThere && left.equals(right)) {
      left.next();
      right.next();
      continue;
    }
    const [a, b] = [left.read(), right.read()];
    const order = a === undefined ? 1 : b === undefined ? -1 : compare(a, b);
    yield { old: order <= 0 ? a : undefined, new: order >= 0 ? b : undefined };
    if (order <= 0) left.next();
    if (order >= 0) right.next();
  }
}

/** Compares two entries in the order of git (base_name_compare): a folder sorts as if its name ended with a slash. */
function compare(a: RawEntry, b: RawEntry): number {
  const [left, right] = [sortKey(a), sortKey(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sortKey(entry: RawEntry): string {
  return entry.type === "folder" ? `${entry.name}/` : entry.name;
}

/** A position in the bytes of a tree, at one of its entries. */
class Cursor {
  #from = 0;
  #end = 0;

  constructor(readonly tree: Uint8Array, readonly idBytes: number) {
    this.next();
  }

  get isThere(): boolean {
    return this.#end !== -1;
  }

  next(): void {
    this.#from = this.#end;
    const nul = this.tree.indexOf(0, this.#from);
    const end = nul + 1 + this.idBytes;
    this.#end = nul === -1 || end > this.tree.length ? -1 : end;
  }

  equals(other: Cursor): boolean {
    const length = this.#end - this.#from;
    if (length !== other.#end - other.#from) return false;
    for (let at = 0; at < length; at++) {
      if (this.tree[this.#from + at] !== other.tree[other.#from + at]) return false;
    }
    return true;
  }

  read(): RawEntry | undefined {
    if (!this.isThere) return undefined;
    const [from, nul] = [this.#from, this.#end - this.idBytes - 1];
    const found = this.tree.indexOf(SPACE, from);
    const space = found === -1 || found > nul ? from - 1 : found;
    return new RawEntry(this.tree, { from, space, nul }, this.idBytes);
  }
}

const SPACE = 0x20;
