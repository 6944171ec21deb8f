// What a restore puts back is, byte for byte, what was saved: whatever files are called and hold, and however they
// were renamed, deleted and made anew since.

import assert from "node:assert/strict";
import { openHistory } from "../../../src/engine/history/history.ts";
import { fc } from "../../support/fast_check.ts";
import { copiesOn, type Machine, tell } from "../../support/story.ts";
import { settingsOf } from "../../support/syncer.ts";

const NAMES = ["a.md", "b", "sub/a.md", "sub/c*?.bin", "sub/deep/é \n.md", "-n"] as const;

/** One thing that a user does to the folder. */
type Edit =
  | {
    readonly kind: "write";
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly isProgram: boolean;
  }
  | { readonly kind: "delete"; readonly name: string }
  | { readonly kind: "rename"; readonly name: string; readonly to: string };

const name = fc.constantFrom(...NAMES);

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.array(fc.constantFrom("one\n", "two\r\n", "three", "\0"), { maxLength: 60 })
    .map((parts) => new TextEncoder().encode(parts.join(""))),
);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("write"), name, bytes, isProgram: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete"), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename"), name, to: name }) },
);

/** What a folder holds: a program begins with `+`. */
type Contents = Readonly<Record<string, string>>;

async function contentsOf(machine: Machine): Promise<Contents> {
  const contents: Record<string, string> = {};
  for (const name of await machine.names()) {
    const { mode } = await Deno.lstat(machine.path(name));
    const sign = ((mode ?? 0) & 0o100) === 0 ? "-" : "+";
    contents[name] = sign + (await Deno.readFile(machine.path(name))).toBase64();
  }
  return contents;
}

async function apply(machine: Machine, edit: Edit): Promise<void> {
  const { kind, name } = edit;
  const path = machine.path(name);
  if (kind === "write") {
    await machine.write({ [name]: "" });
    await Deno.writeFile(path, edit.bytes);
    await Deno.chmod(path, edit.isProgram ? 0o755 : 0o644);
  } else if (await Deno.lstat(path).catch(() => undefined) !== undefined) {
    if (kind === "delete") await machine.remove(name);
    else if (edit.to !== name) await machine.rename(name, edit.to);
  }
}

/** Saves without a connection and returns the commit. */
async function save(machine: Machine): Promise<string> {
  assert.equal((await machine.trySync({ remote: "none", confirmDeletion: true })).kind, "synced");
  return await machine.git("rev-parse", "HEAD");
}

Deno.test("what is restored is what was saved, of one file and of the whole folder", async () => {
  const { world, laptop } = await tell({ "seed.md": "seed\n" }, "laptop");
  const first = await laptop.git("rev-parse", "HEAD");
  await using history = await openHistory(settingsOf(world, laptop.folder));
  const seen = { restores: 0, versions: 0 };
  const property = fc.asyncProperty(
    fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 4 }),
    fc.nat(),
    fc.nat(),
    async (rounds, pick, pickVersion) => {
      await laptop.git("reset", "-q", "--hard", first);
      const saves: { readonly id: string; readonly contents: Contents }[] = [];
      for (const edits of rounds) {
        for (const one of edits) await apply(laptop, one);
        // Read before it is saved: what the user saw is what has to come back.
        const contents = await contentsOf(laptop);
        saves.push({ id: await save(laptop), contents });
      }
      const { id, contents } = saves[pick % saves.length]!;
      const before = await contentsOf(laptop);
      const version = { kind: "save", id } as const;
      const restore = async (path: string, of: typeof version) => {
        const outcome = await laptop.trySync({
          remote: "none",
          ownChanges: [{ kind: "restore", path, version: of }],
        });
        assert.equal(outcome.kind, "synced");
        assert.deepEqual(outcome.report.conflicts, []);
        assert.equal(outcome.report.changed?.[0]?.refused, undefined);
        return outcome.report.changed![0]!;
      };
      // Of the whole folder: all that was there is, all that came since stays.
      const whole = await restore("", version);
      const kept = new Set(whole.kept.map(({ path }) => path));
      const expected: Record<string, string> = { ...before };
      for (const [name, bytes] of Object.entries(contents)) {
        if (!kept.has(name)) expected[name] = bytes;
      }
      assert.deepEqual(await contentsOf(laptop), expected);
      assert.deepEqual(await copiesOn(laptop), []);
      assert.equal(await laptop.git("status", "--porcelain"), "");
      seen.restores++;
      // Of one file: each version that is listed can be had under the name of today.
      const [some] = Object.keys(before);
      if (some === undefined) return;
      const versions = (await history.versions(some)).filter(({ action }) => action !== "deleted");
      const one = versions[pickVersion % versions.length];
      const then = saves.find(({ id }) => id === one?.id);
      if (one === undefined || then === undefined) return;
      const content = await history.content({ id: one.id, path: one.path });
      assert.ok(content.kind === "bytes");
      assert.equal(content.bytes.toBase64(), then.contents[one.path]!.slice(1));
      await restore(some, { kind: "save", id: one.id });
      const now = await contentsOf(laptop);
      // Under that name another file may have stood in the same save.
      assert.equal(now[some], then.contents[some] ?? then.contents[one.path]);
      seen.versions++;
    },
  );
  await fc.assert(property, { numRuns: 12, endOnFailure: false });
  assert.ok(seen.restores > 10 && seen.versions > 5, JSON.stringify(seen));
});
