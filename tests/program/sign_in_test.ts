// A remote that asks for a password, and a git without a credential helper: what the advice says works.

import assert from "node:assert/strict";
import { join } from "node:path";
import { writeProgram } from "../support/executable.ts";
import { startHttpServer } from "../support/http_server.ts";
import { configFor, runProgram } from "../support/program.ts";
import { prompt, published, startInstance, textOf } from "../support/running.ts";
import { cloned } from "../support/world.ts";

Deno.test("whoever follows the advice about a password is signed in from then on", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
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
  await writeProgram(asked, answers);
  const pushed = await world.tryGit(laptop, ["push"], { env: { GIT_ASKPASS: asked } });
  assert.equal(pushed.code, 0, pushed.stderr);
  await world.write(laptop, { "notes.md": "three\n" });
  const { code, stderr } = await runProgram(world, ["--once", "--config", config]);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.equal(await published(world, "notes.md"), "three\n");
});

Deno.test("a wrong password is tried once, and the right one within seconds of its being stored", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const login = { name: "me", password: "right" };
  let refusals = 0;
  await using server = startHttpServer({
    root: world.folder,
    login,
    answer(request) {
      const sent = request.headers.get("authorization");
      if (sent !== null && sent !== `Basic ${btoa("me:right")}`) refusals++;
      return undefined;
    },
  });
  await world.git(world.remote, "config", "http.receivepack", "true");
  await world.git(laptop, "remote", "set-url", "origin", server.url("remote.git"));
  await world.git(laptop, "config", "credential.helper", "store");
  await world.write(laptop, { "notes.md": "two\n" });
  const store = join(world.folder, "home-laptop/.git-credentials");
  const keep = async (password: string) =>
    await world.write(join(world.folder, "home-laptop"), {
      ".git-credentials": `http://me:${password}@127.0.0.1:${server.port}\n`,
    });
  await keep("wrong");
  // Nothing else causes another sync.
  await using instance = await startInstance(world, "laptop", {
    config: { ...prompt(laptop), watch_for_changes: false },
  });
  await instance.shows("a sign-in is needed", ({ line }) => line === "Sign-in needed");
  await instance.until("git forgets it", async () => await textOf(store) === "");
  const tries = refusals;
  await keep("right");
  await instance.sends("notes.md", "two\n");
  await instance.upToDate();
  assert.deepEqual([tries > 0, refusals], [true, tries]);
  await instance.stop();
});

Deno.test("a wrong password in the remote's address is named, as git asks for no other", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  await using server = startHttpServer({
    root: world.folder,
    login: { name: "me", password: "right" },
  });
  const address = server.url("remote.git").replace("://", "://me:wr0ng@");
  await world.git(laptop, "remote", "set-url", "origin", address);
  const config = await configFor(world, laptop);
  const { code, stderr } = await runProgram(world, ["--once", "--config", config]);
  assert.equal(code, 1);
  assert.match(stderr, /refuses the password in its address \(give `git remote set-url`/);
  assert.ok(!stderr.includes("wr0ng"), stderr);
});
