// A configuration that is none, as the program meets it: each command says so in one line, and the file stays
// as it is; an instance that runs goes on with what it had.

import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram } from "../support/program.ts";
import { startUpToDate } from "../support/running.ts";
import { cloned, makeWorld } from "../support/world.ts";

interface Bad {
  readonly what: string;
  /** The bytes, or what is to stand in the file's place. */
  readonly content: string | Uint8Array | ((path: string) => Promise<unknown>);
  readonly says: RegExp;
}

const command = (name: string) => async (path: string) =>
  await new Deno.Command(name, { args: [path] }).output();

const BAD: readonly Bad[] = [
  { what: "a folder", content: command("mkdir"), says: /Cannot read .*: it is a folder/ },
  { what: "a FIFO", content: command("mkfifo"), says: /Cannot read .*: it is not a plain file/ },
  { what: "no text", content: Uint8Array.of(0x7b, 0xfe, 0x7d), says: /it is not a text in UTF-8/ },
  { what: "very deep", content: "[".repeat(500_000), says: /it is not JSON at line 1, column/ },
  {
    what: "wrong in its types",
    content: '{"sync_dir": ["a"], "mqtt_port": 1e999, "watch_for_changes": "yes"}',
    says: /sync_dir is a list.*\n.*watch_for_changes is "yes".*\n.*mqtt_port is Infinity/,
  },
  {
    what: "full of what a terminal obeys",
    content: '{"sync_dir": "\\u001b[2J\\u009b\\u202e\\n"}',
    says: /sync_dir is ".*expected a path/,
  },
];

async function put(path: string, { content }: Bad): Promise<void> {
  if (typeof content === "string") await Deno.writeTextFile(path, content);
  else if (content instanceof Uint8Array) await Deno.writeFile(path, content);
  else await content(path);
}

for (const bad of BAD) {
  Deno.test(`a configuration that is ${bad.what} is reported by each command, and stays as it is`, async () => {
    await using world = await makeWorld();
    const file = join(world.folder, "config.json");
    await put(file, bad);
    const before = await Deno.lstat(file);
    for (const command of ["--once", "--check"]) {
      const printed = await runProgram(world, [command, "--config", file]);
      assert.deepEqual([printed.code, printed.stdout], [2, ""], printed.stderr);
      assert.match(printed.stderr, bad.says);
      // deno-lint-ignore no-control-regex -- this is what must not be in it
      assert.doesNotMatch(printed.stderr, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
      for (const line of printed.stderr.trimEnd().split("\n")) {
        assert.ok(line.startsWith("git-sync-bar: Cannot "), line);
      }
    }
    const after = await Deno.lstat(file);
    assert.deepEqual([after.ino, after.size, after.mtime], [before.ino, before.size, before.mtime]);
  });
}

Deno.test("whatever takes the configuration's place, a running instance goes on with what it had", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const good = { sync_dir: laptop, sync_delay_seconds: 0 };
  await using instance = await startUpToDate(world, "laptop", { config: good });
  for (const [at, bad] of BAD.entries()) {
    await Deno.remove(instance.config);
    await put(instance.config, bad);
    await instance.shows(
      `the mistake is told: it is ${bad.what}`,
      ({ mistakes }) => bad.says.test(mistakes.join("\n")),
    );
    await world.write(laptop, { "notes.md": `${at}\n` });
    await instance.sends("notes.md", `${at}\n`);
  }
  await Deno.remove(instance.config);
  await instance.configure(good);
  await instance.upToDate();
  await instance.stop();
});
