// Where the system does not let everything be watched, the state says so, until it does.

import assert from "node:assert/strict";
import { join } from "node:path";
import { has } from "../../support/needs.ts";
import { makeWorld } from "../../support/world.ts";
import { linesOf } from "./report.ts";
import { shell } from "./watching.ts";

const LIMIT = /^Cannot watch ".*": OS file watch limit reached$/;

type Reporter = AsyncDisposable & {
  /** Waits until it says the word, or one like it; what it says before is skipped. */
  readonly hear: (word: string | RegExp) => Promise<void>;
  readonly say: (line: string) => Promise<void>;
};

/** Starts the reporter on a folder by means of a program that starts others. */
function report(root: string, starter: string, ...args: readonly string[]): Reporter {
  const script = join(import.meta.dirname!, "report.ts");
  const child = new Deno.Command(starter, {
    args: [...args, Deno.execPath(), "run", "-A", "--no-lock", script, root],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = linesOf(child.stdout);

  async function hear(word: string | RegExp): Promise<void> {
    const heard: string[] = [];
    const deadline = setTimeout(() => child.kill("SIGKILL"), 60_000);
    try {
      while (true) {
        const { value, done } = await lines.next();
        assert.ok(!done, `Waited in vain for ${word}: ${heard}`);
        const said: string = JSON.parse(value);
        heard.push(said);
        if (typeof word === "string" ? said === word : word.test(said)) return;
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  async function dispose(): Promise<void> {
    await writer.close();
    while (!(await lines.next()).done);
    await child.status;
  }

  return {
    hear,
    say: (line) => writer.write(new TextEncoder().encode(`${line}\n`)),
    [Symbol.asyncDispose]: dispose,
  };
}

/** Below this limit of watches, in a user namespace of its own. */
function reportLimited(root: string, limit: number): Reporter {
  const line = `echo ${limit} >/proc/sys/user/max_inotify_watches && exec "$@"`;
  return report(root, "unshare", "-Ur", "sh", "-c", line, "sh");
}

/** Without the right of root to read everything. */
function reportUnprivileged(root: string): Reporter {
  const rights = "-dac_override,-dac_read_search";
  return Deno.uid() === 0
    ? report(root, "setpriv", `--bounding-set=${rights}`, `--inh-caps=${rights}`)
    : report(root, "env");
}

/** True when this machine lets the test lower the limit; throws where skipping is forbidden. */
function canLimit(): boolean {
  if (!has("unshare")) return false;
  const line = "echo 100 >/proc/sys/user/max_inotify_watches";
  const { success } = new Deno.Command("unshare", { args: ["-Ur", "sh", "-c", line] }).outputSync();
  if (!success && Deno.env.get("GIT_SYNC_BAR_NO_SKIP") !== undefined) {
    throw new Error("Cannot skip a test here: no user namespace in which to limit the watches");
  }
  return success;
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !has("setpriv"), fn });

test("a folder that may not be read is named and polled, all others are watched, and it is when it may be", async () => {
  await using world = await makeWorld();
  const files = { "a/secret/x.md": "1\n", "a/open/deep/z.md": "1\n", "b/y.md": "1\n" };
  const [root] = await world.clones(files, "clone");
  const secret = join(root, "a/secret");
  await Deno.chmod(secret, 0);
  await using reporter = reportUnprivileged(root);
  await reporter.hear(`Cannot watch "${secret}": Permission denied (os error 13)`);
  await reporter.hear("looking at a/secret");
  for (const name of ["b/y.md", "a/open/deep/z.md", "top.md"]) {
    await Deno.writeTextFile(join(root, name), "2\n");
    await reporter.hear("files");
  }
  await Deno.mkdir(join(root, "a/new"));
  await reporter.hear("gap");
  await Deno.writeTextFile(join(root, "a/new/y.md"), "2\n");
  await reporter.hear("files");
  await Deno.chmod(secret, 0o700);
  await reporter.hear("watching");
  await reporter.hear("gap");
  await Deno.writeTextFile(join(secret, "x.md"), "2\n");
  await reporter.hear("files");
});

test("a subfolder that comes and cannot be read is polled for", async () => {
  await using world = await makeWorld();
  const [root] = await world.clones({ "a/x.md": "1\n" }, "clone");
  await using reporter = reportUnprivileged(root);
  await reporter.hear("watching");
  const secret = join(root, "a/secret");
  await Deno.mkdir(secret, { mode: 0 });
  await reporter.hear(`Cannot watch "${secret}": Permission denied (os error 13)`);
  await Deno.chmod(secret, 0o700);
  await reporter.hear("watching");
});

Deno.test({
  name: "at the system's limit it polls, and watches when there is room",
  ignore: !canLimit(),
  fn: async () => {
    await using world = await makeWorld();
    const [root] = await world.clones({ "a/x.md": "1\n", "b/y.md": "1\n" }, "clone");
    await using reporter = reportLimited(root, 2);
    await reporter.hear(LIMIT);
    await reporter.say("100");
    await reporter.hear("watching");
    await reporter.hear("gap");
    await Deno.writeTextFile(join(root, "b/y.md"), "2\n");
    await reporter.hear("files");
  },
});

Deno.test({
  name: "a limit that is reached by new folders is noticed, also where nothing is said of it",
  ignore: !canLimit(),
  fn: async () => {
    await using world = await makeWorld();
    const [root] = await world.clones({ "a/x.md": "1\n" }, "clone");
    // The root, HEAD, refs/heads, a, and room for two more.
    await using reporter = reportLimited(root, 6);
    await reporter.hear("watching");
    for (let index = 1; index <= 6; index++) await Deno.mkdir(join(root, `a/${index}`));
    await reporter.hear(LIMIT);
    await reporter.say("100");
    await reporter.hear("watching");
  },
});

Deno.test(
  "a named pipe that makes the system deaf is reported, stops nothing, and is over when it is",
  {
    ignore: Deno.build.os !== "linux",
  },
  async () => {
    await using world = await makeWorld();
    const [laptop] = await world.clones({ "notes/first.md": "first\n" }, "laptop");
    await using reporter = report(laptop, "env");
    await reporter.hear("watching");
    // By then the system has been asked whether it tells of changes, and has answered.
    for (const text of ["one", "two", "three"]) {
      await Deno.writeTextFile(join(laptop, "notes/first.md"), text);
      await reporter.hear("files");
    }
    const pipe = join(laptop, "notes/pipe");
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    await Deno.mkdir(join(laptop, "folder"));
    using _ = await openDeafening(reporter, pipe);
    await Deno.writeTextFile(join(laptop, "folder/last.md"), "last\n");
    await reporter.hear("files");
    await Deno.remove(pipe);
  },
);

Deno.test(
  "a named pipe that comes while all is watched anew stops nothing",
  {
    ignore: Deno.build.os !== "linux",
  },
  async () => {
    await using world = await makeWorld();
    const [laptop] = await world.clones({ "notes/first.md": "first\n" }, "laptop");
    await using reporter = report(laptop, "env");
    await reporter.hear("watching");
    const pipe = join(laptop, "pipe");
    shell(world.folder, `mv '${laptop}' away && mv away '${laptop}' && mkfifo '${pipe}'`);
    // It may come in the moment in which nothing is watched: then it is told of later.
    const later = setInterval(() => void Deno.chmod(pipe, 0o600).catch(() => {}), 3_000);
    using _ = await openDeafening(reporter, pipe).finally(() => clearInterval(later));
    await Deno.writeTextFile(join(laptop, "notes/first.md"), "last\n");
    await reporter.hear("files");
    await Deno.remove(pipe);
  },
);

/** Opens a named pipe when it is reported, and waits until all is watched again. */
async function openDeafening(reporter: Reporter, pipe: string): Promise<Deno.FsFile> {
  await reporter.hear(/^Cannot watch ".*": the system tells of no change, maybe as a named pipe/);
  // Whoever opens it for both waits for nobody.
  const opened = await Deno.open(pipe, { read: true, write: true });
  await reporter.hear("watching");
  return opened;
}
