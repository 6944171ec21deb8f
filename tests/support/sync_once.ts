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
}

function mortalVolume(dies: NonNullable<SyncOnce["dies"]>): Volume {
  let calls = 0;
  const mortal = (call: Volume["link"]): Volume["link"] => async (from, to) => {
    const isLast = ++calls === dies.call;
    if (isLast && dies.when === "before") die();
    await call(from, to).finally(() => isLast && die());
  };
  return { link: mortal(realVolume.link), rename: mortal(realVolume.rename) };
}

function die(): void {
  Deno.kill(Deno.pid, "SIGKILL");
}

if (import.meta.main) {
  const { dies, ...settings } = JSON.parse(Deno.args[0]!) as SyncOnce;
  const syncer = createSyncer({
    ...settings,
    program: "git",
    user: "person",
    maxFileBytes: 0,
    messageTemplate: "{files} ({host})",
    ...(dies === undefined ? {} : { volume: mortalVolume(dies) }),
  });
  const outcome = await syncer.sync({ remote: "ask" });
  const said = outcome.kind === "synced" ? outcome.kind : JSON.stringify(outcome);
  await Deno.stdout.write(new TextEncoder().encode(said));
}
