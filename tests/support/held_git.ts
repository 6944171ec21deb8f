// A git process that waits where the test wants it to: whatever happens meanwhile happens during that step.

import { join } from "node:path";
import { type GitWrapper, wrapGit } from "./git_wrapper.ts";
import { textOf } from "./running.ts";
import type { World } from "./world.ts";

/** A git process that can be held. */
export interface HeldGit extends GitWrapper {
  /** From now on each git with this verb waits before it does anything. */
  hold(verb: string): Promise<void>;
  /** Whether one has waited since. */
  isHeld(verb: string): Promise<boolean>;
  /** Lets them go. */
  letGo(verb: string): Promise<void>;
}

/** Puts such a git on PATH. With `stubborn` it does not care about SIGTERM while it is held. */
export async function holdableGit(
  world: World,
  { stubborn = false }: { readonly stubborn?: boolean } = {},
): Promise<HeldGit> {
  const gate = await Deno.makeTempDir({ dir: world.folder, prefix: "gate-" });
  const hold = (verb: string) => join(gate, `hold-${verb}`);
  const held = (verb: string) => join(gate, `held-${verb}`);
  const wrapper = await wrapGit(
    world,
    [
      'for word in "$@"; do',
      `  while [ -e '${gate}/hold-'"$word" ]; do`,
      ...(stubborn ? ["    trap '' TERM"] : []),
      `    : >'${gate}/held-'"$word"`,
      "    sleep 0.02",
      "  done",
      "done",
    ].join("\n"),
  );
  return {
    ...wrapper,
    async hold(verb) {
      await Deno.remove(held(verb)).catch(() => {});
      await Deno.writeTextFile(hold(verb), "");
    },
    isHeld: async (verb) => (await textOf(held(verb))) !== undefined,
    letGo: (verb) => Deno.remove(hold(verb)),
  };
}
