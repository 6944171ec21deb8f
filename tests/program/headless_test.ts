// A folder that is kept in sync by itself: what is noticed, what is sent, what costs no connection.

import assert from "node:assert/strict";
import { join } from "node:path";
import { verbOf, wrapGit } from "../support/git_wrapper.ts";
import { holdableGit } from "../support/held_git.ts";
import {
  prompt,
  published,
  publishedNames,
  startInstance,
  startUpToDate,
  textOf,
} from "../support/running.ts";
import { cloned, sendFrom } from "../support/world.ts";

/** Nothing in these tests may be there because somebody looked by the clock. */
Deno.test("a save is sent, and what another machine has sent is received", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  await using one = await startUpToDate(world, "laptop", { config: prompt(laptop) });
  await world.write(laptop, { "new/folder/todo.md": "milk\n" });
  await one.sends("new/folder/todo.md");

  await using other = await startInstance(world, "desktop", {
    config: { ...prompt(desktop), sync_poll_seconds: 1 },
  });
  await other.until("it is received", () => textOf(join(desktop, "new/folder/todo.md")));
  await world.write(laptop, { "notes.md": "two\n" });
  await other.until(
    "the next look finds it",
    async () => await textOf(join(desktop, "notes.md")) === "two\n",
  );
  await world.git(laptop, "commit", "--quiet", "--allow-empty", "-m", "by hand");
  const tip = await world.git(laptop, "rev-parse", "HEAD");
  await one.until(
    "a commit made by hand is sent",
    async () => await world.git(world.remote, "rev-parse", "main") === tip,
  );
  await one.stop();
  await other.stop();
  assert.equal(await world.git(laptop, "status", "--porcelain"), "");
});

Deno.test("without a broker, a push of another machine is found by cheap questions while the user is at work", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  const git = await wrapGit(world);
  await using instance = await startUpToDate(world, "laptop", {
    config: { ...prompt(laptop), sync_poll_active_seconds: 1 },
    env: git.environment,
  });
  await git.calls();
  const asked: string[] = [];
  const look = async () => {
    asked.push(...(await git.calls()).map(verbOf).filter(connects));
    return asked;
  };
  await instance.until("it asks again and again", async () => (await look()).length > 2);
  assert.deepEqual(new Set(asked), new Set(["ls-remote"]));
  await sendFrom(world, desktop, { "notes.md": "two\n" });
  await instance.until(
    "it is received",
    async () => await textOf(join(laptop, "notes.md")) === "two\n",
  );
  await instance.until("it was fetched", async () => (await look()).includes("fetch"));
  assert.equal(asked.filter((verb) => verb === "fetch").length, 1);
  await instance.stop();
});

Deno.test("1,000 files made at once while a sync runs are all sent, without a scan by the clock", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const git = await holdableGit(world);
  await using instance = await startUpToDate(world, "laptop", {
    config: prompt(laptop),
    env: git.environment,
  });
  await git.hold("push");
  await world.write(laptop, { "notes.md": "two\n" });
  await instance.until("the push waits", () => git.isHeld("push"));
  const names = Array.from({ length: 1000 }, (_, index) => `new ${index % 7}/file ${index}.md`);
  await world.write(laptop, Object.fromEntries(names.map((name) => [name, name])));
  await git.letGo("push");
  await instance.until("all are sent", async () => (await publishedNames(world)).length === 1001);
  assert.deepEqual(await publishedNames(world), ["notes.md", ...names].sort());
  await instance.upToDate();
  await instance.stop();
});

Deno.test("a change is not missed, whichever step of a sync it falls into", async () => {
  const { world, laptop } = await cloned({ "notes.md": "0\n" }, "laptop");
  const git = await holdableGit(world);
  await using instance = await startUpToDate(world, "laptop", {
    config: prompt(laptop),
    env: git.environment,
  });
  const save = async (text: string) => {
    await world.write(laptop, { "notes.md": `${text}\n`, [`${text}.md`]: `${text}\n` });
  };
  const sent = async (text: string) =>
    await published(world, "notes.md") === `${text}\n` &&
    await published(world, `${text}.md`) === `${text}\n`;
  await git.calls();
  // The first save finds the folder by a look at all of it, the second one by what was noticed.
  for (const text of ["first", "second"]) {
    await save(text);
    await instance.until(`the ${text} save is sent`, () => sent(text));
    await instance.upToDate();
  }
  const verbs = new Set((await git.calls()).map(verbOf));
  const held: string[] = [];
  for (const verb of verbs) {
    await git.hold(verb);
    await save(`before ${verb}`);
    // Not every sync needs every step.
    await instance.until(
      `it waits at ${verb}, or is done`,
      async () => await git.isHeld(verb) || await sent(`before ${verb}`),
    );
    if (await git.isHeld(verb)) held.push(verb);
    await save(`during ${verb}`);
    await git.letGo(verb);
    await instance.until(`what was saved during ${verb} is sent`, () => sent(`during ${verb}`));
  }
  for (const verb of ["ls-files", "commit-tree", "update-ref", "push"]) {
    assert.ok(held.includes(verb), `${verb} is not among ${held.join(" ")}`);
  }
  await instance.stop();
});

Deno.test("neither what was sent nor what was received is called a change that has yet to be saved", async () => {
  const { world, laptop, desktop } = await cloned(
    { "notes.md": "one\n", "old.md": "o\n" },
    "laptop",
    "desktop",
  );
  await using instance = await startInstance(world, "laptop", {
    config: {
      sync_delay_seconds: 3600,
      sync_poll_seconds: 3600,
      sync_poll_active_seconds: 0,
      sync_dir: laptop,
    },
  });
  const isSeen = (what: string) => instance.shows(what, ({ line }) => line === "Saving changes…");
  // Each of them takes longer than what the sync did takes to be heard of.
  const nothingIsSeen = async () => {
    for (let times = 0; times < 3; times++) {
      assert.match((await instance.run("--status")).stdout, /^Up to date · /);
    }
  };
  await instance.upToDate();
  await world.write(laptop, { "todo.md": "milk\n" });
  await isSeen("an edit is one");
  await instance.run("--sync-now");
  await nothingIsSeen();
  await world.git(laptop, "commit", "--quiet", "--allow-empty", "-m", "by hand");
  await isSeen("a commit by hand is one");
  await instance.run("--sync-now");

  await world.git(desktop, "pull", "--quiet");
  await Deno.remove(join(desktop, "old.md"));
  await sendFrom(world, desktop, { "notes.md": "two\n" });
  await instance.run("--sync-now");
  assert.equal(await Deno.readTextFile(join(laptop, "notes.md")), "two\n");
  await nothingIsSeen();
  await Deno.chmod(join(laptop, "notes.md"), 0o755);
  await isSeen("another mode is one");
  await instance.run("--sync-now");
  await world.write(laptop, { "notes.md": "2\n" });
  await isSeen("an edit of it is one");
  await instance.run("--sync-now");

  await world.git(desktop, "pull", "--quiet");
  const names = Array.from({ length: 150 }, (_, at) => `new/folder/${at}.md`);
  await sendFrom(world, desktop, Object.fromEntries(names.map((name) => [name, name])));
  await instance.run("--sync-now");
  assert.equal(await Deno.readTextFile(join(laptop, names.at(-1)!)), names.at(-1));
  await nothingIsSeen();
  await instance.stop();
});

Deno.test("a save in an ignored file, or in the git folder, causes no connection", async () => {
  const { world, laptop } = await cloned({ ".gitignore": "*.log\n" }, "laptop");
  const git = await wrapGit(world);
  await using instance = await startUpToDate(world, "laptop", {
    config: prompt(laptop),
    env: git.environment,
  });
  const seen: string[] = [];
  const look = async () => {
    seen.push(...(await git.calls()).map(verbOf));
    return seen;
  };
  await look();
  seen.length = 0;
  await world.write(laptop, { ".git/notes": "one\n", ".git/info/notes": "one\n" });
  await world.write(laptop, { "build.log": "one\n" });
  await instance.until("it has looked", async () => (await look()).length > 0);
  await world.write(laptop, { "build.log": "two\n", "deep/down/build.log": "one\n" });
  await instance.upToDate();
  await look();
  assert.deepEqual(seen.filter(connects), []);

  await world.write(laptop, { "notes.md": "one\n" });
  await instance.sends("notes.md");
  await instance.upToDate();
  assert.deepEqual((await look()).filter(connects), ["push"]);
  await instance.stop();
});

Deno.test("with watch_for_changes false a scan by the clock finds the changes of both sides", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using instance = await startUpToDate(world, "laptop", {
    config: {
      sync_dir: laptop,
      watch_for_changes: false,
      sync_delay_seconds: 3600,
      sync_poll_seconds: 1,
    },
  });
  await world.write(laptop, { "todo.md": "milk\n" });
  await instance.sends("todo.md");
  const desktop = await world.clone("desktop");
  await world.write(desktop, { "todo.md": "bread\n" });
  await world.git(desktop, "commit", "--quiet", "-am", "bread");
  await world.git(desktop, "push", "--quiet");
  await instance.until(
    "it is received",
    async () => await textOf(join(laptop, "todo.md")) === "bread\n",
  );
  assert.ok(!(await instance.log()).includes("Watching the folder"));
  await instance.stop();
});

function connects(verb: string): boolean {
  return ["push", "fetch", "ls-remote"].includes(verb);
}
