// What was ignored here before somebody else's rules came is not published without this user's word.

import assert from "node:assert/strict";
import { join } from "node:path";
import { assertUnpublished } from "../../support/by_hand.ts";
import { type Machine, machineOf, type Story, tell } from "../../support/story.ts";

const RULES = { ".gitignore": "*.pem\n/.env\n/private/\n", "sub/.gitignore": "/mine.txt\n" };

const IGNORED = {
  ".env": "SECRET\n",
  "deep/key.pem": "SECRET\n",
  "private/diary.md": "SECRET\n",
  "sub/mine.txt": "SECRET\n",
  "excluded.txt": "SECRET\n",
  "global.txt": "SECRET\n",
};

/** A laptop that keeps secrets, and a seed that stands for anybody who may push. */
async function withSecrets(): Promise<Story<["laptop"]> & { readonly seed: string }> {
  const story = await tell({ ...RULES, "notes.md": "one\n" }, "laptop");
  const { world, laptop } = story;
  await world.write(join(world.folder, "home/.config/git"), { ignore: "/global.txt\n" });
  await Deno.writeTextFile(laptop.path(".git/info/exclude"), "/excluded.txt\n");
  await laptop.save(IGNORED);
  return { ...story, seed: join(world.folder, "seed") };
}

/** Commits what stands in the seed, whatever its rules say, and pushes it. */
async function push(
  { world, seed }: Pick<Awaited<ReturnType<typeof withSecrets>>, "world" | "seed">,
): Promise<void> {
  await world.git(seed, "add", "-A", "--force");
  await world.git(seed, "-c", "user.name=desktop", "commit", "--quiet", "-m", "new rules");
  await world.git(seed, "push", "--quiet");
}

const ROWS: Readonly<
  Record<string, {
    readonly change: (seed: string) => Promise<void>;
    readonly held: readonly string[];
  }>
> = {
  "negated rules": {
    change: (seed) =>
      Deno.writeTextFile(
        join(seed, ".gitignore"),
        `${RULES[".gitignore"]}!.env\n!*.pem\n!/private/\n!excluded.txt\n!global.txt\n`,
      ),
    held: [".env", "deep/key.pem", "excluded.txt", "global.txt", "private/"],
  },
  "rules that negate everything": {
    change: (seed) => Deno.writeTextFile(join(seed, ".gitignore"), "!*\n!*/\n"),
    held: [".env", "deep/key.pem", "excluded.txt", "global.txt", "private/"],
  },
  "rules that are gone": {
    change: (seed) => Deno.remove(join(seed, ".gitignore")),
    held: [".env", "deep/key.pem", "private/"],
  },
  "rules that moved into a folder": {
    change: (seed) => Deno.rename(join(seed, ".gitignore"), join(seed, "sub/.gitignore")),
    held: [".env", "deep/key.pem", "private/", "sub/mine.txt"],
  },
  "rules in a folder": {
    change: (seed) => Deno.writeTextFile(join(seed, "sub/.gitignore"), "!mine.txt\n"),
    held: ["sub/mine.txt"],
  },
  "new rules in a folder": {
    change: async (seed) => {
      await Deno.mkdir(join(seed, "deep"));
      await Deno.writeTextFile(join(seed, "deep/.gitignore"), "!*\n");
    },
    held: ["deep/key.pem"],
  },
  "a link in the place of the rules": {
    change: async (seed) => {
      await Deno.remove(join(seed, ".gitignore"));
      await Deno.symlink("notes.md", join(seed, ".gitignore"));
    },
    held: [".env", "deep/key.pem", "private/"],
  },
  "a folder in the place of the rules": {
    change: async (seed) => {
      await Deno.remove(join(seed, ".gitignore"));
      await Deno.mkdir(join(seed, ".gitignore"));
      await Deno.writeTextFile(join(seed, ".gitignore/.gitignore"), "!*\n");
    },
    held: [".env", "deep/key.pem", "private/"],
  },
};

for (const [what, { change, held }] of Object.entries(ROWS)) {
  Deno.test(`nothing private is published after ${what}`, async () => {
    const { world, seed, laptop } = await withSecrets();
    await change(seed);
    await push({ world, seed });
    const { notSynced } = await laptop.sync();
    assert.deepEqual(
      notSynced.toSorted((a, b) => a.path < b.path ? -1 : 1),
      held.map((path) => ({ path, reason: "was ignored", by: "desktop" })),
    );
    await laptop.write({ ...IGNORED, "notes.md": "two\n" });
    const paths = [...Object.keys(IGNORED), "notes.md"];
    assert.deepEqual((await laptop.sync({ paths, remote: "send" })).saved, ["notes.md"]);
    // A new start knows it, too.
    await laptop.write({ "deep/new.md": "new\n", "private/more.md": "SECRET\n" });
    const started = machineOf(world, laptop.folder);
    assert.equal((await started.sync()).notSynced.length, held.length);
    await assertUnpublished(world);
  });
}

/** The rows that concern how the rules come in, with the rules that negate everything. */
const WAYS: Readonly<Record<string, (laptop: Machine) => Promise<unknown>>> = {
  "a merge": async (laptop) => {
    await laptop.write({ ".gitignore": `*.log\n${RULES[".gitignore"]}`, "own.md": "own\n" });
    await laptop.sync({ remote: "none" });
  },
  "a pull by hand": (laptop) => laptop.git("pull", "--quiet"),
  "a pull by hand, after new secrets": async (laptop) => {
    await laptop.write({ "new.pem": "SECRET\n", "private/new.md": "SECRET\n" });
    await laptop.sync({ paths: ["new.pem", "private/new.md"], remote: "none" });
    await laptop.git("pull", "--quiet");
  },
  "a reset by hand": async (laptop) => {
    await laptop.git("fetch", "--quiet");
    await laptop.git("reset", "--quiet", "--hard", "origin/main");
  },
  "a checkout of paths by hand": async (laptop) => {
    await laptop.git("fetch", "--quiet");
    await laptop.git("checkout", "--quiet", "origin/main", "--", ".");
  },
  "a squashed merge by hand": async (laptop) => {
    await laptop.git("fetch", "--quiet");
    await laptop.git("merge", "--quiet", "--squash", "origin/main");
  },
  "a cherry-pick by hand": async (laptop) => {
    await laptop.git("fetch", "--quiet");
    await laptop.git("cherry-pick", "origin/main");
  },
  "a cherry-pick by hand without a commit": async (laptop) => {
    await laptop.git("fetch", "--quiet");
    await laptop.git("cherry-pick", "--no-commit", "origin/main");
  },
  "a patch that git applies": async (laptop) => {
    await laptop.git("fetch", "--quiet");
    await laptop.git("diff", "--output=../rules.patch", "HEAD", "origin/main");
    await laptop.git("apply", "--index", "../rules.patch");
  },
  "a merge by hand": async (laptop) => {
    await laptop.write({ "own.md": "own\n" });
    await laptop.sync({ remote: "none" });
    await laptop.git("pull", "--quiet", "--no-rebase", "--no-edit");
  },
};

for (const [what, come] of Object.entries(WAYS)) {
  Deno.test(`nothing private is published when other rules come by ${what}`, async () => {
    const { world, seed, laptop } = await withSecrets();
    await Deno.writeTextFile(join(seed, ".gitignore"), "!*\n!*/\n");
    await push({ world, seed });
    await come(laptop);
    // Found by an app that runs, which its watcher gives names, and by one that starts.
    const paths = [".gitignore", ...Object.keys(IGNORED)];
    await laptop.sync({ paths, remote: "none" });
    const app = machineOf(world, laptop.folder);
    const { notSynced } = await app.sync();
    await app.sync();
    await assertUnpublished(world);
    assert.ok(notSynced.some(({ path }) => path === ".env"), JSON.stringify(notSynced));
  });
}

Deno.test("an excludes file that is tracked is rules, too", async () => {
  const { world, laptop } = await tell({ "tools/ignore": "/.env\n", "notes.md": "one\n" });
  await laptop.git("config", "core.excludesFile", laptop.path("tools/ignore"));
  await laptop.save({ ".env": "SECRET\n" });
  const seed = join(world.folder, "seed");
  await Deno.writeTextFile(join(seed, "tools/ignore"), "nothing\n");
  await push({ world, seed });
  assert.deepEqual((await laptop.sync()).notSynced, [
    { path: ".env", reason: "was ignored", by: "desktop" },
  ]);
  await laptop.sync();
  await assertUnpublished(world);
});

Deno.test("the user's own word counts at once, and an entry goes when its reason is gone", async () => {
  const { world, seed, laptop } = await withSecrets();
  // Their own edit, and their own commit by hand.
  await laptop.write({ ".gitignore": "*.pem\n/private/\n", ".env": "open\n" });
  assert.deepEqual((await laptop.sync()).saved.toSorted(), [".env", ".gitignore"]);
  await laptop.write({ ".gitignore": "*.pem\n", "private/diary.md": "open\n" });
  await laptop.git("commit", "--quiet", "-a", "-m", "my word");
  assert.deepEqual((await laptop.sync()).saved, ["private/diary.md"]);
  await world.git(seed, "pull", "--quiet");
  await Deno.writeTextFile(join(seed, ".gitignore"), "");
  await push({ world, seed });
  assert.deepEqual((await laptop.sync()).notSynced.map(({ path }) => path), ["deep/key.pem"]);
  assert.deepEqual((await laptop.save({ ".gitignore": "/deep/\n" })).notSynced, []);
  await assertUnpublished(world);
});

Deno.test("rules that change nothing for this machine leave nothing to say", async () => {
  const { world, seed, laptop } = await withSecrets();
  await Deno.writeTextFile(join(seed, ".gitignore"), `# hello\n${RULES[".gitignore"]}*.log\n`);
  await push({ world, seed });
  assert.deepEqual((await laptop.sync()).notSynced, []);
  // After them, the user's own un-ignoring is sent as ever.
  await laptop.write({ ".gitignore": "*.pem\n/private/\n", ".env": "open\n" });
  const app = machineOf(world, laptop.folder);
  assert.deepEqual((await app.sync()).saved.toSorted(), [".env", ".gitignore"]);
});

Deno.test("a click publishes a file that was ignored, or all of those in a folder", async () => {
  const { world, seed, laptop } = await withSecrets();
  await Deno.writeTextFile(join(seed, ".gitignore"), "!*\n!*/\n");
  await push({ world, seed });
  assert.equal((await laptop.sync()).notSynced.length, 5);
  assert.deepEqual((await laptop.sync({ publish: ["deep/"] })).saved, ["deep/key.pem"]);
  assert.deepEqual((await laptop.sync({ publish: ["nothing", "private"] })).saved, [
    "private/diary.md",
  ]);
  await laptop.write({ "private/more.md": "open\n", ".env": "SECRET 2\n" });
  const paths = ["private/more.md", ".env"];
  const { saved, notSynced } = await laptop.sync({ paths, remote: "send" });
  assert.deepEqual(saved, ["private/more.md"]);
  assert.deepEqual(notSynced.map(({ path }) => path), [".env", "excluded.txt", "global.txt"]);
});

Deno.test("a file ignored by rules that are no part of the history is known by its name alone", async () => {
  const { world, laptop, desktop } = await tell({ "notes.md": "one\n" });
  await laptop.save({ ".gitignore": "*.key\n.gitignore\n" });
  await laptop.write({ "new.key": "SECRET\n" });
  await laptop.sync({ paths: ["new.key"] });
  await desktop.save({ ".gitignore": "*.o\n" });
  // Git replaces an ignored file without a word.
  await laptop.git("pull", "--quiet");
  assert.deepEqual((await laptop.sync()).notSynced, [{ path: "new.key", reason: "was ignored" }]);
  await assertUnpublished(world);
});
