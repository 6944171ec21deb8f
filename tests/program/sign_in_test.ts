// A remote that asks for a password, and a git without a credential helper: what the advice says works.

import assert from "node:assert/strict";
import { join } from "node:path";
import { startHttpServer } from "../support/http_server.ts";
import { configFor, runProgram } from "../support/program.ts";
import { published } from "../support/running.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("whoever follows the advice about a password is signed in from then on", async () => {
  await using world = await makeWorld();
  const [laptop] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const login = { name: "me", password: "pass word" };
  await using server = startHttpServer({ root: world.folder, login });
  await world.git(world.remote, "config", "http.receivepack", "true");
  await world.git(laptop, "remote", "set-url", "origin", server.url("remote.git"));
  const config = await configFor(world, laptop);
  await world.write(laptop, { "notes.md": "two\n" });
  const refused = await runProgram(world, ["--once", "--config", config]);
  assert.equal(refused.code, 1);
  const advice = /run `git (config --global credential\.helper store)`.* then `git push` once/;
  const [, command = ""] = advice.exec(refused.stderr) ?? assert.fail(refused.stderr);
  await world.git(laptop, ...command.split(" "));
  const asked = join(world.folder, "asked");
  const answers = `#!/bin/sh\ncase $1 in Username*) echo me ;; *) echo 'pass word' ;; esac\n`;
  await Deno.writeTextFile(asked, answers, { mode: 0o755 });
  const pushed = await world.tryGit(laptop, ["push"], { env: { GIT_ASKPASS: asked } });
  assert.equal(pushed.code, 0, pushed.stderr);
  await world.write(laptop, { "notes.md": "three\n" });
  const { code, stderr } = await runProgram(world, ["--once", "--config", config]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(await published(world, "notes.md"), "three\n");
});
