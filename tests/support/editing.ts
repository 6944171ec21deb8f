// Somebody who works in a folder while it is being updated: starts the writer process, gives it orders,
// and makes the commits of somebody else that come in meanwhile.

import { join } from "node:path";
import type { Dice } from "./dice.ts";
import { type Edit, linesOf, type Order } from "./writer.ts";
import type { World } from "./world.ts";

/** A running writer; disposing of it ends the process. */
export interface Writer extends AsyncDisposable {
  /** Gives an order; when all of it is saved, answers the words that stood in files which it wrote anew. */
  work(order: Order): Promise<string[]>;
}

/** Starts the process that saves edits. */
export function startWriter(): Writer {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "-A", join(import.meta.dirname!, "writer.ts")],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  const output = linesOf(child.stdout);
  return {
    async work(order) {
      await input.write(new TextEncoder().encode(`${JSON.stringify(order)}\n`));
      const { value } = await output.next();
      return JSON.parse(value!) as string[];
    },
    async [Symbol.asyncDispose]() {
      await input.close();
      await output.return(undefined);
      await child.status;
    },
  };
}

/** The texts that somebody saves, each with a word of its own to find it by. */
export class Edits {
  readonly throws: Dice;
  #count = 0;
  /** The words that have to be found: nobody has overwritten them knowingly. */
  readonly words = new Set<string>();

  constructor(throws: Dice) {
    this.throws = throws;
  }

  /** One save of each file named, in an order and with pauses of chance that add up to about `spread` milliseconds. */
  of(files: readonly string[], spread: number): Edit[] {
    const shuffled = files.map((file) => ({ file, at: this.throws() }))
      .sort((one, other) => one.at - other.at);
    return shuffled.map(({ file }) => {
      const word = `edit-${this.#count++}-`;
      this.words.add(word);
      return {
        file,
        how: (["inPlace", "append", "replace"] as const)[this.#count % 3]!,
        text: `${word}${"x".repeat(this.throws() * 40)}\n`,
        wait: -Math.log(1 - this.throws()) * spread / files.length,
      };
    });
  }

  /** Takes note of the words that the writer saw in a file which it then wrote anew. */
  overwritten(words: readonly string[]): void {
    for (const word of words) this.words.delete(word);
  }
}

/**
 * Makes a commit of somebody else on top of `main` and lets a branch point to it, at the remote unless
 * another repository is named. A file without a text is deleted.
 */
export async function publish(
  world: World,
  files: Readonly<Record<string, string | undefined>>,
  { folder = world.remote, branch = "main" } = {},
): Promise<void> {
  const lines = Object.entries(files).map(([name, text]) =>
    text === undefined ? `D ${name}` : `M 100644 inline ${name}\ndata ${text.length}\n${text}`
  );
  const { code, stderr } = await world.tryGit(folder, ["fast-import", "--quiet", "--force"], {
    stdin: [
      `commit refs/heads/${branch}`,
      "committer Desktop <desktop@example.invalid> 1700000000 +0000",
      "data 8\nincoming",
      "from refs/heads/main^0",
      ...lines,
      "",
    ].join("\n"),
  });
  if (code !== 0) throw new Error(`git fast-import gave ${code}: ${stderr}`);
}
