// The watcher outlives what it watches, and comes back with it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { shell, watching } from "./watching.ts";

Deno.test("a top-level folder that is replaced, removed or made anew is watched again", async () => {
  await using folder = await watching({ "a/x.md": "1\n" });
  const { root, states, seeing, seeingAgain } = folder;
  const lines = [
    "rm -r a && mkdir a",
    "mv a b && mkdir a && rm -r b",
    "mv a b && mv b a",
    "rm -r a && ln -s /nowhere a && rm a && mkdir a",
    "mkdir new && touch new/y && rm -r a && mv new a",
  ];
  for (const line of lines) {
    assert.equal(await seeing(() => shell(root, line)), "untrusted", line);
    const save = () => Deno.writeTextFile(join(root, "a/x.md"), "2\n");
    assert.deepEqual(await seeingAgain(save), ["a/x.md"], line);
  }
  shell(root, "rm -r a");
  const seen = await seeingAgain(() => Deno.writeTextFile(join(root, "a"), "1\n"));
  assert.ok(seen.includes("a"), `${seen}`);
  assert.deepEqual(states, [{ kind: "watching" }]);
});

Deno.test("a root that is replaced is watched again", async () => {
  await using folder = await watching({ "a/x.md": "1\n" }, () => ({ checkMs: 50 }));
  const { root, changes, seeingAgain, until } = folder;
  for (const line of [`mv R away && cp -r away R`, "mv R away2 && mv away2 R"]) {
    changes.length = 0;
    shell(join(root, ".."), line.replaceAll("R", root));
    await until(() => changes.includes("gap") && changes.includes("head"), line);
    for (const path of ["a/x.md", "first.md"]) {
      const save = () => Deno.writeTextFile(join(root, path), "2\n");
      assert.deepEqual(await seeingAgain(save), [path], line);
    }
  }
});

Deno.test("a root that is gone is polled for, and watched when it is back", async () => {
  await using folder = await watching({ "a/x.md": "1\n" }, () => ({ checkMs: 50 }));
  const { root, world, changes, states, looks, seeingAgain, until } = folder;
  const away = join(world.folder, "away");
  shell(world.folder, `mv '${root}' '${away}'`);
  await until(() => states.at(-1)?.kind === "polling", "polling");
  assert.deepEqual(states.at(-1), {
    kind: "polling",
    reason: `Cannot watch "${root}": No such file or directory`,
  });
  const { look, seen } = looks();
  look();
  assert.equal(seen(), "untrusted");
  changes.length = 0;
  shell(world.folder, `mv '${away}' '${root}'`);
  await until(() => states.at(-1)?.kind === "watching", "watching");
  await until(() => changes.includes("gap"), "a gap");
  const save = () => Deno.writeTextFile(join(root, "a/x.md"), "2\n");
  assert.deepEqual(await seeingAgain(save), ["a/x.md"]);
});

Deno.test("a folder that is moved with its parent, is missed at the next check", async () => {
  await using folder = await watching({}, async (world, clone) => {
    const parent = join(world.folder, "parent");
    await Deno.mkdir(parent);
    await Deno.rename(clone, join(parent, "clone"));
    return { root: join(parent, "clone"), checkMs: 50 };
  });
  const { root, world, states, seeingAgain, until } = folder;
  shell(world.folder, "mv parent elsewhere");
  await until(() => states.at(-1)?.kind === "polling", "polling");
  shell(world.folder, "mkdir parent && cp -r elsewhere/* parent/");
  await until(() => states.at(-1)?.kind === "watching", "watching");
  const save = () => Deno.writeTextFile(join(root, "first.md"), "2\n");
  assert.deepEqual(await seeingAgain(save), ["first.md"]);
});

Deno.test("a root that is missing at the start is watched when it comes", async () => {
  await using folder = await watching({}, (world) => ({
    root: join(world.folder, "later"),
    checkMs: 50,
    calm: false,
  }));
  const { root, world, states, seeingAgain, until } = folder;
  assert.equal(states.at(-1)?.kind, "polling");
  await world.git(world.folder, "clone", world.remote, root);
  await until(() => states.at(-1)?.kind === "watching", "watching");
  const save = () => Deno.writeTextFile(join(root, "first.md"), "2\n");
  assert.deepEqual(await seeingAgain(save), ["first.md"]);
});

Deno.test("a root that is reached by a link is watched, also when the link changes", async () => {
  await using folder = await watching({}, async (world, clone) => {
    const root = join(world.folder, "link");
    await Deno.symlink(clone, root);
    return { root, checkMs: 50 };
  });
  const { root, world, changes, seeingAgain, until } = folder;
  const save = () => Deno.writeTextFile(join(root, "first.md"), "2\n");
  assert.deepEqual(await seeingAgain(save), ["first.md"]);
  const other = await world.clone("other");
  changes.length = 0;
  shell(world.folder, `ln -sfn '${other}' link`);
  await until(() => changes.includes("gap"), "a gap");
  assert.deepEqual(await seeingAgain(save), ["first.md"]);
});

Deno.test("a stream that ends is opened again", async () => {
  const streams: Deno.FsWatcher[] = [];
  const { watchFs } = Deno;
  Deno.watchFs = (...given) => {
    const stream = watchFs(...given);
    streams.push(stream);
    return stream;
  };
  try {
    await using folder = await watching({ "a/x.md": "1\n" });
    const { root, changes, seeingAgain, until } = folder;
    changes.length = 0;
    for (const stream of streams.splice(0)) stream.close();
    await until(() => changes.includes("gap"), "a gap");
    for (const path of ["a/x.md", "first.md"]) {
      const save = () => Deno.writeTextFile(join(root, path), "2\n");
      assert.deepEqual(await seeingAgain(save), [path]);
    }
  } finally {
    Deno.watchFs = watchFs;
  }
});

Deno.test("after the signal nothing is said and nothing is open", async () => {
  await using folder = await watching({ "a/x.md": "1\n" });
  const { root, changes, states, stop } = folder;
  await Deno.writeTextFile(join(root, "a/x.md"), "2\n");
  const before = [changes.length, states.length];
  await stop();
  await Deno.writeTextFile(join(root, "a/x.md"), "3\n");
  // Another watcher hears of it: by then the first would have.
  await using other = await watching({}, () => ({ root }));
  await other.seeing(() => Deno.writeTextFile(join(root, "a/x.md"), "4\n"));
  assert.deepEqual([changes.length, states.length], before);
});
