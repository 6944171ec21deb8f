// A folder that is watched on the model of the system, and the means to wait for what its watcher says.

import { join } from "node:path";
import type { FolderWatcher, WatcherState } from "../../../src/adapters/watch/types.ts";
import { watchFolder } from "../../../src/adapters/watch/watch.ts";
import { eventually } from "../../support/running.ts";

/** The folder; at the end it is removed. */
export interface Watched extends AsyncDisposable {
  readonly root: string;
  readonly watcher: FolderWatcher;
  readonly changes: string[];
  readonly states: WatcherState[];
  readonly stop: () => void;
}

/** Makes a folder with folders in it and one below each, and a git folder; watches it. */
export async function watchNew(
  { folders = 1, checkMs = 20, floodMs }: {
    readonly folders?: number;
    readonly checkMs?: number;
    readonly floodMs?: number;
  } = {},
): Promise<Watched> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  for (let at = 0; at < folders; at++) {
    await Deno.mkdir(join(root, `f${at}/below`), { recursive: true });
  }
  const gitDir = join(root, ".git");
  await Deno.mkdir(join(gitDir, "refs/heads"), { recursive: true });
  await Deno.writeTextFile(join(gitDir, "HEAD"), "ref: refs/heads/main\n");
  const ending = new AbortController();
  const changes: string[] = [];
  const states: WatcherState[] = [];
  const watcher = watchFolder(root, {
    gitDir,
    commonDir: gitDir,
    signal: ending.signal,
    checkMs,
    ...(floodMs === undefined ? {} : { floodMs }),
    onChanged: (what) => changes.push(what),
    onState: (state) => states.push(state),
  });
  return {
    root,
    watcher,
    changes,
    states,
    stop: () => ending.abort(),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await watcher.stopped;
      await Deno.remove(root, { recursive: true });
    },
  };
}

/** Reports whether the watcher is sure of what it sees. */
export function isSure({ watcher }: Watched): boolean {
  watcher.take();
  return watcher.peek() !== "untrusted";
}

/** Waits until the watcher is sure of what it sees. */
export async function calm(watched: Watched): Promise<void> {
  await eventually("it is sure", () => isSure(watched));
}
