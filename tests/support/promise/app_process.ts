// The app on one machine, as a process of its own that can be killed: it syncs when it is ordered to, and at
// a given moment of a sync it dies, loses the remote, or somebody saves a file.

import { asSomebodyElse, beforeEachEffect, livingGits } from "./effects.ts";
import { createSyncer, type Syncer } from "../../../src/engine/sync/syncer.ts";
import type { SyncRequest } from "../../../src/engine/sync/settings.ts";
import { linesOf } from "../writer.ts";
import { doEdit, type Done, type Edit } from "./edits.ts";
import { isPrivate } from "./secrets.ts";
import { type Found, scan } from "./tree.ts";

/** What happens during a sync: before its `at`th effect, or so many milliseconds later. */
export interface Incident {
  readonly at: number;
  readonly delayMs: number;
  readonly what:
    | { readonly kind: "kill"; readonly gitToo: boolean }
    | { readonly kind: "cut" }
    | { readonly kind: "commit"; readonly amend: boolean }
    | { readonly kind: "edit"; readonly edit: Edit };
}

/** An edit that was done during a sync. */
export interface NotedEdit {
  readonly done: Done;
  /** The edited private files that no rule ignored at that moment: a save may publish what stood in them. */
  readonly offered: readonly (readonly [name: string, file: Found])[];
}

/** One sync. */
export interface Order {
  readonly folder: string;
  readonly host: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The remote's folder, which has another name while it is cut off. */
  readonly remote: string;
  readonly request: SyncRequest;
  /** Each edit with the number of its first text. */
  readonly incidents: readonly (Incident & { readonly first: number })[];
  /** Where each edit that was done is noted at once, as the process may die. */
  readonly notes: string;
  /** Whether the app is started anew before. */
  readonly restart: boolean;
}

const syncers = new Map<string, Syncer>();

async function obey(order: Order): Promise<unknown> {
  const { folder, host, environment, request, incidents, restart } = order;
  let count = 0;
  const timers: ReturnType<typeof setTimeout>[] = [];
  beforeEachEffect(() => {
    for (const incident of incidents) {
      if (incident.at !== count) continue;
      if (incident.delayMs === 0) happen(order, incident);
      else {
        const act = () => asSomebodyElse(() => happen(order, incident));
        timers.push(setTimeout(act, incident.delayMs));
      }
    }
    count++;
  });
  let syncer = restart ? undefined : syncers.get(folder);
  if (syncer === undefined) {
    syncer = createSyncer({
      program: "git",
      folder,
      environment,
      host,
      user: "person",
      maxFileBytes: 0,
      messageTemplate: "{files} ({host})",
    });
    syncers.set(folder, syncer);
  }
  const outcome = await syncer.sync(request);
  timers.forEach((timer) => clearTimeout(timer));
  beforeEachEffect(() => {});
  return { outcome, effects: count };
}

function happen(order: Order, { what, first }: Order["incidents"][number]): void {
  switch (what.kind) {
    case "kill":
      if (what.gitToo) { for (const group of livingGits()) killGroup(group); }
      return Deno.kill(Deno.pid, "SIGKILL");
    case "cut":
      return cut(order.remote);
    case "commit":
      return commit(order, what.amend);
    case "edit": {
      const done = doEdit(order.folder, what.edit, first);
      const note: NotedEdit = { done, offered: offeredBy(order, done) };
      return Deno.writeTextFileSync(order.notes, `${JSON.stringify(note)}\n`, { append: true });
    }
  }
}

function offeredBy({ folder, environment }: Order, { touched }: Done): NotedEdit["offered"] {
  if (!touched.some(isPrivate)) return [];
  const { stdout } = new Deno.Command("git", {
    args: ["ls-files", "-z", "--others", "--ignored", "--exclude-standard"],
    cwd: folder,
    clearEnv: true,
    env: { ...environment },
  }).outputSync();
  const ignored = new Set(new TextDecoder().decode(stdout).split("\0"));
  return [...scan(folder)].filter(([name]) =>
    touched.includes(name) && isPrivate(name) && !ignored.has(name)
  );
}

function killGroup(group: number): void {
  try {
    Deno.kill(-group, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The user commits by hand: git may refuse that, as the app's own git may be at work. */
function commit({ folder, environment }: Order, amend: boolean): void {
  const git = (...args: string[]) => {
    new Deno.Command("git", { args, cwd: folder, clearEnv: true, env: { ...environment } })
      .outputSync();
  };
  git("add", "-A");
  git("commit", "--quiet", ...(amend ? ["--amend", "--no-edit"] : ["-m", "by hand"]));
}

/** Several machines may lose the remote at once. */
function cut(remote: string): void {
  try {
    Deno.renameSync(remote, `${remote}.away`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

if (import.meta.main) {
  for await (const line of linesOf(Deno.stdin.readable)) {
    const answer = await obey(JSON.parse(line) as Order);
    await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(answer)}\n`));
  }
}
