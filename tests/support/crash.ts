// The app as a process that is killed at one step of its sync: at its n-th git command, or at its n-th
// renaming or linking of a file.

import assert from "node:assert/strict";
import { join } from "node:path";
import { wrapGit } from "./git_wrapper.ts";
import { type Noted, notedIn } from "./snapshots.ts";
import type { SyncOnce } from "./sync_once.ts";
import type { World } from "./world.ts";

/** What becomes of the git command at which the app dies. */
export type FateOfGit = "not begun" | "run to its end" | "killed in the middle";

/** At which step the app dies: at a git command by its number, from 1, or at the first one with a verb or with a setting (`-c`). */
export type Death =
  | { readonly at: "git"; readonly fate: FateOfGit; readonly call: number | string }
  | (
    & { readonly at: "move" }
    & NonNullable<SyncOnce["dies"]>
    & Pick<SyncOnce, "volume">
  );

/** Starts a sync of a folder in a process of its own, which dies there. Answers false when it never came there. */
export async function syncAndDie(
  world: World,
  folder: string,
  { request = {}, ...death }: Death & Pick<SyncOnce, "request">,
): Promise<boolean> {
  if (death.at === "git") {
    const { environment } = await wrapGit(world, killer(world, death));
    return await syncOrDie(folder, { environment, request });
  }
  const { at: _, when, call, ...more } = death;
  const dies = { when, call };
  return await syncOrDie(folder, { environment: world.env, dies, request, ...more });
}

/** Returns the effects of a sync that nothing happens to, with copies of what is beside the folder in a new folder. */
export async function effectsOf(
  world: World,
  folder: string,
  what: Pick<SyncOnce, "request" | "saves" | "volume"> = {},
): Promise<Noted[]> {
  const snapshots = await Deno.makeTempDir({ dir: world.env.TMPDIR!, prefix: "snapshots-" });
  await syncOrDie(folder, { environment: world.env, snapshots, ...what });
  return await notedIn(snapshots);
}

/** The git commands of a sync that nothing happens to. */
export async function gitCallsOf(world: World, folder: string): Promise<string[][]> {
  const wrapper = await wrapGit(world);
  await syncOrDie(folder, { environment: wrapper.environment });
  return await wrapper.calls();
}

/**
 * Syncs a folder in a process of its own; answers "killed", "synced", or what went wrong. `within` is a
 * command that starts it.
 */
export async function syncOnce(
  folder: string,
  { permissions = ["-A"], within = [], ...what }: Omit<SyncOnce, "folder" | "host"> & {
    readonly permissions?: readonly string[];
    readonly within?: readonly string[];
  },
): Promise<string> {
  const host = folder.slice(folder.lastIndexOf("/") + 1);
  const told: SyncOnce = { ...what, folder, host };
  const script = join(import.meta.dirname!, "sync_once.ts");
  const run = ["run", "--no-config", "--quiet", ...permissions, script, JSON.stringify(told)];
  const [program, ...args] = [...within, Deno.execPath(), ...run];
  const { signal, stdout, stderr } = await new Deno.Command(program!, { args, stdin: "null" })
    .output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return signal === "SIGKILL" ? "killed" : text(stdout) + text(stderr);
}

/** The same, when nothing but being killed may be in its way. */
async function syncOrDie(
  folder: string,
  what: Omit<SyncOnce, "folder" | "host">,
): Promise<boolean> {
  const said = await syncOnce(folder, what);
  assert(said === "killed" || said === "synced", said);
  return said === "killed";
}

/**
 * Text in sh that runs in the place of git. Its parent is the app, as the shell between them becomes git, or a shell of
 * the app that runs several commands.
 */
function killer(world: World, { fate, call }: { fate: FateOfGit; call: number | string }): string {
  // What the app has to say to it is all said when the app dies, and nobody listens to its answer.
  const git = `PATH='${world.env.PATH}' git "$@" <"$0.input" >"$0.output" 2>&1`;
  // One that answers questions hears no end of them while the app waits for an answer.
  const talks = 'case "$*" in *--batch-command*) kill -9 $app $$ ;; esac';
  const acts = {
    "not begun": ["kill -9 $app $$"],
    "run to its end": [talks, 'cat >"$0.input"', "kill -9 $app", git, "exit"],
    "killed in the middle": [
      talks,
      'cat >"$0.input"',
      `${git} &`,
      "left=3000",
      'while [ "$left" -gt 0 ] && kill -0 $! 2>/dev/null; do',
      "  for lock in .git/*.lock .git/gitsyncbar/*.lock .git/refs/*/*.lock; do",
      '    [ ! -e "$lock" ] || left=0',
      "  done",
      "  left=$((left - 1))",
      "done",
      "kill -9 $! $app",
      // It is not always caught while it holds its lock.
      'case "$1" in',
      'update-index | write-tree) : >>"${GIT_INDEX_FILE:-.git/index}.lock" ;;',
      "update-ref) : >>.git/refs/heads/main.lock ;;",
      "esac",
      "kill -9 $$",
    ],
  };
  return [
    'echo >>"$0.count"',
    "calls=0",
    // No process for that, as it is done at each command.
    'while read -r _; do calls=$((calls + 1)); done <"$0.count"',
    typeof call === "number"
      ? `if [ "$calls" -eq ${call} ]; then`
      : `if [ "$1" = ${call} ] || [ "$2" = ${call} ]; then`,
    "app=$PPID",
    `case "$(ps -o args= -p "$app")" in '/bin/sh -c'*) app=$(ps -o ppid= -p "$app") ;; esac`,
    ...acts[fate],
    "fi",
  ].join("\n");
}
