// The log on a real disk: what stands in it, what must not, and what happens when it cannot be written.

import assert from "node:assert/strict";
import { join } from "node:path";
import { logName, openLog } from "../../src/system/log.ts";
import { LOG_LINE_CHARACTERS } from "../../src/system/limits/config.ts";
import { canMount, mountSmallDisk } from "../support/small_disk.ts";
import { makeWorld, type World } from "../support/world.ts";

const root = join(import.meta.dirname!, "../..");

function folderIn({ folder }: World): string {
  return join(folder, "state/git-sync-bar");
}

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

/** The lines of one file without their times. */
async function linesIn(folder: string, name = logName): Promise<string[]> {
  const text = await Deno.readTextFile(join(folder, name));
  assert.ok(text === "" || text.endsWith("\n"), "the last line has no end");
  return text.split("\n").slice(0, -1).map((line) => {
    assert.match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d /);
    return line.replace(/^\S+ /, "");
  });
}

Deno.test("the log and its folder are for their owner alone", async () => {
  await using world = await makeWorld();
  const folder = folderIn(world);
  const log = openLog(folder);
  log.write("Started");
  log.write("Saved 1 change");
  await log.close();
  assert.deepEqual(await linesIn(folder), ["Started", "Saved 1 change"]);
  assert.equal((await Deno.stat(folder)).mode! & 0o777, 0o700);
  assert.equal((await Deno.stat(join(folder, logName))).mode! & 0o777, 0o600);
});

Deno.test("a line begins with the time on the machine's clock and its offset", async () => {
  await using world = await makeWorld();
  for (const [zone, offset] of [["Asia/Kolkata", "+05:30"], ["Etc/GMT+3", "-03:00"]] as const) {
    const folder = join(world.folder, offset);
    const code = `import { openLog } from "./src/system/log.ts";
      const log = openLog(${JSON.stringify(folder)}); log.write("Started"); await log.close();`;
    const before = Date.now();
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--ext=ts", code],
      cwd: root,
      env: { TZ: zone },
    }).output();
    const after = Date.now();
    assert.ok(success);
    const [time, ...words] = (await Deno.readTextFile(join(folder, logName))).trimEnd().split(" ");
    assert.deepEqual(words, ["Started"]);
    assert.equal(time!.slice(-6), offset);
    const told = Date.parse(time!);
    assert.ok(before <= told && told <= after, `${time} is not between the two`);
  }
});

Deno.test("no secret stands in the log, however it is written", async () => {
  await using world = await makeWorld();
  const folder = folderIn(world);
  const secrets = [`my "pass" / wörd\\`, "hunter", "hunter2-long", ""];
  const log = openLog(folder, { secrets: () => secrets });
  log.write("Cannot reach https://ann:s3cr3t@git.example/notes.git: no answer");
  log.write("Cannot reach https://ghp_0123456789abcdef@git.example/notes.git");
  log.write("Cannot reach mqtts://ann:s3cr3t@broker.example:8883");
  log.write("Authorization: Basic czNjcjN0");
  log.write("Cannot sign in: token=s3cr3t, password=s3cr3t");
  for (const secret of secrets) {
    log.write(`The broker refused ${secret}`);
    log.write(`The broker refused ${JSON.stringify(secret)}`);
    log.write(`Cannot reach mqtt://ann:${encodeURIComponent(secret)}@broker.example`);
    log.write(`Cannot reach /${encodeURIComponent(secret)}/`);
  }
  secrets.push("later");
  log.write("The broker refused later");
  await log.close();
  const text = await Deno.readTextFile(join(folder, logName));
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  for (const form of ["s3cr3t", "ghp_", "czNjcjN0", "long", ...forms]) {
    if (form !== "") assert.ok(!text.includes(form), `${form} stands in the log`);
  }
  const lines = await linesIn(folder);
  assert.equal(lines[0], "Cannot reach https://***@git.example/notes.git: no answer");
  assert.ok(lines.includes("The broker refused ***"));
  assert.ok(lines.includes('The broker refused ""'), "an empty secret is none");
});

Deno.test("each event is one line, whatever is in it", async () => {
  await using world = await makeWorld();
  const folder = folderIn(world);
  const log = openLog(folder);
  log.write("Saved a\nb\r\nc\td\0e\x1b[31mf\x7fg\x85h\u2028i\u202ej");
  log.write("Saved 日記 🗒.md");
  log.write("");
  log.write("x".repeat(4_000_000));
  await log.close();
  assert.deepEqual(await linesIn(folder), [
    "Saved a b c d e [31mf g h i j",
    "Saved 日記 🗒.md",
    "",
    "x".repeat(LOG_LINE_CHARACTERS),
  ]);
});

Deno.test("a full file is rotated, the oldest goes, and no line in between is missing", async () => {
  await using world = await makeWorld();
  const folder = folderIn(world);
  const log = openLog(folder);
  const filler = "x".repeat(64 * 1024);
  const count = 100;
  for (let index = 0; index < count; index++) {
    log.write(`${index} ${filler}`);
    await log.close();
  }
  const names = [logName, `${logName}.1`, `${logName}.2`, `${logName}.3`, `${logName}.4`];
  assert.deepEqual(namesIn(folder), names);
  const kept: string[] = [];
  for (const name of names.toReversed()) {
    const { size, mode } = await Deno.stat(join(folder, name));
    assert.ok(size < 1.1 * 1024 * 1024, `${name} has ${size} bytes`);
    assert.equal(mode! & 0o777, 0o600);
    for (const line of await linesIn(folder, name)) kept.push(line.split(" ")[0]!);
  }
  assert.ok(kept.length > 60, `only ${kept.length} lines are left`);
  assert.deepEqual(kept, Array.from(kept, (_, at) => String(count - kept.length + at)));
});

Deno.test("two instances share the log, and every line is whole", async () => {
  await using world = await makeWorld();
  const folder = folderIn(world);
  const logs = [openLog(folder), openLog(folder)];
  const written: string[] = [];
  for (let index = 0; index < 200; index++) {
    for (const [at, log] of logs.entries()) {
      written.push(`${at} ${index}`);
      log.write(`${at} ${index}`);
    }
    if (index % 20 === 0) await logs[index % 40 === 0 ? 0 : 1]!.close();
  }
  await Promise.all(logs.map((log) => log.close()));
  assert.deepEqual((await linesIn(folder)).sort(), written.sort());
});

Deno.test("a log that somebody removes is made anew", async () => {
  await using world = await makeWorld();
  const folder = folderIn(world);
  const log = openLog(folder);
  log.write("first");
  await log.close();
  await Deno.remove(join(folder, logName));
  log.write("second");
  await log.close();
  assert.deepEqual(await linesIn(folder), ["second"]);
  await Deno.remove(join(folder, ".."), { recursive: true });
  log.write("third");
  await log.close();
  assert.deepEqual(await linesIn(folder), ["third"]);
});

Deno.test("where the log cannot be written the app goes on, and so does the log once it can", async () => {
  await using world = await makeWorld();
  const folder = folderIn(world);
  const complaints: string[] = [];
  const log = openLog(folder, { reportError: (line) => complaints.push(line) });
  const lose = async () => {
    for (const line of ["lost", "lost, too"]) {
      log.write(line);
      await log.close();
    }
  };
  await Deno.writeTextFile(join(world.folder, "state"), "in the way");
  await lose();
  await Deno.remove(join(world.folder, "state"));
  await Deno.mkdir(join(folder, logName), { recursive: true });
  await lose();
  await Deno.remove(join(folder, logName));
  log.write("Started");
  await log.close();
  assert.deepEqual(await linesIn(folder), ["Started"]);
  assert.equal(complaints.length, 1);
  // Nobody reads it: opening it would wait for ever.
  await Deno.remove(join(folder, logName));
  await new Deno.Command("mkfifo", { args: [join(folder, logName)] }).output();
  await lose();
  assert.equal(complaints.length, 2);
  for (const line of complaints) assert.ok(line.startsWith("Cannot write the log in "), line);
});

Deno.test(
  "a full disk stops only the log, until there is room again",
  { ignore: !canMount() },
  async () => {
    await using world = await makeWorld();
    const disk = join(world.folder, "disk");
    await using _disk = await mountSmallDisk(disk, 64 * 1024);
    const folder = join(disk, "log");
    const log = openLog(folder);
    log.write("Started");
    await log.close();
    const block = new Uint8Array(4096);
    const filling = await Deno.open(join(disk, "full"), { create: true, append: true });
    await assert.rejects(async () => {
      while (true) await filling.write(block);
    }, /No space left/);
    filling.close();
    for (let index = 0; index < 100; index++) {
      log.write(`lost ${"x".repeat(4096)}`);
      await log.close();
    }
    await Deno.remove(join(disk, "full"));
    log.write("There is room again");
    await log.close();
    const text = await Deno.readTextFile(join(folder, logName));
    assert.match(text, /There is room again\n$/);
  },
);
