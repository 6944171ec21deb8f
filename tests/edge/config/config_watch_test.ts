// The configuration's watcher on a real disk: every way in which a file is saved.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { watchConfig } from "../../../src/adapters/config/watch.ts";
import { makeWorld } from "../../support/world.ts";

/** Milliseconds between two polls: ten times as often as in the app. */
const POLL_MS = 200;

type Watched = AsyncDisposable & {
  /** What the file held each time that it was said to be saved; empty when it could not be read. */
  readonly contents: readonly string[];
  /** Waits until it was told so often, in all. */
  readonly told: (times: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

function watching(file: string): Watched {
  const stopping = new AbortController();
  const contents: string[] = [];
  let heard = Promise.withResolvers<void>();
  const { stopped } = watchConfig(file, {
    onSaved: () => {
      contents.push(readNow(file));
      heard.resolve();
      heard = Promise.withResolvers();
    },
    signal: stopping.signal,
    pollMs: POLL_MS,
  });
  async function told(times: number): Promise<void> {
    const late = Promise.withResolvers<never>();
    const deadline = setTimeout(() => {
      late.reject(new Error(`${file} was saved in vain; told ${JSON.stringify(contents)}`));
    }, 60_000);
    try {
      while (contents.length < times) await Promise.race([heard.promise, late.promise]);
    } finally {
      clearTimeout(deadline);
    }
  }
  const stop = async () => {
    stopping.abort();
    await stopped;
  };
  return { contents, told, stop, [Symbol.asyncDispose]: stop };
}

function readNow(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return "";
  }
}

/** Each gets a file with an older text (but for the last ones), and leaves "new". */
const WAYS: Readonly<Record<string, (file: string) => Promise<void>>> = {
  "in place": (file) => Deno.writeTextFile(file, "new"),
  "renamed over": async (file) => {
    await Deno.writeTextFile(`${file}.tmp`, "new");
    await Deno.rename(`${file}.tmp`, file);
  },
  "deleted and created": async (file) => {
    await Deno.remove(file);
    await Deno.writeTextFile(file, "new", { createNew: true });
  },
  "moved aside and created": async (file) => {
    await Deno.rename(file, `${file}~`);
    await Deno.writeTextFile(file, "new", { createNew: true });
  },
  "a backup put back": async (file) => {
    await Deno.writeTextFile(`${file}.backup`, "new");
    await Deno.utime(`${file}.backup`, 1_000_000_000, 1_000_000_000);
    await Deno.rename(`${file}.backup`, file);
  },
  "folder replaced": async (file) => {
    await Deno.rename(dirname(file), `${dirname(file)} old`);
    await Deno.mkdir(dirname(file));
    await Deno.writeTextFile(file, "new");
  },
  "a link to another folder": (file) => Deno.writeTextFile(file, "new"),
  "a link whose target is renamed over": async (file) => {
    const target = await Deno.realPath(file);
    await Deno.writeTextFile(`${target}.tmp`, "new");
    await Deno.rename(`${target}.tmp`, target);
  },
  "a link that leads elsewhere": async (file) => {
    await Deno.writeTextFile(`${file}.other`, "new");
    await Deno.remove(file);
    await Deno.symlink(`${file}.other`, file);
  },
  "a link that becomes a file": async (file) => {
    await Deno.writeTextFile(`${file}.tmp`, "new");
    await Deno.rename(`${file}.tmp`, file);
  },
  "no file before": (file) => Deno.writeTextFile(file, "new"),
  "no folder before": async (file) => {
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeTextFile(file, "new");
  },
};

Deno.test("a save is reported once, however an editor saves", async () => {
  await using world = await makeWorld();
  // Of another size: times of files go in steps of some milliseconds, which would hide a save so soon.
  const before = "the old one";
  await Promise.all(
    Object.entries(WAYS).map(async ([way, save]) => {
      const folder = join(world.folder, way);
      const file = join(folder, "Git Sync Bar/config.json");
      if (way !== "no folder before") await Deno.mkdir(dirname(file), { recursive: true });
      if (way.startsWith("a link")) {
        await Deno.writeTextFile(join(folder, "dotfile"), before);
        await Deno.symlink(join(folder, "dotfile"), file);
      } else if (!way.startsWith("no ")) {
        await Deno.writeTextFile(file, before);
      }
      await using watched = watching(file);
      await save(file);
      await watched.told(1);
      // The next one is told as well, and nothing besides.
      await Deno.writeTextFile(file, "newer");
      await watched.told(2);
      assert.deepEqual(watched.contents, ["new", "newer"], way);
    }),
  );
});

Deno.test("a save without a change is reported, as the user may wait for what it does", async () => {
  await using world = await makeWorld();
  const file = join(world.folder, "config.json");
  await Deno.writeTextFile(file, "old");
  await Deno.utime(file, 1_000_000_000, 1_000_000_000);
  await using watched = watching(file);
  await Deno.writeTextFile(file, "old");
  await watched.told(1);
  assert.deepEqual(watched.contents, ["old"]);
});

Deno.test("a file that may be read at last is reported", async () => {
  await using world = await makeWorld();
  const file = join(world.folder, "config.json");
  await Deno.writeTextFile(file, "old", { mode: 0o200 });
  await using watched = watching(file);
  await Deno.chmod(file, 0o600);
  await watched.told(1);
});

Deno.test("a file that is still being written is not told", async () => {
  await using world = await makeWorld();
  const file = join(world.folder, "config.json");
  await Deno.writeTextFile(file, "old");
  await using watched = watching(file);
  const piece = "x".repeat(100);
  let text = "";
  const writing = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    text += piece;
    Deno.writeTextFileSync(file, text);
    if (text.length === 5_000) writing.resolve();
  }, 50);
  await writing.promise;
  clearInterval(timer);
  await watched.told(1);
  assert.deepEqual(watched.contents, [text]);
});

/** Lets every watcher of this test look at its file, and be sure of what it sees. */
async function lookedAround(folder: string): Promise<void> {
  const file = join(folder, "witness.json");
  await using witness = watching(file);
  // From one telling to the next a watcher looks at least once more, and all look equally often.
  for (const times of [1, 2]) {
    await Deno.writeTextFile(file, String(times));
    await witness.told(times);
  }
}

Deno.test("a file that stays away is reported, and again when it is put back", async () => {
  await using world = await makeWorld();
  const file = join(world.folder, "config.json");
  await Deno.writeTextFile(file, "old");
  await using watched = watching(file);
  await Deno.rename(file, `${file}.aside`);
  await watched.told(1);
  await lookedAround(world.folder);
  await Deno.rename(`${file}.aside`, file);
  await watched.told(2);
  await lookedAround(world.folder);
  assert.deepEqual(watched.contents, ["", "old"]);
});

Deno.test("after the end nothing is reported", async () => {
  await using world = await makeWorld();
  const file = join(world.folder, "config.json");
  const watched = watching(file);
  await watched.stop();
  await Deno.writeTextFile(file, "new");
  await lookedAround(world.folder);
  assert.deepEqual(watched.contents, []);
});
