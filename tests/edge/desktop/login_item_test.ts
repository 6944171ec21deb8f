import assert from "node:assert/strict";
import { join } from "node:path";
import { loginFile } from "../../../src/adapters/desktop/login_file.ts";
import { isLoginItem, setLoginItem } from "../../../src/adapters/desktop/login_item.ts";
import { writeProgram } from "../../support/executable.ts";
import { filesBelow } from "../../support/files_below.ts";
import { has } from "../../support/needs.ts";
import { eventually } from "../../support/running.ts";

for (
  const [system, DISPLAY, kind] of [
    ["linux", ":0", "autostart"],
    ["linux", "", "unit"],
    ["darwin", "", "launch agent"],
  ] as const
) {
  Deno.test(`login item: on, changed, off, off again (${kind})`, async () => {
    const HOME = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
    const options = { system, environment: { HOME, DISPLAY } };
    assert.equal(await isLoginItem(options), false);
    await setLoginItem(["/opt/one"], options);
    assert.equal(await isLoginItem(options), true);
    await setLoginItem(["/opt/other"], options);
    assert.match(await Deno.readTextFile(loginFile(kind, { HOME })), /\/opt\/other/);
    await setLoginItem(undefined, options);
    assert.equal(await isLoginItem(options), false);
    await setLoginItem(undefined, options);
    assert.deepEqual(await filesBelow(HOME), []);
    await Deno.remove(HOME, { recursive: true });
  });
}

Deno.test("login item: an item of the desktop stays one when it is set over ssh, and both kinds go", async () => {
  const HOME = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  const desktop = { system: "linux", environment: { HOME, DISPLAY: ":0" } };
  const ssh = { system: "linux", environment: { HOME } };
  assert.equal(await setLoginItem(["/opt/one"], desktop), "autostart");
  assert.equal(await setLoginItem(["/opt/two"], ssh), "autostart");
  assert.match(await Deno.readTextFile(loginFile("autostart", { HOME })), /\/opt\/two/);
  await setLoginItem(undefined, ssh);
  assert.equal(await setLoginItem(["/opt/three"], ssh), "unit");
  assert.equal(await isLoginItem(desktop), true);
  await setLoginItem(undefined, desktop);
  assert.deepEqual(await filesBelow(HOME), []);
  await Deno.remove(HOME, { recursive: true });
});

Deno.test("login item: systemd reads the unit, whatever the path of the program", {
  ignore: Deno.build.os !== "linux" || !has("systemd-analyze"),
}, async () => {
  const HOME = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  const names = ["a good $HOME %h program", "it's", 'a "good" one', "a\\n b", "a\nb\r%n\x01$0"];
  for (const name of names) {
    const program = join(HOME, name);
    await writeProgram(program, "#!/bin/sh\n");
    await setLoginItem([program, "--config", "/a b/%u $x\r'\".json"], {
      system: "linux",
      environment: { HOME },
    });
    const { stdout, stderr, code } = await new Deno.Command("systemd-analyze", {
      args: ["verify", "--user", "--man=no", loginFile("unit", { HOME })],
      env: { HOME, XDG_RUNTIME_DIR: HOME },
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.deepEqual({ said, code }, { said: "", code: 0 }, name);
  }
  await Deno.remove(HOME, { recursive: true });
});

Deno.test("login item: what macOS runs from a passing place does not start at login, and says why", async () => {
  const HOME = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  const options = { system: "darwin", environment: { HOME } };
  const app = "/private/var/folders/ab/c/T/AppTranslocation/0A1B-2C/d/Git Sync Bar.app";
  await assert.rejects(
    setLoginItem([`${app}/Contents/MacOS/git-sync-bar`], options),
    /^Error: Cannot start at login from here: move Git Sync Bar to Applications/,
  );
  assert.equal(await isLoginItem(options), false);
  await Deno.remove(HOME, { recursive: true });
});

Deno.test("login item: a file that cannot be written is reported in one line", async () => {
  const HOME = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  await Deno.writeTextFile(join(HOME, ".config"), "a file in the way");
  await assert.rejects(
    setLoginItem(["/opt/one"], { system: "linux", environment: { HOME, DISPLAY: ":0" } }),
    /^Error: Cannot change the start at login in ".*git-sync-bar\.desktop": .*$/,
  );
  await Deno.remove(HOME, { recursive: true });
});

Deno.test("login item: a desktop starts the program with its arguments as they are", {
  ignore: Deno.build.os !== "linux" || !has("gio"),
}, async () => {
  const HOME = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  const said = join(HOME, "said");
  // Without a percent sign: GLib does not find a program with one in its path.
  const program = join(HOME, 'it\'s a "good" $HOME `program` \\ n');
  const script = [
    "#!/bin/sh",
    `printf '%s\\n' "$0" "$@" >'${said}.new'`,
    `mv '${said}.new' '${said}'`,
  ];
  await writeProgram(program, `${script.join("\n")}\n`);
  const options = { system: "linux", environment: { HOME, DISPLAY: ":0" } };
  const args = ["--config", "/a b/$(id) 'c' %u \\n \"d\".json"];
  await setLoginItem([program, ...args], options);
  const { success } = await new Deno.Command("gio", {
    args: ["launch", loginFile("autostart", { HOME })],
    stdout: "null",
    stderr: "null",
  }).output();
  assert.ok(success);
  const words = await eventually("it was started", () => Deno.readTextFile(said));
  assert.equal(words, [program, ...args, ""].join("\n"));
  await Deno.remove(HOME, { recursive: true });
});
