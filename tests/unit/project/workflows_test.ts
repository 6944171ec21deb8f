// The workflows of the host: every task and file that they name exists.

import assert from "node:assert/strict";
import { join } from "node:path";
import project from "../../../deno.json" with { type: "json" };

const root = join(import.meta.dirname!, "../../..");
const folder = join(root, ".github/workflows");

Deno.test("the workflows name only tasks and files that exist, and one version of Deno", async () => {
  const tasks: Readonly<Record<string, unknown>> = project.tasks;
  const gate = await Deno.readTextFile(join(root, ".ci/run"));
  const [version] = /deno@[\d.]+/.exec(gate)!;
  let named = 0;
  for await (const { name } of Deno.readDir(folder)) {
    const text = (await Deno.readTextFile(join(folder, name))).replaceAll(/^ *#.*$/gm, "");
    for (const [, task] of text.matchAll(/\bdeno@\S+ task (\S+)/g)) {
      named++;
      assert.ok(tasks[task!] !== undefined, `${name} names the task ${task}`);
    }
    for (const [, path] of text.matchAll(/(?<![\w/])((?:\.ci|tools|tests|bench)\/[\w./-]*)/g)) {
      named++;
      const isThere = await Deno.stat(join(root, path!)).then(() => true, () => false);
      assert.ok(isThere, `${name} names ${path}`);
    }
    for (const [found] of text.matchAll(/deno@[\d.]+/g)) assert.equal(found, version, name);
  }
  assert.ok(named >= 6, `${named} names found`);
});
