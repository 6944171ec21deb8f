// What a sync of many files reports of its progress: each step in turn, counted to its end.

import assert from "node:assert/strict";
import { join } from "node:path";
import { type Progress, sampled } from "../../../src/engine/progress.ts";
import { machineOf, tell } from "../../support/story.ts";

/** Git names the files that it has staged in blocks of 4 KiB. */
const COUNT = 600;

const SIZE = 1_000;

function manyFiles(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: COUNT }, (_, at) => [
      `folder/a rather long name ${at}.md`,
      `${at}`.padEnd(SIZE),
    ]),
  );
}

/** The kinds in their order, each once while it goes on. */
function kindsOf(told: readonly (Progress | undefined)[]): string[] {
  const kinds = told.map((progress) => progress?.kind).filter((kind) => kind !== undefined);
  return kinds.filter((kind, at) => kind !== kinds[at - 1]);
}

function onlyOf<Kind extends Progress["kind"]>(
  told: readonly (Progress | undefined)[],
  kind: Kind,
): Extract<Progress, { kind: Kind }>[] {
  return told.filter((progress) => progress?.kind === kind) as Extract<Progress, { kind: Kind }>[];
}

Deno.test("many files: scanning, saving and sending here, receiving and placing there, each counted", async () => {
  const seed = { "notes.md": "one\n", ".gitattributes": "*1.md filter=same\n" };
  const { world, machines } = await tell(seed);
  const told: (Progress | undefined)[] = [];
  const onProgress = (progress: Progress | undefined) => void told.push(progress);
  const [laptop, desktop] = machines.map(({ folder }) =>
    machineOf(world, folder, { onProgress, progressMs: 0 })
  );
  // Git tells of each file with a filter.
  for (const { git } of [laptop!, desktop!]) await git("config", "filter.same.clean", "cat");
  await laptop!.save(manyFiles());
  assert.deepEqual(kindsOf(told), ["scanning", "saving", "sending"]);
  assert.deepEqual(onlyOf(told, "scanning")[0], { kind: "scanning", files: 2 });
  const saving = onlyOf(told, "saving");
  assert.deepEqual(saving.at(-1), {
    kind: "saving",
    files: { done: COUNT, total: COUNT },
    bytes: { done: COUNT * SIZE, total: COUNT * SIZE },
  });
  const counts = saving.map(({ files }) => files.done);
  assert.ok(counts.some((done) => done > 0 && done < COUNT), `${counts}`);
  assert.deepEqual(counts, counts.toSorted((one, other) => one - other));
  assert.equal(told.at(-1), undefined, "nothing is under way any more");

  told.length = 0;
  await desktop!.sync();
  assert.deepEqual(kindsOf(told), ["scanning", "receiving", "placing"]);
  assert.equal(onlyOf(told, "receiving").at(-1)?.percent, 100);
  const placed = onlyOf(told, "placing").map(({ files }) => files.done);
  assert.deepEqual(placed, [0, ...Array.from({ length: COUNT }, (_, at) => at + 1)]);
});

Deno.test("a file that cannot be saved does not hold up the count of the others", async () => {
  const { world, laptop: { folder } } = await tell({ "notes.md": "one\n" }, "laptop");
  const told: (Progress | undefined)[] = [];
  const laptop = machineOf(world, folder, {
    onProgress: (progress) => void told.push(progress),
    progressMs: 0,
  });
  await laptop.write(manyFiles());
  // A name that git refuses.
  await Deno.writeTextFile(join(folder, "folder/git~1"), "x");
  const report = await laptop.sync();
  assert.deepEqual([report.saved.length, report.notSynced.length], [COUNT, 1]);
  const { files } = onlyOf(told, "saving").at(-1)!;
  assert.ok(files.done <= files.total && files.done >= COUNT, JSON.stringify(files));
});

Deno.test("progress is passed on from time to time: the last value, each once", async () => {
  const told: (Progress | undefined)[] = [];
  const { promise: isTold, resolve } = Promise.withResolvers<void>();
  using progress = sampled({
    onProgress(one) {
      told.push(one);
      if (one === undefined) resolve();
    },
    progressMs: 1,
  });
  for (let done = 0; done <= COUNT; done++) {
    progress.onProgress?.({ kind: "placing", files: { done, total: COUNT } });
  }
  while (told.length === 0) await new Promise((resolve) => setTimeout(resolve));
  progress.onProgress?.(undefined);
  await isTold;
  assert.deepEqual(told, [{ kind: "placing", files: { done: COUNT, total: COUNT } }, undefined]);
});
