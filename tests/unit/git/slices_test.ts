// Long lists of git are read in slices, so that the app answers and can be ended meanwhile.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { ObjectReader } from "../../../src/engine/git/objects/objects.ts";
import { TreeDifferences } from "../../../src/engine/git/objects/tree_differences.ts";
import { textOf } from "../../../src/engine/git/values/git_text.ts";
import { statusIn } from "../../../src/engine/git/values/status_output.ts";
import { changesIn, entriesIn, indexInfo } from "../../../src/engine/git/values/tree.ts";
import { pathFromGit } from "../../../src/engine/git/values/path.ts";
import { feed } from "../../../src/engine/git/process/streams.ts";
import { gathered } from "../../../src/system/pace.ts";

const ID = "1".repeat(40);
const ZERO = "0".repeat(40);
const COUNT = 100_000;

/**
 * Counts how often somebody else was served during the work. Each look at the clock takes a hundredth of a
 * millisecond, so that the work is long on a fast machine, too.
 */
async function turnsDuring<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly turns: number }> {
  let turns = 0;
  let timer: ReturnType<typeof setTimeout>;
  const turn = () => timer = setTimeout(() => (turns++, turn()));
  turn();
  const { now: realNow } = performance;
  let now = performance.now();
  performance.now = () => now += 0.01;
  try {
    return { result: await work(), turns };
  } finally {
    performance.now = realNow;
    clearTimeout(timer!);
  }
}

function listOf(line: (name: string) => string): string {
  return Array.from({ length: COUNT }, (_, at) => line(`folder/file ${at}`)).join("");
}

const LISTS: Readonly<Record<string, () => Iterable<unknown>>> = {
  "changes": () => changesIn(listOf((name) => `:000000 100644 ${ZERO} ${ID} A\0${name}\0`)),
  "entries": () => entriesIn(listOf((name) => `100644 blob ${ID}\t${name}\0`)),
  "the status": () => statusIn(listOf((name) => `? ${name}\0`)),
};

for (const [about, read] of Object.entries(LISTS)) {
  Deno.test(`others are served while 100,000 lines of ${about} are read`, async () => {
    const { result, turns } = await turnsDuring(() => gathered(read()));
    assert.equal(result.length, COUNT);
    assert.ok(turns > 0);
  });
}

Deno.test("others are served while a folder of 100,000 names is counted", async () => {
  const tree = Buffer.concat(
    Array.from({ length: COUNT }, (_, at) => Buffer.from(`100644 ${at}\0${"i".repeat(20)}`)),
  );
  const reader: ObjectReader = {
    info: (oids) => Promise.resolve(oids.map((oid) => ({ oid, type: "tree", size: tree.length }))),
    contents: (oids) => Promise.resolve(oids.map(() => tree)),
  };
  const differences = new TreeDifferences(reader, { idBytes: 20, depth: 10 });
  const { result, turns } = await turnsDuring(() => differences.count({ old: undefined, new: ID }));
  assert.equal(result.paths, COUNT);
  assert.ok(turns > 0);
});

Deno.test("each byte of git's output is one character, also in long output", () => {
  for (const length of [256, 20_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => at % 256);
    assert.equal(textOf(bytes), Buffer.from(bytes).toString("latin1"));
  }
  const ascii = Buffer.from("\ufeffplain".repeat(5_000));
  assert.equal(textOf(ascii), ascii.toString("latin1"));
  assert.equal(textOf(new Uint8Array()), "");
});

Deno.test("an index of 100,000 entries is sent to git in parts, each made when it is taken", async () => {
  let taken = 0;
  const ahead: number[] = [];
  function* lines(): Generator<string> {
    const entry = { mode: "100644", oid: ID };
    const entries = Array.from(
      { length: COUNT },
      (_, at) => [pathFromGit(`${at}`), entry] as const,
    );
    for (const line of indexInfo(entries, ZERO)) {
      taken++;
      yield line;
    }
  }
  let sent = 0;
  await feed(
    new WritableStream({
      write(part: Uint8Array) {
        sent += part.filter((byte) => byte === 0).length;
        ahead.push(taken - sent);
      },
    }),
    lines(),
  );
  assert.equal(sent, COUNT);
  assert.ok(
    ahead.length > 10 && Math.max(...ahead.slice(0, 10)) < COUNT / 2,
    `${ahead.length} parts`,
  );
});
