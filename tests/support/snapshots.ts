// Copies of a folder before each effect of a program: what a crash at that moment would leave there.

import { createHash } from "node:crypto";
import { join } from "node:path";
import { verbOf } from "./git_wrapper.ts";
import type { Effect } from "./promise/effects.ts";

/** An effect of a program. */
export interface Noted {
  /** The verb of a git command, another command, or the change of a file. */
  readonly effect: string;
  /** The copy of all there was before it; that of an earlier effect where nothing differs. */
  readonly copy: string;
  readonly failed: boolean;
}

/** The file beside the copies that lists the effects. */
const LIST = "effects.json";

/** Takes the copies of `folder` while this program runs; those of equal moments are one. */
export class Snapshots {
  readonly #copies = new Map<string, string>();
  readonly #noted: Noted[] = [];

  constructor(readonly folder: string, readonly into: string) {}

  /** To be called before each effect; what it returns is to be called when that fails. */
  before(effect: Effect): () => void {
    // Nobody knows whether a file is as before that cannot be opened: Deno opens none whose name is not UTF-8.
    const digest = digestOf(this.folder, { unknown: `${this.#noted.length}` });
    const copy = this.#copies.get(digest) ?? this.#take();
    this.#copies.set(digest, copy);
    const name = typeof effect === "string"
      ? effect
      : verbOf(effect.slice(effect.indexOf("git") + 1));
    const at = this.#noted.push({ effect: name, copy, failed: false }) - 1;
    return () => this.#noted[at] = { ...this.#noted[at]!, failed: true };
  }

  end(): void {
    Deno.writeTextFileSync(join(this.into, LIST), JSON.stringify(this.#noted));
  }

  #take(): string {
    const copy = join(this.into, `${this.#copies.size}`);
    const { success } = new Deno.Command("cp", { args: ["-a", this.folder, copy] }).outputSync();
    if (!success) throw new Error(`Cannot copy ${this.folder}`);
    return copy;
  }
}

/** Returns the effects of the program that took copies there. */
export async function notedIn(into: string): Promise<Noted[]> {
  return JSON.parse(await Deno.readTextFile(join(into, LIST)));
}

/** Names and contents of all files below a folder; `unknown` stands for a content that cannot be read. */
function digestOf(folder: string, content: { readonly unknown: string }): string {
  const hash = createHash("sha1");
  for (const { name, isDirectory, isSymlink } of sorted(Deno.readDirSync(folder))) {
    if (name.includes("\ufffd")) {
      hash.update(content.unknown);
      continue;
    }
    const file = join(folder, name);
    const { mode, size } = Deno.lstatSync(file);
    hash.update(JSON.stringify([name, mode, isDirectory || size]));
    if (isDirectory) hash.update(digestOf(file, content));
    else if (isSymlink) hash.update(Deno.readLinkSync(file));
    // The note of a git process that runs holds its number, and the name of an object is its content.
    else if (!name.startsWith("running") && !folder.includes("/objects/")) {
      hash.update(Deno.readFileSync(file));
    }
  }
  return hash.digest("hex");
}

function sorted(entries: Iterable<Deno.DirEntry>): Deno.DirEntry[] {
  return [...entries].sort((a, b) => a.name < b.name ? -1 : 1);
}
