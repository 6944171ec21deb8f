// What has to hold at the end of each story: all machines and the remote have the same, and nothing
// of the app lies around. Looked at with raw git and the bytes of the files.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { ageDisplaced, displacedIn } from "./displaced.ts";
import type { RemoteUse } from "../../src/engine/sync/next_step.ts";
import type { Machine } from "./story.ts";
import type { World } from "./world.ts";

/** What a story has beside the ordinary. */
export interface QuietOptions {
  /** Files and folders that are not synced, or ignored, and may stand on some machine. */
  readonly besides?: readonly string[];
  /** Files whose bytes in the folder are not those that git keeps, as a filter is at work. */
  readonly filtered?: readonly string[];
  /** The remote's branch; `main` when it is not given. */
  readonly branch?: string;
}

/** More rounds than any story needs. */
const MAX_ROUNDS = 12;

/** What the app may leave in its folder: its lock, where the branch was left, the empty folder of displaced files, a list. */
const OWN_NAMES = [
  "hooks",
  "locks",
  "lock",
  "old",
  "scratch.json",
  "seen.json",
  "not-placed.json",
  "ignored.json",
  "private.json",
  "lfs-servers.json",
  "held-deletion.json",
  "mass-deletion.json",
  "mounts.json",
  "tidied.json",
];

/** Lets all machines sync until nothing changes any more, and checks what has to hold then. */
export async function untilQuiet(
  world: World,
  machines: readonly Machine[],
  options: QuietOptions = {},
): Promise<void> {
  const places = await Promise.all(machines.map(placeOf));
  let [active, remote]: [readonly Machine[], RemoteUse] = [machines, "ask"];
  const seen: string[] = [];
  for (let round = 0;; round++) {
    assert.ok(round < MAX_ROUNDS, `the machines never come to rest:\n${seen.join("\n")}`);
    for (const { gitDir } of places) ageDisplaced(gitDir);
    const { quiet, receivers, reports } = await syncAll(active, remote);
    const displacing = places.filter(({ gitDir }) => displacedIn(gitDir).length > 0);
    seen.push(...reports, ...displacing.map(({ gitDir }) => displacedIn(gitDir).join(" ")));
    if (quiet && displacing.length === 0) break;
    // Displaced files are checked without the remote; what was received must not become a save.
    const untidy = new Set([...receivers, ...displacing.map(({ machine }) => machine)]);
    [active, remote] = quiet ? [[...untidy], "none"] : [machines, "ask"];
  }
  const { branch = "main" } = options;
  const tip = await world.git(world.remote, "rev-parse", `refs/heads/${branch}`);
  const published = await publishedFiles(world, { tip, filtered: options.filtered ?? [] });
  for (const place of places) {
    await checkFolder(world, { place, tip, published, options });
    await checkGitFolder(world, place);
  }
  await checkObjects(world, { folder: world.remote, gitDir: world.remote });
}

/** A machine and where its git folder is; linked work trees share one with others. */
interface Place {
  readonly machine: Machine;
  readonly gitDir: string;
  readonly commonDir: string;
}

async function placeOf(machine: Machine): Promise<Place> {
  const own = machine.path(".git");
  if ((await Deno.lstat(own)).isDirectory) return { machine, gitDir: own, commonDir: own };
  const printed = await machine.git(
    "rev-parse",
    "--path-format=absolute",
    "--git-dir",
    "--git-common-dir",
  );
  const [gitDir, commonDir] = printed.split("\n");
  return { machine, gitDir: gitDir!, commonDir: commonDir! };
}

/** Answers whether nobody had anything new, so that all have received what there was; who received something, and what each did. */
async function syncAll(
  machines: readonly Machine[],
  remote: RemoteUse,
): Promise<{
  readonly quiet: boolean;
  readonly receivers: readonly Machine[];
  readonly reports: readonly string[];
}> {
  let quiet = true;
  const receivers: Machine[] = [];
  const reports: string[] = [];
  for (const machine of machines) {
    const { saved, pushed, conflicts, received } = await machine.sync({ remote });
    quiet &&= saved.length === 0 && !pushed && conflicts.length === 0;
    if (received.length > 0) receivers.push(machine);
    reports.push(JSON.stringify({ name: machine.name, saved, pushed, conflicts, received }));
  }
  return { quiet, receivers, reports };
}

/** The folder has what the remote has, byte for byte, and git finds nothing to say about it. */
async function checkFolder(
  world: World,
  { place: { machine }, tip, published, options }: {
    readonly place: Place;
    readonly tip: string;
    readonly published: ReadonlyMap<string, string>;
    readonly options: QuietOptions;
  },
): Promise<void> {
  const { besides = [], filtered = [] } = options;
  const isBeside = (name: string) =>
    besides.some((beside) => name === beside || name.startsWith(`${beside}/`));
  const { head, differing } = await statusOf(world, machine.folder);
  assert.equal(head, tip, `${machine.name} has another commit`);
  assert.deepEqual(
    differing.filter((name) => !isBeside(name)),
    [],
    `git status on ${machine.name}`,
  );
  // Deno 2.9 cannot open a file whose name is not UTF-8, and Deno 2.7 does not even list it.
  const isCompared = (name: string) => !isBeside(name) && !name.includes("\ufffd");
  const files = new Map<string, string>();
  for (const name of (await machine.names()).filter(isCompared)) {
    files.set(name, await describe(machine.path(name), filtered.includes(name)));
  }
  const expected = new Map([...published].filter(([name]) => isCompared(name)));
  assert.deepEqual(files, expected, `files on ${machine.name}`);
}

/** The commit that a folder is at, and the names that git finds changed in it. */
async function statusOf(
  world: World,
  folder: string,
): Promise<{ readonly head: string | undefined; readonly differing: readonly string[] }> {
  const show = ["--porcelain=v2", "--branch", "-z", "-uall", "--no-renames"];
  const { stdout } = await world.tryGit(folder, ["status", ...show]);
  const lines = stdout.split("\0").filter(Boolean);
  const isHeader = (line: string) => line.startsWith("# ");
  return {
    head: /^# branch\.oid (\w+)$/m.exec(lines.filter(isHeader).join("\n"))?.[1],
    // git-status, "Porcelain Format Version 2": the name stands after the fields of each kind of line.
    differing: lines.filter((line) => !isHeader(line)).map((line) =>
      /^(?:1 (?:\S+ ){7}|u (?:\S+ ){9}|\? )(.*)$/s.exec(line)?.[1] ?? line
    ),
  };
}

async function checkGitFolder(
  world: World,
  { machine: { name, folder }, gitDir, commonDir }: Place,
): Promise<void> {
  await checkObjects(world, { folder, gitDir: commonDir });
  const names = await namesIn(join(gitDir, "gitsyncbar"));
  assert.deepEqual(names.filter((name) => !OWN_NAMES.includes(name)), [], `on ${name}`);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** No damage, and no lock that somebody left. */
async function checkObjects(
  world: World,
  { folder, gitDir }: { readonly folder: string; readonly gitDir: string },
): Promise<void> {
  const { stdout, stderr } = await world.tryGit(folder, [
    ...await withoutIndexes(gitDir),
    ...["fsck", "--strict", "--no-dangling", "--no-progress"],
  ]);
  assert.equal(stdout + stderr, "", `git fsck in ${folder}`);
  assert.deepEqual(await locksBelow(gitDir), [], `locks in ${folder}`);
}

/** Where git keeps what it knows of its objects, by the setting by which `git fsck` starts a process to check it. */
const INDEXES = {
  "core.commitGraph": ["info", "commit-graph"],
  "core.multiPackIndex": ["pack", "multi-pack-index"],
} as const;

/** Returns the settings by which no process is started for an index that is not there. */
async function withoutIndexes(gitDir: string): Promise<readonly string[]> {
  const settings: string[] = [];
  for (const [setting, [folder, begin]] of Object.entries(INDEXES)) {
    const names = await namesIn(join(gitDir, "objects", folder));
    if (!names.some((name) => name.startsWith(begin))) settings.push("-c", `${setting}=false`);
  }
  return settings;
}

async function locksBelow(folder: string): Promise<string[]> {
  const locks: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && name !== "objects") locks.push(...await locksBelow(join(folder, name)));
    else if (name.endsWith(".lock")) locks.push(name);
  }
  return locks;
}

/** Name -> mode and id of what the remote has; of filtered files the mode alone. */
async function publishedFiles(
  world: World,
  { tip, filtered }: { readonly tip: string; readonly filtered: readonly string[] },
): Promise<Map<string, string>> {
  const { stdout } = await world.tryGit(world.remote, ["ls-tree", "-r", "-z", tip]);
  return new Map(
    stdout.split("\0").filter(Boolean).map((line) => {
      const [, mode, oid, name] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line)!;
      return [name!, filtered.includes(name!) ? mode! : `${mode} ${oid}`] as const;
    }),
  );
}

async function describe(path: string, filtered: boolean): Promise<string> {
  const info = await Deno.lstat(path);
  if (info.isSymlink) return `120000 ${idOf(new TextEncoder().encode(await Deno.readLink(path)))}`;
  const mode = ((info.mode ?? 0) & 0o100) === 0 ? "100644" : "100755";
  return filtered ? mode : `${mode} ${idOf(await Deno.readFile(path))}`;
}

function idOf(content: Uint8Array): string {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
