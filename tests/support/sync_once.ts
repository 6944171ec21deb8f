// One sync in a process of its own, which can be killed: by a git on PATH, or by itself while it places
// files. Its only argument is JSON. Prints "synced", or what went wrong, when it lives that long.

import { realVolume, type Volume } from "../../src/git/place.ts";
import { createSyncer } from "../../src/sync/sync.ts";

/** What the process is told. */
export interface SyncOnce {
  readonly folder: string;
  readonly host: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Before or after which renaming or linking it dies, counted from 1. */
  readonly dies?: { readonly when: "before" | "after"; readonly call: number };
  /** Somebody saves a file just before it is renamed or linked for the first time: the counting begins there. */
  readonly saves?: {
    readonly before: keyof Volume;
    readonly file: string;
    readonly text: string;
  };
  /** Whether the folder is on another volume than its git folder, or seems so. */
  readonly elsewhere?: boolean;
}

function mortalVolume({ dies, saves, elsewhere }: SyncOnce): Volume {
  let counting = saves === undefined;
  let calls = 0;
  const mortal = (name: keyof Volume): Volume["link"] => async (from, to) => {
    if (!counting && saves?.before === name && [from, to].includes(saves.file)) {
      await Deno.writeTextFile(saves.file, saves.text);
      counting = true;
    }
    const isLast = counting && ++calls === dies?.call;
    if (isLast && dies?.when === "before") die();
    const call = elsewhere ? refuse : realVolume[name];
    await call(from, to).finally(() => isLast && die());
  };
  return { link: mortal("link"), rename: mortal("rename") };
}

/** What the system says when a file would have to go to another volume. */
function refuse(): Promise<never> {
  return Promise.reject(Object.assign(new Error("EXDEV"), { code: "EXDEV" }));
}

function die(): void {
  Deno.kill(Deno.pid, "SIGKILL");
}

if (import.meta.main) {
  const told = JSON.parse(Deno.args[0]!) as SyncOnce;
  const { folder, host, environment } = told;
  const syncer = createSyncer({
    folder,
    host,
    environment,
    program: "git",
    user: "person",
    maxFileBytes: 0,
    messageTemplate: "{files} ({host})",
    volume: mortalVolume(told),
  });
  const outcome = await syncer.sync({ remote: "ask" });
  const said = outcome.kind === "synced" ? outcome.kind : JSON.stringify(outcome);
  await Deno.stdout.write(new TextEncoder().encode(said));
}
