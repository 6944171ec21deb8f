// The random test looks at the end of each story whether the promises hold. Here each of them is broken by
// hand: every look must be able to fail.

import assert from "node:assert/strict";
import { join } from "node:path";
import { checkOpenConflicts, checkPromises } from "../../support/promise/checks.ts";
import { type Field, makeField } from "../../support/promise/field.ts";
import { Ledger } from "../../support/promise/ledger.ts";

type Damage = (field: Field, ledger: Ledger) => Promise<void> | void;

const MARKED = "<<<<<<< ours\nm1;\n=======\nm2;\n>>>>>>> theirs\n";

/** Commits a file on one machine and brings it to the other, all by hand. */
async function publish({ world, folders }: Field, files: Record<string, string>): Promise<void> {
  const [one, other] = folders as [string, string];
  await world.write(one, files);
  await world.git(one, "add", "-A");
  await world.git(one, "commit", "--quiet", "-m", "by hand");
  await world.git(one, "push", "--quiet");
  await world.git(other, "pull", "--quiet");
}

/** Writes files into the first machine's folder. */
function write(files: Record<string, string>): Damage {
  return async ({ world, folders }) => await world.write(folders[0]!, files);
}

const DAMAGES: readonly (readonly [string, RegExp, Damage])[] = [
  ["a machine that stays behind", /another commit/, async ({ world, folders }) => {
    await world.write(folders[0]!, { "a": "m1;\n" });
    await world.git(folders[0]!, "commit", "--quiet", "-am", "by hand");
    await world.git(folders[0]!, "push", "--quiet");
  }],
  ["a commit that was never sent", /another commit/, async ({ world, folders }) => {
    await world.git(folders[1]!, "commit", "--quiet", "--allow-empty", "-m", "by hand");
  }],
  ["a file that is not saved", /git status on laptop/, write({ "new": "" })],
  ["an edit that git does not see", /files on laptop/, async ({ world, folders }) => {
    await world.git(folders[0]!, "update-index", "--skip-worktree", "a");
    await world.write(folders[0]!, { "a": "m1;\nm2;\nm3;\nm4;\nm5;\n\n" });
  }],
  ["a mode that git does not see", /files on desktop/, async ({ world, folders }) => {
    await world.git(folders[1]!, "config", "core.fileMode", "false");
    await Deno.chmod(join(folders[1]!, "a"), 0o755);
  }],
  ["a damaged object", /git fsck in laptop/, async ({ world, folders }) => {
    const oid = await world.git(folders[0]!, "rev-parse", "HEAD:b.txt");
    const file = join(folders[0]!, ".git/objects", oid.slice(0, 2), oid.slice(2));
    await Deno.chmod(file, 0o644);
    await Deno.truncate(file, 5);
  }],
  ["a damaged remote", /git fsck in remote/, async ({ world }) => {
    const oid = await world.git(world.remote, "rev-parse", "main:b.txt");
    await Deno.remove(join(world.remote, "objects", oid.slice(0, 2), oid.slice(2)));
  }],
  ["a text that is gone", /texts that nobody took away are not on laptop/, (_, ledger) => {
    ledger.write(["m77;"]);
  }],
  ["a replaced text that is gone", /replaced texts are nowhere/, (_, ledger) => {
    ledger.replace(["m79;"]);
  }],
  ["a version that is gone", /versions that were saved cannot be reached/, (_, ledger) => {
    ledger.save(1, new Map([["a", { kind: "file", bytes: "m1;\nm78;\n" }]]), "on desktop");
  }],
  ["conflict marks in a file", /conflict marks in notes on laptop/, async (field) => {
    await publish(field, { "notes": MARKED });
  }],
  ["a name of the app's own", /\.gitsyncbar/, async (field) => {
    await publish(field, { "a.gitsyncbar-1": "" });
  }],
  ["a merge under way", /under way in laptop.*MERGE_HEAD/s, write({ ".git/MERGE_HEAD": "" })],
  [
    "a rebase under way",
    /under way in laptop.*rebase-merge/s,
    write({ ".git/rebase-merge/x": "" }),
  ],
  ["a lock", /under way in laptop.*index\.lock/s, write({ ".git/index.lock": "" })],
  [
    "a lock of a branch",
    /under way in laptop.*main\.lock/s,
    write({ ".git/refs/heads/main.lock": "" }),
  ],
  ["a lock at the remote", /under way in remote.*main\.lock/s, async ({ world }) => {
    await world.write(world.remote, { "refs/heads/main.lock": "" });
  }],
  [
    "a note of the app",
    /left behind on laptop.*update\.json/s,
    write({ ".git/gitsyncbar/update.json": "{}" }),
  ],
];

/** A world in which all is well. */
async function makeSoundField(): Promise<{ readonly field: Field; readonly ledger: Ledger }> {
  const field = await makeField(2);
  for (const folder of field.folders) await Deno.mkdir(join(folder, ".git/gitsyncbar"));
  const ledger = new Ledger();
  ledger.write(["m1;", "m9;"]);
  return { field, ledger };
}

Deno.test("promise: where nothing happened everything holds", async () => {
  const { field, ledger } = await makeSoundField();
  await using _ = field;
  await checkPromises(field, ledger);
});

for (const [name, message, damage] of DAMAGES) {
  Deno.test(`promise: ${name} does not pass`, async () => {
    const { field, ledger } = await makeSoundField();
    await using _ = field;
    await damage(field, ledger);
    await assert.rejects(checkPromises(field, ledger), { message });
  });
}

Deno.test("promise: a conflict that the app does not name, or only the app sees, does not pass", async () => {
  const { field } = await makeSoundField();
  await using _ = field;
  const [laptop] = field.folders as [string, ...string[]];
  const copy = "a (conflict desktop 2026-11-23 14.02.07 1a2b3c4).txt";
  const named = [{ path: "a.txt", copy, host: "desktop", time: 0 }];
  const { world } = field;
  const message = /open conflicts on laptop/;
  await checkOpenConflicts(world, laptop, []);
  await assert.rejects(checkOpenConflicts(world, laptop, named), { message });
  await world.write(laptop, { "a.txt": "", [copy]: "" });
  await checkOpenConflicts(world, laptop, []);
  await world.git(laptop, "add", "a.txt");
  await checkOpenConflicts(world, laptop, named);
  await assert.rejects(checkOpenConflicts(world, laptop, []), { message });
});
