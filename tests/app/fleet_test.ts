// A fleet on one broker: everybody writes at the same moment, and everybody has everything in the end. All
// instances run in this process; it prints what that took.

import assert from "node:assert/strict";
import { systemClock } from "../../src/app/loop.ts";
import { type AppHere, startAppHere } from "../support/app_here.ts";
import { type Mosquitto, startMosquitto } from "../support/broker.ts";
import { type GitWrapper, verbOf, wrapGit } from "../support/git_wrapper.ts";
import { liveConfig, TOPIC } from "../support/live.ts";
import { has } from "../support/needs.ts";
import { eventually, publishedNames } from "../support/running.ts";
import { makeWorld, type World } from "../support/world.ts";

/** A fleet in which each machine has so many folders, each with a remote of its own and this topic. */
interface Row {
  readonly what: string;
  readonly machines: number;
  readonly topics: readonly string[];
}

const ROWS: readonly Row[] = [
  { what: "4 instances with two folders on one topic", machines: 4, topics: [TOPIC, TOPIC] },
  { what: "4 instances with two topics", machines: 4, topics: [TOPIC, "our-dotfiles"] },
];

interface Member {
  readonly name: string;
  /** In the order of the worlds that have their remotes. */
  readonly folders: readonly string[];
  readonly app: AppHere;
}

interface Fleet extends AsyncDisposable {
  readonly worlds: readonly World[];
  readonly members: readonly Member[];
}

async function startFleet(
  worlds: readonly World[],
  { broker, git, row: { machines, topics } }: {
    readonly broker: Mosquitto;
    readonly git: GitWrapper;
    readonly row: Row;
  },
): Promise<Fleet> {
  const names = Array.from({ length: machines }, (_, at) => `machine-${at}`);
  const clones = await Promise.all(
    worlds.map((world) => world.clones({ "notes.md": "one\n" }, ...names)),
  );
  const members = await Promise.all(names.map(async (name, at): Promise<Member> => {
    const [first, ...others] = clones.map((folders) => folders[at]!);
    const app = await startAppHere(worlds[0]!, name, {
      config: {
        ...liveConfig(first!, broker),
        more_folders: others.map((sync_dir, at) => ({
          sync_dir,
          name: `folder ${at + 2}`,
          mqtt_topic: topics[at + 1],
        })),
      },
      environment: git.environment,
      clock: systemClock,
    });
    return { name, folders: [first!, ...others], app };
  }));
  return {
    worlds,
    members,
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map(({ app }) => app[Symbol.asyncDispose]()));
    },
  };
}

/** Waits until there are so many files at each remote; what is asked is that it goes on. */
async function untilSent({ worlds }: Fleet, wanted: number): Promise<void> {
  for (const world of worlds) {
    for (let count = 1; count <= wanted; count++) {
      await eventually(
        `${count} of ${wanted} files are sent`,
        async () => (await publishedNames(world)).length >= count,
      );
    }
  }
}

/** Waits until everybody has so many files in each folder, and knows that these are all. */
async function untilEqual({ members }: Fleet, wanted: readonly number[]): Promise<void> {
  for (const { name, folders, app } of members) {
    for (const [at, folder] of folders.entries()) {
      await eventually(`${name} has ${wanted[at]} files`, async () => {
        const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
        return names.filter((name) => name !== ".git").length === wanted[at];
      });
    }
    await eventually(`${name} is up to date and live`, async () => {
      const found = await app.status();
      return found?.link.kind === "up" &&
        (found.folders ?? [found]).every(({ condition }) => condition === "up to date");
    });
  }
}

/** Prints what was done since a moment. Returns the number of fetches. */
async function tell(
  what: string,
  { since, git }: { readonly since: number; readonly git: GitWrapper },
): Promise<number> {
  const verbs = (await git.calls()).map(verbOf);
  const count = (verb: string) => verbs.filter((found) => found === verb).length;
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  const line = `${what}: ${seconds} s, ${count("push")} pushes, ${count("fetch")} fetches\n`;
  await Deno.stdout.write(new TextEncoder().encode(line));
  return count("fetch");
}

for (const row of ROWS) {
  Deno.test({
    name: `${row.what} write at the same moment, the broker goes and comes: all have all`,
    ignore: !has("mosquitto"),
    fn: () => writeAtOnce(row),
  });
}

async function writeAtOnce(row: Row): Promise<void> {
  const { machines, topics } = row;
  await using stack = new AsyncDisposableStack();
  const worlds = await Promise.all(topics.map(async () => stack.use(await makeWorld())));
  const broker = stack.use(await startMosquitto());
  const git = await wrapGit(worlds[0]!);
  const fleet = stack.use(await startFleet(worlds, { broker, git, row }));
  const { members } = fleet;
  await untilEqual(fleet, topics.map(() => 1));
  await git.calls();

  let since = performance.now();
  await Promise.all(
    members.flatMap(({ name, folders }) =>
      folders.map((folder, at) => worlds[at]!.write(folder, { [`${name}.md`]: `${name}\n` }))
    ),
  );
  await untilSent(fleet, 1 + machines / 4);
  await broker.stop();
  await untilSent(fleet, 1 + machines / 2);
  await broker.start();
  await untilSent(fleet, 1 + machines);
  await untilEqual(fleet, topics.map(() => 1 + machines));
  await tell(`${row.what}, a save of each at once, received by everybody`, { since, git });

  since = performance.now();
  await worlds[0]!.write(members[0]!.folders[0]!, { "todo.md": "milk\n" });
  await untilEqual(fleet, topics.map((_, at) => at === 0 ? 2 + machines : 1 + machines));
  const fetches = await tell(`${row.what}, one save, received by everybody`, { since, git });
  if (new Set(topics).size > 1) {
    assert.ok(fetches < 2 * (machines - 1), `${fetches}: the other topic woke nobody`);
  }

  for (const { name, folders, app } of members) {
    for (const [at, folder] of folders.entries()) {
      const { git, remote } = worlds[at]!;
      const tip = await git(remote, "rev-parse", "main");
      // An update that takes less than a second shows in the status by its time alone: the files come first,
      // then the branch.
      await eventually(
        `the branch of ${name} is at the remote's`,
        async () => await git(folder, "rev-parse", "HEAD") === tip,
      );
      assert.equal(await git(folder, "status", "--porcelain"), "", name);
    }
    assert.deepEqual(app.log.filter((line) => line.includes("Cannot")), [], name);
  }
  const written = ["notes.md", ...members.map(({ name }) => `${name}.md`)];
  for (const [at, world] of worlds.entries()) {
    const files = at === 0 ? [...written, "todo.md"] : written;
    assert.deepEqual((await publishedNames(world)).sort(), files.sort());
  }
}
