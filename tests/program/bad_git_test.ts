// What answers in the place of git is none, or is broken: the program says so in one line, touches nothing,
// and goes on by itself when git is there.

import assert from "node:assert/strict";
import { join } from "node:path";
import { writeProgram } from "../support/executable.ts";
import { configFor, runProgram } from "../support/program.ts";
import { startInstance } from "../support/running.ts";
import { cloned } from "../support/world.ts";

interface Impostor {
  readonly what: string;
  /** The file's text; without one there is no file. */
  readonly text: string | undefined;
  readonly mode?: number;
  readonly says: RegExp;
}

const NO_GIT =
  /: git does not work: install it, or set git_path \(Cannot use ".*": it does not answer as git does/;
const NO_START = /: git does not work: install it, or set git_path \(Cannot start git ".*": /;

const sh = (script: string) => `#!/bin/sh\n${script}\n`;

const IMPOSTORS: readonly Impostor[] = [
  { what: "is not there", text: undefined, says: NO_START },
  { what: "may not be run", text: sh("exit 0"), mode: 0o644, says: NO_START },
  { what: "wants an interpreter that is not there", text: "#!/no/such\n", says: NO_START },
  { what: "is no program", text: "\x7fELF, or so", says: NO_GIT },
  { what: "says nothing", text: sh("exit 0"), says: NO_GIT },
  { what: "fails without a word", text: sh("exit 1"), says: NO_GIT },
  { what: "dies", text: sh("kill -9 $$"), says: NO_GIT },
  {
    what: "says why it is none",
    text: sh('printf "xcode-select: note:\\033[31m no developer tools\\nmore\\n" >&2; exit 1'),
    says: /as git does: xcode-select: note: \[31m no developer tools\)$/m,
  },
  { what: "prints rubbish", text: sh("head -c 5000 /dev/urandom"), says: NO_GIT },
  { what: "prints rubbish for ever", text: sh("exec yes"), says: NO_GIT },
  { what: "never ends", text: sh("exec sleep 600"), says: /as git does: it gives no answer\)$/m },
  { what: "has an odd version", text: sh("echo git version banana"), says: NO_GIT },
  {
    what: "is ancient",
    text: sh("echo git version 1.7.10.4"),
    says: /: git 1\.7\.10\.4 is too old: install a newer one, or set git_path$/m,
  },
  {
    what: "has a version and nothing else",
    text: sh('[ "$*" = version ] && echo git version 2.39.5'),
    says: /: the folder is not a git repository/,
  },
  {
    what: "has a version and prints for ever",
    text: sh('[ "$*" = version ] && exec echo git version 2.39.5; exec yes'),
    says: /: the folder is not a git repository/,
  },
];

for (const { what, text, mode = 0o755, says } of IMPOSTORS) {
  Deno.test(`a git program that ${what} is named in one line, and nothing is touched`, async () => {
    const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
    await world.write(laptop, { "notes.md": "two\n" });
    const impostor = join(world.folder, "impostor");
    if (text !== undefined) {
      await writeProgram(impostor, text);
      await Deno.chmod(impostor, mode);
    }
    const config = await configFor(world, laptop, { git_path: impostor });
    const { code, stdout, stderr } = await runProgram(world, ["--once", "--config", config]);
    assert.deepEqual([code, stdout], [75, ""], stderr);
    assert.match(stderr, /^git-sync-bar: Cannot sync ".*laptop": .*\n$/);
    assert.match(stderr, says);
    // deno-lint-ignore no-control-regex -- this is what must not be in it
    assert.doesNotMatch(stderr, /[\x00-\x09\x0b-\x1f\x7f]|\n./);
    assert.equal(await world.git(laptop, "status", "--porcelain"), "M notes.md");
  });
}

Deno.test("--check names a program that is not git, and what to do", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const config = await configFor(world, laptop, { git_path: "/bin/true" });
  const { code, stdout, stderr } = await runProgram(world, ["--check", "--config", config]);
  assert.deepEqual({ code, stdout, stderr }, {
    code: 1,
    stdout: "FAIL git: /bin/true does not answer as git does: set git_path to the git program\n",
    stderr: "",
  });
});

Deno.test("a running instance says that git is missing, and goes on when there is one", async () => {
  const { world, laptop } = await cloned({ "notes.md": "one\n" }, "laptop");
  const git = join(world.folder, "git");
  await using instance = await startInstance(world, "laptop", {
    config: { sync_dir: laptop, sync_delay_seconds: 0, git_path: git },
  });
  const { condition } = await instance.shows(
    "git is missing",
    ({ line }) => line === "git cannot be started",
  );
  assert.equal(condition, "needs you");
  await world.write(laptop, { "notes.md": "two\n" });
  await writeProgram(git, sh('exec git "$@"'));
  await instance.sends("notes.md", "two\n");
  await instance.upToDate();
  await instance.stop();
});
