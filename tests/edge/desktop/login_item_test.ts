import assert from "node:assert/strict";
import { join } from "node:path";
import { loginFile } from "../../../src/adapters/desktop/login_file.ts";
import { isLoginItem, setLoginItem } from "../../../src/adapters/desktop/login_item.ts";
import { has } from "../../support/needs.ts";
import { eventually } from "../../support/running.ts";

for (const system of ["linux", "darwin"]) {
  Deno.test(`login item: on, changed, off, off again on ${system}`, async () => {
    const HOME = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
    const options = { system, environment: { HOME } };
    assert.equal(await isLoginItem(options), false);
    await setLoginItem(["/opt/one"], options);
    assert.equal(await isLoginItem(options), true);
    await setLoginItem(["/opt/other"], options);
    assert.match(await Deno.readTextFile(loginFile(system, { HOME })), /\/opt\/other/);
    await setLoginItem(undefined, options);
    assert.equal(await isLoginItem(options), false);
    await setLoginItem(undefined, options);
    const left = await Array.fromAsync(Deno.readDir(join(loginFile(system, { HOME }), "..")));
    assert.deepEqual(left, []);
    await Deno.remove(HOME, { recursive: true });
  });
}

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

Deno.test("login item: a file that cannot be written is told in one line", async () => {
  const HOME = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  await Deno.writeTextFile(join(HOME, ".config"), "a file in the way");
  await assert.rejects(
    setLoginItem(["/opt/one"], { system: "linux", environment: { HOME } }),
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
  await Deno.writeTextFile(program, `${script.join("\n")}\n`, { mode: 0o755 });
  const options = { system: "linux", environment: { HOME } };
  const args = ["--config", "/a b/$(id) 'c' %u \\n \"d\".json"];
  await setLoginItem([program, ...args], options);
  const { success } = await new Deno.Command("gio", {
    args: ["launch", loginFile("linux", { HOME })],
    stdout: "null",
    stderr: "null",
  }).output();
  assert.ok(success);
  const words = await eventually("it was started", () => Deno.readTextFile(said));
  assert.equal(words, [program, ...args, ""].join("\n"));
  await Deno.remove(HOME, { recursive: true });
});
