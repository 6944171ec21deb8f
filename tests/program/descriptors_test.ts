// A program that may have few files open at once: launchd gives 256 descriptors to what it starts.

import assert from "node:assert/strict";
import { join } from "node:path";
import { verbOf, wrapGit } from "../support/git_wrapper.ts";
import { type Launch, prompt, publishedNames, startUpToDate, textOf } from "../support/running.ts";
import { cloned } from "../support/world.ts";

const DESCRIPTORS = 256;
/** More folders at the top, and more files at once, than descriptors. */
const FOLDERS = 400;

function withFewDescriptors(usual: Launch): Launch {
  const line = `ulimit -Sn ${DESCRIPTORS} && exec "$@"`;
  return { ...usual, command: "sh", args: ["-c", line, "sh", usual.command, ...usual.args] };
}

/** Returns a file for each folder. */
function inEach(name: string, text: string): Record<string, string> {
  const all = Array.from({ length: FOLDERS }, (_, at) => [`folder-${at}/${name}`, text] as const);
  return Object.fromEntries(all);
}

Deno.test("with 256 descriptors, 400 folders at the top are watched, saved and received", async () => {
  const { world, laptop, desktop } = await cloned(inEach("one.md", "1\n"), "laptop", "desktop");
  const git = await wrapGit(world);
  await using instance = await startUpToDate(world, "laptop", {
    config: prompt(laptop),
    env: { PATH: git.environment.PATH! },
    launch: withFewDescriptors,
  });
  await world.write(laptop, inEach("below/two.md", "2\n"));
  await instance.until(
    "all are sent",
    async () => (await publishedNames(world)).length >= 2 * FOLDERS,
  );

  await world.git(desktop, "pull", "--quiet");
  await world.write(desktop, { ...inEach("one.md", "11\n"), ...inEach("three.md", "3\n") });
  await world.git(desktop, "add", "-A");
  await world.git(desktop, "commit", "--quiet", "-m", "as many again");
  await world.git(desktop, "push", "--quiet");
  assert.deepEqual(await instance.run("--sync-now"), {
    code: 0,
    stdout: `Up to date: received ${2 * FOLDERS} changes\n`,
    stderr: "",
  });
  for (const at of [0, FOLDERS - 1]) {
    assert.equal(await textOf(join(laptop, `folder-${at}/three.md`)), "3\n");
  }
  await instance.upToDate();

  await git.calls();
  for (const text of ["a", "b", "c"]) {
    await world.write(laptop, { "folder-7/below/two.md": text });
    await instance.sends("folder-7/below/two.md", text);
    await instance.upToDate();
  }
  // What git writes is a doubt of the watcher's (Deno 2.7), after which the folder is scanned once.
  const scans = (await git.calls()).map(verbOf).filter((verb) => verb === "status");
  assert.ok(scans.length <= 6, `${scans.length} scans for three saves`);
  assert.deepEqual((await instance.log()).filter((line) => line.startsWith("Cannot")), []);
  await instance.stop();
});
