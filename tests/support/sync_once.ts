// One sync in a process of its own, which can be killed: by a git on PATH, or by itself while it places
// files. Its only argument is JSON. Prints "synced", or what went wrong, when it lives that long.

import { dirname, join } from "node:path";
// First, so that the app uses what it puts in place.
import { beforeEachEffect } from "./promise/effects.ts";
import { Snapshots } from "./snapshots.ts";
import { realVolume, type Volume } from "../../src/engine/worktree/volume.ts";
import { elsewhere, withoutLinks } from "./volumes.ts";
import type { SyncRequest } from "../../src/engine/sync/settings.ts";
import { createSyncer } from "../../src/engine/sync/syncer.ts";

/** What the process is reported. */
export interface SyncOnce {
  readonly folder: string;
  readonly host: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What else the sync is asked for. */
  readonly request?: Partial<SyncRequest>;
  /** Before or after which renaming or linking it dies; counted from 1. */
  readonly dies?: { readonly when: "before" | "after"; readonly call: number };
  /** An empty folder for copies of what is beside the folder, and the folder itself, before each effect. */
  readonly snapshots?: string;
  /** Somebody saves a file of the folder just before it is renamed or linked for the first time. */
  readonly saves?: {
    readonly before: keyof Volume;
    readonly file: string;
    readonly text: string;
  };
  /** What the volume of the folder is like, or seems to be. */
  readonly volume?: "another than that of the git folder" | "without hard links";
}

function mortalVolume({ folder, dies, saves, volume }: SyncOnce): Volume {
  const real = volume === undefined
    ? realVolume
    : volume === "without hard links"
    ? withoutLinks
    : elsewhere;
  const file = saves && join(folder, saves.file);
  let saved = false;
  let calls = 0;
  const mortal = (name: keyof Volume): Volume["link"] => async (from, to) => {
    if (!saved && saves?.before === name && (from === file || to === file)) {
      await Deno.writeTextFile(file, saves.text);
      saved = true;
    }
    const isLast = ++calls === dies?.call;
    if (isLast && dies?.when === "before") die();
    await real[name](from, to).finally(() => isLast && die());
  };
  return { link: mortal("link"), rename: mortal("rename") };
}

function die(): void {
  Deno.kill(Deno.pid, "SIGKILL");
}

if (import.meta.main) {
  const told = JSON.parse(Deno.args[0]!) as SyncOnce;
  const { folder, host, environment, snapshots } = told;
  const taken = snapshots === undefined ? undefined : new Snapshots(dirname(folder), snapshots);
  if (taken !== undefined) beforeEachEffect((effect) => taken.before(effect));
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
  const outcome = await syncer.sync({ remote: "ask", ...told.request });
  taken?.end();
  const said = outcome.kind === "synced" ? outcome.kind : JSON.stringify(outcome);
  await Deno.stdout.write(new TextEncoder().encode(said));
}
