// A watched clone for one test, and the means to wait for what its watcher says.

import { join } from "node:path";
import { watchFolder } from "../../../src/adapters/watch/watch.ts";
import type { WatcherState } from "../../../src/adapters/watch/types.ts";
import { closeUnclosed } from "../../../src/adapters/watch/unclosed.ts";
import { eventually } from "../../support/running.ts";
import { makeWorld, type World } from "../../support/world.ts";

export type Change = "files" | "head" | "gap";

export type Watching = AsyncDisposable & {
  readonly world: World;
  /** The watched folder. */
  readonly root: string;
  /** All that was said so far. */
  readonly changes: Change[];
  readonly states: WatcherState[];
  readonly stop: () => Promise<void>;
  /** Begins with a look of its own that is not among them. */
  readonly looks: () => Looks;
  /** Does something, and gives the paths that the watcher has seen of it, sorted. */
  readonly seeing: (act?: () => unknown) => Promise<readonly string[] | "untrusted">;
  /** The same, again and again until the watcher is sure of what it sees. */
  readonly seeingAgain: (act?: () => unknown) => Promise<readonly string[]>;
  /** Waits until the condition holds; looks at it whenever the watcher says something. */
  readonly until: (condition: () => boolean, what: string) => Promise<void>;
};

/** What some looks in a row have seen together, sorted. */
export type Looks = {
  readonly look: () => void;
  readonly seen: () => readonly string[] | "untrusted";
  /** Looks until all that happened so far must have been seen. */
  readonly untilMark: () => Promise<readonly string[] | "untrusted">;
};

export type Arranged = {
  readonly root?: string;
  readonly gitDir?: string;
  readonly commonDir?: string;
  readonly ownFiles?: readonly string[];
  readonly checkMs?: number;
  /** Whether to wait until it is sure of what it sees; true when absent. */
  readonly calm?: boolean;
};

/** Arranges a clone of a remote with `files` and watches it, or what `arrange` makes of it. */
export async function watching(
  files: Readonly<Record<string, string>>,
  arrange: (world: World, root: string) => Arranged | Promise<Arranged> = () => ({}),
): Promise<Watching> {
  const world = await makeWorld();
  const [clone] = await world.clones({ "first.md": "first\n", ...files }, "clone");
  const arranged = await arrange(world, clone);
  const root = arranged.root ?? clone;
  const gitDir = arranged.gitDir ?? join(root, ".git");
  const stopping = new AbortController();
  const changes: Change[] = [];
  const states: WatcherState[] = [];
  let said = Promise.withResolvers<void>();
  let marks = 0;

  const say = () => {
    said.resolve();
    said = Promise.withResolvers();
  };
  const { take, stopped } = watchFolder(root, {
    gitDir,
    commonDir: arranged.commonDir ?? gitDir,
    ownFiles: arranged.ownFiles ?? [],
    signal: stopping.signal,
    checkMs: arranged.checkMs ?? 600_000,
    onChanged: (what) => {
      changes.push(what);
      say();
    },
    onState: (state) => {
      states.push(state);
      say();
    },
  });

  async function until(condition: () => boolean, what: string): Promise<void> {
    const late = Promise.withResolvers<never>();
    const deadline = setTimeout(() => {
      late.reject(new Error(`Waited in vain: ${what}; ${JSON.stringify({ changes, states })}`));
    }, 60_000);
    try {
      while (!condition()) await Promise.race([said.promise, late.promise]);
    } finally {
      clearTimeout(deadline);
    }
  }

  function looks(): Looks {
    const paths = new Set<string>();
    let trusted = true;
    take();
    const look = () => {
      const seen = take();
      if (seen === "untrusted") trusted = false;
      else for (const path of seen.paths) paths.add(path);
    };
    const seen = () =>
      trusted ? [...paths].filter((path) => !path.startsWith("mark ")).sort() : "untrusted";
    const untilMark = async () => {
      const mark = `mark ${++marks}`;
      const before = changes.length;
      // Events come in the order of what happened: with the mark's everything else is there.
      await Deno.writeTextFile(join(root, mark), mark);
      await until(() => {
        if (changes.length > before) look();
        return !trusted || paths.has(mark);
      }, `a change of "${mark}"`);
      return seen();
    };
    return { look, seen, untilMark };
  }

  async function seeing(act: () => unknown = () => {}): Promise<readonly string[] | "untrusted"> {
    const { untilMark } = looks();
    await act();
    return await untilMark();
  }

  async function seeingAgain(act?: () => unknown): Promise<readonly string[]> {
    const deadline = performance.now() + 60_000;
    while (performance.now() < deadline) {
      const seen = await seeing(act);
      if (seen !== "untrusted") return seen;
    }
    throw new Error(`Waited in vain for trust; ${JSON.stringify({ changes, states })}`);
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await stopped;
  }

  async function dispose(): Promise<void> {
    await stop();
    // On a busy machine their thread may be late, and the next test waits for it.
    await eventually("the watchers are closed", closeUnclosed);
    await world[Symbol.asyncDispose]();
  }

  if (arranged.calm ?? true) await seeingAgain();
  return {
    world,
    root,
    changes,
    states,
    stop,
    looks,
    seeing,
    seeingAgain,
    until,
    [Symbol.asyncDispose]: dispose,
  };
}

/** Keeps JavaScript busy, so that events pile up behind its back. In ms. */
export function block(duration: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, duration);
}

/** Runs a line of shell in a folder, while JavaScript stands still. */
export function shell(folder: string, line: string): void {
  const { success, stderr } = new Deno.Command("sh", { args: ["-c", line], cwd: folder })
    .outputSync();
  if (!success) throw new Error(`sh -c '${line}': ${new TextDecoder().decode(stderr)}`);
}
