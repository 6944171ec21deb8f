// Editing the configuration with a real program for an editor: a script that does what a user
// would do.

import assert from "node:assert/strict";
import { join } from "node:path";
import { editConfig, type EditOptions } from "../../../src/adapters/config/edit.ts";
import { writeProgram } from "../../support/executable.ts";
import { makeWorld, type World } from "../../support/world.ts";

/** A configuration's place with blanks and quotes in it, and what the user saw. */
function prepare(world: World) {
  const seen: string[] = [];
  const origin = { file: join(world.folder, `it's "mine"/config.json`), home: world.env.HOME! };
  const options = (more: Partial<EditOptions>): EditOptions => ({
    system: "linux",
    environment: {},
    print: (line) => seen.push(line),
    ask: undefined,
    ...more,
  });
  return { seen, origin, options };
}

/** Makes a program below the world's folder. */
async function program(world: World, name: string, script: string): Promise<string> {
  const path = join(world.folder, name);
  await Deno.mkdir(join(path, ".."), { recursive: true });
  await writeProgram(path, `#!/bin/sh\nset -e\n${script}\n`);
  return path;
}

Deno.test("an editor with blanks, quotes and arguments gets a new file, which is checked", async () => {
  await using world = await makeWorld();
  const { seen, origin, options } = prepare(world);
  const editor = await program(
    world,
    "my tools/the editor",
    `[ $# = 3 ] && [ "$1" = --wait ] && [ "$2" = "two words" ] && grep -q sync_dir "$3"
     echo '{"sync_dri": "/a"}' > "$3"`,
  );
  const environment = { EDITOR: `"${editor}" --wait 'two words'` };
  assert.equal(await editConfig(origin, options({ environment })), "well");
  assert.equal(await Deno.readTextFile(origin.file), '{"sync_dri": "/a"}\n');
  assert.equal(seen.length, 1);
  assert.match(seen[0]!, /^Ignored "sync_dri" .*: did you mean "sync_dir"\?$/);
});

Deno.test("VISUAL comes before EDITOR, an empty one counts as not set", async () => {
  await using world = await makeWorld();
  const { origin, options } = prepare(world);
  const right = await program(world, "right", `echo '{}' > "$1"`);
  const wrong = await program(world, "wrong", "exit 1");
  const both = { VISUAL: `'${right}'`, EDITOR: `'${wrong}'` };
  assert.equal(await editConfig(origin, options({ environment: both })), "well");
  const one = { VISUAL: " ", EDITOR: `'${right}'` };
  assert.equal(await editConfig(origin, options({ environment: one })), "well");
});

Deno.test("with a mistake the user sees it and may go on editing until it is well", async () => {
  await using world = await makeWorld();
  const { seen, origin, options } = prepare(world);
  const editor = await program(
    world,
    "editor",
    `if grep -q 99999 "$1"; then echo '{"mqtt_port": 1883}' > "$1"
     else echo '{"mqtt_port": 99999}' > "$1"; fi`,
  );
  const ask = (question: string) => {
    seen.push(question);
    return true;
  };
  const environment = { EDITOR: `'${editor}'` };
  assert.equal(await editConfig(origin, options({ environment, ask })), "well");
  assert.equal(seen.length, 2);
  assert.match(seen[0]!, /mqtt_port is 99999, expected a whole number from 1 to 65535$/);
  assert.equal(seen[1], "Edit it again?");
  assert.equal(await Deno.readTextFile(origin.file), '{"mqtt_port": 1883}\n');
});

for (const [name, ask] of [["gives up", () => false], ["has no terminal", undefined]] as const) {
  Deno.test(`a user who ${name} keeps what was written and learns the mistake`, async () => {
    await using world = await makeWorld();
    const { seen, origin, options } = prepare(world);
    const editor = await program(world, "editor", `echo '{"sync_dir": 5}' > "$1"`);
    const environment = { EDITOR: `'${editor}'` };
    assert.equal(await editConfig(origin, options({ environment, ask })), "mistaken");
    assert.equal(seen.length, 1);
    assert.match(seen[0]!, /sync_dir is 5, expected/);
    assert.equal(await Deno.readTextFile(origin.file), '{"sync_dir": 5}\n');
  });
}

const failures: readonly (readonly [editor: string, ended: string])[] = [
  ["exit 3;", "exit code 3"],
  ["no-such-editor-anywhere", "exit code 127"],
  ["kill -KILL $$;", "SIGKILL"],
];
for (const [editor, ended] of failures) {
  Deno.test(`an editor that ends with ${ended} is reported`, async () => {
    await using world = await makeWorld();
    const { origin, options } = prepare(world);
    await assert.rejects(editConfig(origin, options({ environment: { EDITOR: editor } })), {
      message: `Cannot edit the configuration ${JSON.stringify(origin.file)}: ` +
        `the editor "${editor}" ended with ${ended}, set EDITOR to another one`,
    });
  });
}

Deno.test("an editor is not started on what is no file", async () => {
  await using world = await makeWorld();
  const { origin, options } = prepare(world);
  await Deno.mkdir(origin.file, { recursive: true });
  const editor = await program(world, "editor", `touch "$0.started"`);
  await assert.rejects(editConfig(origin, options({ environment: { EDITOR: `'${editor}'` } })), {
    message: `Cannot make the configuration ${JSON.stringify(origin.file)}: it is a folder`,
  });
  await assert.rejects(Deno.stat(`${editor}.started`), Deno.errors.NotFound);
});

Deno.test("Ctrl-C in the editor does not end the program that waits for it", async () => {
  await using world = await makeWorld();
  const { origin } = prepare(world);
  const editor = await program(world, "editor", `kill -INT "$APP" && echo '{}' > "$1"`);
  const said = await editElsewhere(world, {
    origin,
    system: "linux",
    ask: false,
    environment: { EDITOR: `APP=$PPID exec '${editor}'` },
  });
  assert.equal(said, "well\n");
});

const systemEditors: readonly {
  readonly system: string;
  readonly ask: boolean;
  readonly there: readonly string[];
  readonly used: string;
}[] = [
  { system: "darwin", ask: true, there: ["open", "nano"], used: "open -t -W -n" },
  { system: "darwin", ask: false, there: ["open"], used: "open -t -W -n" },
  { system: "linux", ask: true, there: ["editor", "nano", "vi", "xdg-open"], used: "editor" },
  { system: "linux", ask: true, there: ["nano", "vi"], used: "nano" },
  { system: "linux", ask: true, there: ["vi"], used: "vi" },
  { system: "linux", ask: true, there: ["xdg-open"], used: "xdg-open" },
  { system: "linux", ask: false, there: ["editor", "xdg-open"], used: "xdg-open" },
];
for (const { system, ask, there, used } of systemEditors) {
  const where = `${system} ${ask ? "with" : "without"} a terminal`;
  Deno.test(`without EDITOR, of ${there.join(", ")}, ${where} starts ${used}`, async () => {
    await using world = await makeWorld();
    const { origin } = prepare(world);
    for (const name of there) {
      await program(world, `bin/${name}`, 'printf "%s\\n" "${0##*/} $*"');
    }
    const said = await editElsewhere(world, { origin, system, ask, environment: {} });
    const isHint = (line: string) => line.startsWith("Quit the text editor");
    const lines = said.split("\n");
    assert.equal(
      lines.filter((line) => !isHint(line)).join("\n"),
      `${used} ${origin.file}\nwell\n`,
    );
    // To close its window does not end an app on a Mac.
    assert.equal(lines.some(isHint), system === "darwin" && ask);
  });
}

Deno.test("a machine without any editor is reported", async () => {
  await using world = await makeWorld();
  const { origin } = prepare(world);
  assert.equal(
    await editElsewhere(world, { origin, system: "linux", ask: true, environment: {} }),
    `Cannot edit the configuration ${JSON.stringify(origin.file)}: ` +
      "no editor was found, set EDITOR to one\n",
  );
});

/** Edits in another process, which has nothing but `bin` on its PATH; gives what was printed. */
async function editElsewhere(
  world: World,
  edit: {
    origin: { file: string; home: string };
    system: string;
    ask: boolean;
    environment: Readonly<Record<string, string>>;
  },
): Promise<string> {
  const module = new URL("../../../src/adapters/config/edit.ts", import.meta.url).href;
  const code = `
    import { editConfig } from ${JSON.stringify(module)};
    const { origin, ask, ...options } = ${JSON.stringify(edit)};
    const say = (line) => console.log(line);
    await editConfig(origin, { ...options, print: say, ask: ask ? () => false : undefined })
      .then(say, ({ message }) => say(message));`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", code],
    env: { PATH: join(world.folder, "bin") },
  }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}
