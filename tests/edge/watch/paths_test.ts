// Which paths the watcher hands out, and when it says that it is not sure.

import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../../support/running.ts";
import { block, shell, watching } from "./watching.ts";

/** Lets the event loop turn once. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

Deno.test("saves are seen with their paths, in the root and below", async () => {
  await using folder = await watching({
    "notes.md": "1\n",
    "a/b/deep.md": "1\n",
    "a/old.md": "1\n",
  });
  const { root, seeing } = folder;
  const write = (path: string) => Deno.writeTextFile(join(root, path), "2\n");
  const table: readonly [act: () => unknown, paths: readonly string[]][] = [
    [() => write("notes.md"), ["notes.md"]],
    [() => write("a/b/deep.md"), ["a/b/deep.md"]],
    [() => write("a/b/grüße, 世界.md"), ["a/b/grüße, 世界.md"]],
    [
      () => shell(root, "echo 3 >a/b/.tmp && mv a/b/.tmp a/b/deep.md"),
      ["a/b/.tmp", "a/b/deep.md"],
    ],
    [() => shell(root, "touch a/old.md && rm a/old.md"), ["a/old.md"]],
    [
      () => shell(root, "mv notes.md a/notes.md || mv a/notes.md notes.md"),
      ["a/notes.md", "notes.md"],
    ],
  ];
  for (const [act, paths] of table) {
    // On a busy machine events may come after the mark, or more at once than are held: then again.
    await eventually(paths.join(), async () => {
      assert.deepEqual(await seeing(act), paths);
      return true;
    });
  }
});

Deno.test("what happened before the first look is not known", async () => {
  await using folder = await watching({}, () => ({ calm: false }));
  assert.deepEqual(folder.states, [{ kind: "watching" }]);
  assert.equal(await folder.seeing(), "untrusted");
});

Deno.test("a new folder is not trusted, and then watched", async () => {
  await using folder = await watching({ "a/x.md": "1\n" });
  const { root, seeing, seeingAgain } = folder;
  for (const name of ["top", "a/nested", "a/nested/below"]) {
    assert.equal(await seeing(() => Deno.mkdir(join(root, name))), "untrusted", name);
    const file = `${name}/file.md`;
    assert.deepEqual(await seeingAgain(() => Deno.writeTextFile(join(root, file), "1\n")), [file]);
  }
});

Deno.test("a folder that is renamed is watched under its new name", async () => {
  await using folder = await watching({ "a/x.md": "1\n", "b/c/y.md": "1\n" });
  const { root, seeing, seeingAgain } = folder;
  for (const [from, to, file] of [["a", "z", "z/x.md"], ["b/c", "b/d", "b/d/y.md"]] as const) {
    const move = () => Deno.rename(join(root, from), join(root, to));
    assert.equal(await seeing(move), "untrusted", `${from} to ${to}`);
    assert.deepEqual(await seeingAgain(() => Deno.writeTextFile(join(root, file), "2\n")), [file]);
  }
});

Deno.test("with many folders at the top, which one watcher watches, all of it is seen as well", async () => {
  const files = Array.from({ length: 80 }, (_, at) => [`f${at}/below/x.md`, "1\n"] as const);
  await using folder = await watching(Object.fromEntries(files));
  const { root, world, changes, seeing, seeingAgain, until } = folder;
  const save = (path: string) => () => Deno.writeTextFile(join(root, path), "2\n");
  for (const path of ["f1/below/x.md", "f79/below/x.md", "first.md"]) {
    assert.deepEqual(await seeingAgain(save(path)), [path]);
  }
  for (const name of ["new", "f2/new", "f2/new/below"]) {
    assert.equal(await seeing(() => Deno.mkdir(join(root, name))), "untrusted", name);
    assert.deepEqual(await seeingAgain(save(`${name}/x.md`)), [`${name}/x.md`]);
  }
  assert.equal(await seeing(() => Deno.rename(join(root, "f3"), join(root, "moved"))), "untrusted");
  assert.deepEqual(await seeingAgain(save("moved/below/x.md")), ["moved/below/x.md"]);
  shell(root, "rm -r f4 && mkdir -p f4/below");
  await until(() => changes.includes("gap"), "a gap");
  assert.deepEqual(await seeingAgain(save("f4/below/x.md")), ["f4/below/x.md"]);
  changes.length = 0;
  await world.git(root, "commit", "-qm", "by hand", "first.md");
  await until(() => changes.includes("head"), "a commit by hand");
  await world.git(root, "checkout", "-qb", "other");
  await seeingAgain();
  assert.deepEqual(await seeingAgain(save("f5/below/x.md")), ["f5/below/x.md"]);
  assert.deepEqual(folder.states, [{ kind: "watching" }]);
});

Deno.test("a folder that moved away is one path", async () => {
  await using folder = await watching({ "a/b/x.md": "1\n", "a/b/y.md": "1\n" });
  const { root, world, seeing, seeingAgain } = folder;
  const [here, away] = [join(root, "a/b"), join(world.folder, "away")];
  // More events at once than are held, as on a busy machine: then again.
  await eventually("one path", async () => {
    await Deno.rename(away, here).catch(() => {});
    await seeingAgain();
    assert.deepEqual(await seeing(() => Deno.rename(here, away)), ["a/b"]);
    return true;
  });
});

Deno.test("a name that git may know in another form is not trusted", async () => {
  await using folder = await watching({});
  const { root, seeing } = folder;
  const decomposed = "Gru\u0308\u00dfe.md";
  assert.equal(await seeing(() => Deno.writeTextFile(join(root, decomposed), "1\n")), "untrusted");
});

Deno.test("a name that is not UTF-8 is a change that nobody trusts, and the next one is seen", async () => {
  await using folder = await watching({ "a/x.md": "1\n" });
  const { root, changes, seeing, seeingAgain, until } = folder;
  const save = () => Deno.writeTextFile(join(root, "a/x.md"), "2\n");
  for (const place of ["", "a/"]) {
    changes.length = 0;
    shell(root, `printf '${place}b\\377d' | xargs -0 touch`);
    await until(() => changes.includes("files"), "a change");
    const touch = () => shell(root, `printf '${place}b\\376d' | xargs -0 touch`);
    assert.equal(await seeing(touch), "untrusted");
    assert.deepEqual(await seeingAgain(save), ["a/x.md"]);
  }
  assert.deepEqual(folder.states, [{ kind: "watching" }]);
});

Deno.test("a thousand files at once are all seen, or it says that it does not know", async () => {
  await using folder = await watching({ "a/x.md": "1\n" });
  const { root, seeing } = folder;
  const names = Array.from({ length: 1000 }, (_, index) => `a/${index}`).sort();
  const idle = await seeing(() =>
    Promise.all(names.map((name) => Deno.writeTextFile(join(root, name), "1\n")))
  );
  if (idle !== "untrusted") assert.deepEqual(idle, names);
  await folder.seeingAgain();
  const busy = await seeing(() =>
    shell(join(root, "a"), "for i in $(seq 1000); do echo 2 >$i; done")
  );
  if (busy !== "untrusted") assert.deepEqual(busy, names);
});

Deno.test("a burst of any size is seen as a whole, or not trusted", async () => {
  await using folder = await watching({ "a/x.md": "1\n" });
  const { root, seeing, seeingAgain } = folder;
  let trusted = 0;
  for (let size = 1; size <= 24; size++) {
    const names = Array.from({ length: size }, (_, index) => `a/${size} ${index}`).sort();
    const seen = await seeing(() => {
      for (const name of names) Deno.writeTextFileSync(join(root, name), "1\n");
      block(30);
    });
    if (seen === "untrusted") await seeingAgain();
    else {
      trusted += 1;
      assert.deepEqual(seen, names);
    }
  }
  assert.ok(trusted >= 3, "nothing was trusted");
});

Deno.test("looks that fall into a burst miss nothing of it", async () => {
  await using folder = await watching({ "a/x.md": "1\n" });
  const { root, looks, seeingAgain } = folder;
  for (let round = 0; round < 10; round++) {
    const { look, untilMark } = looks();
    const line = `for i in $(seq 30); do echo 1 >a/${round}-$i; done`;
    const writer = new Deno.Command("sh", { args: ["-c", line], cwd: root }).spawn();
    let writing = true;
    const written = writer.status.then(() => writing = false);
    while (writing) {
      await turn();
      look();
    }
    await written;
    const seen = await untilMark();
    const names = Array.from({ length: 30 }, (_, index) => `a/${round}-${index + 1}`);
    if (seen !== "untrusted") assert.deepEqual(names.filter((name) => !seen.includes(name)), []);
    await seeingAgain();
  }
});

Deno.test("nothing is trusted while a new folder is not watched yet", async () => {
  await using folder = await watching({});
  const { root, looks } = folder;
  const first = looks();
  await Deno.mkdir(join(root, "new"));
  while (first.seen() !== "untrusted") {
    await turn();
    first.look();
  }
  const second = looks();
  await Deno.writeTextFile(join(root, "new/file.md"), "1\n");
  await Deno.writeTextFile(join(root, "other.md"), "1\n");
  while (second.seen() !== "untrusted" && !second.seen().includes("other.md")) {
    await turn();
    second.look();
  }
  const seen = second.seen();
  assert.ok(seen === "untrusted" || seen.includes("new/file.md"), `${seen}`);
});

Deno.test("a writer that never stops does not hold up the word of it", async () => {
  await using folder = await watching({});
  const { root, changes, until } = folder;
  changes.length = 0;
  let writing = true;
  const writer = (async () => {
    for (let round = 0; writing; round++) await Deno.writeTextFile(join(root, "busy"), `${round}`);
  })();
  await until(() => changes.filter((what) => what === "files").length >= 5, "five changes");
  writing = false;
  await writer;
});
