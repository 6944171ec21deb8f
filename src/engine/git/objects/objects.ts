// Reads objects through one `git cat-file` that takes one request after the other.

import { Buffer } from "node:buffer";
import type { Conversation, RunGit } from "../process/types.ts";
import { git } from "../process/git.ts";
import { textOf } from "../values/git_text.ts";

/** The type and size of an object. */
export interface ObjectInfo {
  readonly oid: string;
  readonly type: string;
  /** In bytes. */
  readonly size: number;
}

/** Reads objects by their names, as git spells them. */
export interface ObjectReader {
  /** `undefined` for each object that is not there. */
  info(names: readonly string[]): Promise<(ObjectInfo | undefined)[]>;
  /** The same with the contents, which the caller knows to fit into memory. */
  contents(names: readonly string[]): Promise<(Uint8Array | undefined)[]>;
}

/** So many requests are sent at a time: the replies fit into the buffers on the way. */
const QUESTIONS = 256;

/** Lends a reader of objects. Throws `GitError`, and what `use` throws. */
export async function withObjects<Result>(
  repository: { readonly run: RunGit },
  use: (reader: ObjectReader) => Promise<Result>,
): Promise<Result> {
  let result: { readonly value: Result } | undefined;
  // `--batch-command` is older than `merge-tree --write-tree`, which is needed anyway (see `version.ts`).
  await git(repository, ["cat-file", "--batch-command"], {
    access: "reads",
    converse: async (ends) => {
      result = { value: await use(readerOf(ends)) };
    },
  });
  return result!.value;
}

function readerOf(ends: Conversation): ObjectReader {
  const source = new Source(ends);
  const ask = async <Answer>(
    command: "info" | "contents",
    names: readonly string[],
    read: (header: string) => Promise<Answer>,
  ): Promise<Answer[]> => {
    const answers: Answer[] = [];
    for (let at = 0; at < names.length; at += QUESTIONS) {
      const some = names.slice(at, at + QUESTIONS);
      const asked = ends.write(some.map((name) => `${command} ${name}\n`).join(""));
      for (const _ of some) answers.push(await read(await source.line()));
      await asked;
    }
    return answers;
  };
  return {
    info: (names) => ask("info", names, (header) => Promise.resolve(infoOf(header))),
    contents: (names) =>
      ask("contents", names, async (header) => {
        const info = infoOf(header);
        if (info === undefined) return undefined;
        const bytes = await source.bytes(info.size);
        await source.bytes(1);
        return bytes;
      }),
  };
}

/** Reads `ID TYPE SIZE`; an object that is not there is `NAME missing` (git-cat-file, "Batch output"). */
function infoOf(header: string): ObjectInfo | undefined {
  const [oid = "", type = "", size = ""] = header.split(" ");
  return size === "" ? undefined : { oid, type, size: Number(size) };
}

/** Git's output, cut into lines and numbers of bytes. */
class Source {
  #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(readonly ends: Conversation) {}

  async line(): Promise<string> {
    for (;;) {
      const joined = this.#join();
      const end = joined.indexOf(0x0a);
      if (end !== -1) return textOf((await this.bytes(end + 1)).subarray(0, end));
      await this.#more();
    }
  }

  async bytes(count: number): Promise<Uint8Array> {
    while (this.#length < count) await this.#more();
    const joined = this.#join();
    this.#pieces = [joined.subarray(count)];
    this.#length -= count;
    return joined.subarray(0, count);
  }

  #join(): Uint8Array {
    // The search of a `Buffer` is slow (2.7.11).
    if (this.#pieces.length !== 1) {
      const { buffer, byteOffset, length } = Buffer.concat(this.#pieces);
      this.#pieces = [new Uint8Array(buffer, byteOffset, length)];
    }
    return this.#pieces[0]!;
  }

  async #more(): Promise<void> {
    const piece = await this.ends.read();
    if (piece === undefined) throw new Error("git cat-file ended before it answered");
    this.#pieces.push(piece);
    this.#length += piece.length;
  }
}
