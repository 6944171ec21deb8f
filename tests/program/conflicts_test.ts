// A conflict as its people find it: two running instances, the status for eyes and for programs.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { Status } from "../../src/view/status_report.ts";
import { type Instance, startInstance, startUpToDate, textOf } from "../support/running.ts";
import { cloned } from "../support/world.ts";

/** Looks often enough for a test. */
const OFTEN = { sync_delay_seconds: 0, sync_poll_seconds: 1 };

async function conflictsOf(instance: Instance): Promise<Status["conflicts"]> {
  const { code, stdout, stderr } = await instance.run("--status", "--json");
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  return (JSON.parse(stdout) as Status).conflicts;
}

Deno.test("a conflict stands in the status of every machine, over a restart, until it is settled", async () => {
  const { world, laptop, desktop } = await cloned({ "notes.md": "one\n" }, "laptop", "desktop");
  await using one = await startUpToDate(world, "laptop", {
    config: { ...OFTEN, sync_dir: laptop },
  });
  // Saved while its app was not running.
  await world.write(desktop, { "notes.md": "desktop\n" });
  await world.write(laptop, { "notes.md": "laptop\n" });
  await one.until(
    "laptop's version is published",
    async () => await world.git(world.remote, "show", "main:notes.md") === "laptop",
  );
  await using other = await startInstance(world, "desktop", {
    config: { ...OFTEN, sync_dir: desktop },
  });
  for (const instance of [one, other]) {
    await instance.shows("the conflict", ({ condition }) => condition === "conflict");
  }
  const [conflict] = await conflictsOf(one);
  const { path, copy, time } = conflict!;
  assert.equal(path, "notes.md");
  assert.match(copy, /^notes \(conflict .+\)\.md$/);
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 600_000, time);
  // Both have the same host: what each has saved itself tells whose version it is.
  assert.equal(conflict?.isOwn, undefined);
  assert.deepEqual(await conflictsOf(other), [{ ...conflict, isOwn: true }]);
  assert.equal(await textOf(join(laptop, copy)), "desktop\n");
  assert.equal(await textOf(join(desktop, "notes.md")), "laptop\n");

  await one.stop();
  await using again = await startInstance(world, "laptop");
  await again.shows("the conflict", ({ condition }) => condition === "conflict");
  const { stdout } = await again.run("--status");
  assert.ok(stdout.includes(`is in "${copy}"`), stdout);
  assert.ok(stdout.includes("Conflict: notes.md: version from "), stdout);

  await Deno.rename(join(desktop, copy), join(desktop, "desktop's notes.md"));
  await again.until("it is settled", async () => (await conflictsOf(again)).length === 0);
  assert.deepEqual(await conflictsOf(other), []);
  await again.upToDate();

  const named = "notes (conflict desktop 2026-11-23 14.02.07 1a2b3c4).md";
  await world.write(desktop, { [named]: "newer\n" });
  await again.shows("the copy", ({ conflicts }) => conflicts.length === 1);
  const settled = await again.run("--settle", join(laptop, named), "--keep", "this");
  assert.deepEqual(settled, {
    code: 0,
    stdout: "Handed over to the instance that is running\n" +
      "Up to date: sent 2 changes (1 deletion)\n" +
      `Settled: "notes.md" has the version of "${named}", the one before is in the history\n`,
    stderr: "",
  });
  assert.equal(await textOf(join(laptop, "notes.md")), "newer\n");
  await again.logs(`Asked to settle "${named}": keep this`);
  await other.until(
    "it is so there",
    async () => await textOf(join(desktop, "notes.md")) === "newer\n",
  );
  const refused = await other.run("--settle", named, "--keep", "other");
  assert.equal(refused.code, 1);
  assert.ok(refused.stdout.endsWith(
    `Not settled: "${named}": there is no conflict copy of this name (\`--status\` lists them)\n`,
  ));
  await again.stop();
  await other.stop();
});
