// A fleet on one remote and one broker: everybody writes at the same moment, and everybody has
// everything in the end. All instances run in this process; it prints what that took.

import assert from "node:assert/strict";
import { systemClock } from "../../src/app/loop.ts";
import { type AppHere, startAppHere } from "../support/app_here.ts";
import { type Mosquitto, startMosquitto } from "../support/broker.ts";
import { type GitWrapper, verbOf, wrapGit } from "../support/git_wrapper.ts";
import { liveConfig } from "../support/live.ts";
import { has } from "../support/needs.ts";
import { eventually, publishedNames } from "../support/running.ts";
import { makeWorld, type World } from "../support/world.ts";

const MACHINES = 20;

interface Member {
  readonly name: string;
  readonly folder: string;
  readonly app: AppHere;
}

interface Fleet extends AsyncDisposable {
  readonly members: readonly Member[];
}

async function startFleet(
  world: World,
  { broker, git }: { readonly broker: Mosquitto; readonly git: GitWrapper },
): Promise<Fleet> {
  const names = Array.from({ length: MACHINES }, (_, at) => `machine-${at}`);
  const folders = await world.clones({ "notes.md": "one\n" }, ...names);
  const members = await Promise.all(folders.map(async (folder, at): Promise<Member> => {
    const name = names[at]!;
    const app = await startAppHere(world, name, {
      config: liveConfig(folder, broker),
      environment: git.environment,
      clock: systemClock,
    });
    return { name, folder, app };
  }));
  return {
    members,
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map(({ app }) => app[Symbol.asyncDispose]()));
    },
  };
}

/** Waits until there are so many files at the remote; what is asked is that it goes on. */
async function untilSent(world: World, wanted: number): Promise<void> {
  for (let count = 1; count <= wanted; count++) {
    await eventually(
      `${count} of ${wanted} files are sent`,
      async () => (await publishedNames(world)).length >= count,
    );
  }
}

/** Waits until everybody has so many files, and knows that these are all. */
async function untilEqual({ members }: Fleet, wanted: number): Promise<void> {
  for (const { name, folder, app } of members) {
    await eventually(`${name} has ${wanted} files`, async () => {
      const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
      return names.filter((name) => name !== ".git").length === wanted;
    });
    await eventually(`${name} is up to date and live`, async () => {
      const found = await app.status();
      return found?.condition === "up to date" && found.link.kind === "up";
    });
  }
}

async function tell(
  what: string,
  { since, git }: { readonly since: number; readonly git: GitWrapper },
): Promise<void> {
  const verbs = (await git.calls()).map(verbOf);
  const count = (verb: string) => verbs.filter((found) => found === verb).length;
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  const line = `${what}: ${seconds} s, ${count("push")} pushes, ${count("fetch")} fetches\n`;
  await Deno.stdout.write(new TextEncoder().encode(line));
}

Deno.test({
  name: `${MACHINES} instances write at the same moment, the broker goes and comes: all have all`,
  ignore: !has("mosquitto"),
  async fn() {
    await using world = await makeWorld();
    await using broker = await startMosquitto();
    const git = await wrapGit(world);
    await using fleet = await startFleet(world, { broker, git });
    const { members } = fleet;
    await untilEqual(fleet, 1);
    await git.calls();

    let since = performance.now();
    await Promise.all(
      members.map(({ name, folder }) => world.write(folder, { [`${name}.md`]: `${name}\n` })),
    );
    await untilSent(world, 1 + MACHINES / 4);
    await broker.stop();
    await untilSent(world, 1 + MACHINES / 2);
    await broker.start();
    await untilSent(world, 1 + MACHINES);
    await untilEqual(fleet, 1 + MACHINES);
    await tell(`${MACHINES} saves at once, received by everybody`, { since, git });

    since = performance.now();
    await world.write(members[0]!.folder, { "todo.md": "milk\n" });
    await untilEqual(fleet, 2 + MACHINES);
    await tell("one save, received by everybody", { since, git });

    const tip = await world.git(world.remote, "rev-parse", "main");
    for (const { name, folder, app } of members) {
      // An update that takes less than a second shows in the status by its time alone: the files come first,
      // then the branch.
      const head = () => world.git(folder, "rev-parse", "HEAD");
      await eventually(
        `the branch of ${name} is at the remote's`,
        async () => await head() === tip,
      );
      const found = {
        name,
        status: await world.git(folder, "status", "--porcelain"),
        mistakes: app.log.filter((line) => line.startsWith("Cannot")),
      };
      assert.deepEqual(found, { name, status: "", mistakes: [] });
    }
    const written = members.map(({ name }) => `${name}.md`);
    const files = await publishedNames(world);
    assert.deepEqual(files.sort(), ["notes.md", "todo.md", ...written].sort());
  },
});
