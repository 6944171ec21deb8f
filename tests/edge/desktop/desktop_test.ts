// What is shown on the desktop, with programs of the desktop that note how they are called.

import assert from "node:assert/strict";
import { join } from "node:path";
import { hasDesktop, openDesktop } from "../../support/desktop.ts";
import { has } from "../../support/needs.ts";
import { type NotedPrograms, notedPrograms } from "../../support/noted_programs.ts";
import { eventually } from "../../support/running.ts";

interface Place extends NotedPrograms, AsyncDisposable {
  readonly folder: string;
  /** Does a deed and answers the message of its error, if any. */
  perform(deed: string, ...args: string[]): Promise<string>;
}

async function makePlace(env: Readonly<Record<string, string>> = {}): Promise<Place> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "git-sync-bar-test-" }));
  const programs = await notedPrograms(folder);
  return {
    ...programs,
    folder,
    async perform(deed, ...args) {
      const script = join(import.meta.dirname!, "../../support/perform.ts");
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--frozen", "-A", script, deed, "linux", ...args],
        clearEnv: true,
        // Nothing of the machine's own desktop.
        env: { PATH: programs.bin, HOME: folder, ...env },
        cwd: "/",
      }).output();
      return new TextDecoder().decode(stdout);
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("desktop: without a file manager that can select, the file's folder is opened", async () => {
  await using place = await makePlace();
  await place.program("gdbus", "exit 1");
  await place.program("xdg-open");
  const file = join(place.folder, "it's $(here).md");
  await Deno.writeTextFile(file, "");
  assert.equal(await place.perform("showFile", file), "");
  const [ask, open] = await place.calls();
  assert.ok(ask!.includes("org.freedesktop.FileManager1.ShowItems"));
  assert.deepEqual(open, ["xdg-open", "/", place.folder]);
});

Deno.test("desktop: of a file that is gone, the nearest folder that is there is opened", async () => {
  await using place = await makePlace();
  await place.program("xdg-open");
  assert.equal(await place.perform("showFile", join(place.folder, "a/b/gone.md")), "");
  assert.deepEqual(await place.calls(), [["xdg-open", "/", place.folder]]);
});

Deno.test("desktop: the first terminal that there is starts in the folder, and is not waited for", async () => {
  await using place = await makePlace();
  await place.program("konsole", "exec /bin/sleep 3");
  await place.program("xterm");
  const folder = join(place.folder, "the notes");
  await Deno.mkdir(folder);
  assert.equal(await place.perform("openTerminal", folder), "");
  assert.deepEqual(await place.calls(), [["konsole", folder]]);
});

Deno.test("desktop: where nothing opens texts, the editor of the user does, in a terminal", async () => {
  await using place = await makePlace({ EDITOR: "edit --wait 'two words'" });
  await place.program("xdg-open", "exit 3");
  await place.program("x-terminal-emulator", 'shift; exec "$@"');
  await place.program("edit");
  const file = join(place.folder, "it's $(here).json");
  await Deno.writeTextFile(file, "");
  assert.equal(await place.perform("editFile", file), "");
  const calls = await place.calls();
  assert.deepEqual(calls[0], ["xdg-open", "/", file]);
  assert.deepEqual(calls.at(-1), ["edit", "/", "--wait", "two words", file]);
});

Deno.test("desktop: what no program does is reported in one line", async () => {
  await using place = await makePlace();
  assert.equal(
    await place.perform("openFolder", place.folder),
    `Cannot open folder "${place.folder}": no program for it was found (not found: xdg-open, gio)`,
  );
  await place.program("xdg-open", "exit 3");
  assert.equal(
    await place.perform("openFile", join(place.folder, "log")),
    `Cannot open file "${place.folder}/log": xdg-open gave 3 (not found: gio)`,
  );
  assert.match(
    await place.perform("openTerminal", place.folder),
    /no program for it was found \(not found: \$TERMINAL, x-terminal-emulator, .*, xterm\)$/,
  );
});

Deno.test("desktop: gio opens what xdg-open cannot, and the user's own terminal comes first", async () => {
  await using place = await makePlace({ TERMINAL: "term --new" });
  await place.program("xdg-open", "exit 3");
  await place.program("gio");
  await place.program("term");
  await place.program("xterm");
  assert.equal(await place.perform("openFolder", place.folder), "");
  assert.equal(await place.perform("openTerminal", place.folder), "");
  assert.deepEqual((await place.calls()).slice(1), [
    ["gio", "/", "open", place.folder],
    ["term", place.folder, "--new"],
  ]);
});

Deno.test("desktop: a script and an editor run in the terminal that the user names, else in the first", async () => {
  for (const TERMINAL of ["term --new", ""]) {
    await using place = await makePlace({ TERMINAL, EDITOR: "edit" });
    for (const name of ["term", "xdg-terminal-exec", "xterm"]) {
      await place.program(name, 'while [ "$1" != /bin/sh ]; do shift; done; exec "$@"');
    }
    await place.program("edit");
    const file = join(place.folder, "it's $(here)");
    await Deno.writeTextFile(file, "exit 0\n");
    assert.equal(await place.perform("runInTerminal", file), "");
    assert.equal(await place.perform("editFile", file), "");
    const calls = await place.calls();
    const [ran, edited, ended] = calls;
    assert.equal(calls.length, 3);
    assert.deepEqual(
      ran,
      TERMINAL === ""
        ? ["xdg-terminal-exec", "/", "/bin/sh", file]
        : ["term", "/", "--new", "-e", "/bin/sh", file],
    );
    assert.equal(edited![0], ran[0]);
    assert.deepEqual(ended, ["edit", "/", file]);
  }
});

Deno.test("desktop: a text goes to the first clipboard that takes it", async () => {
  await using place = await makePlace();
  const copied = join(place.folder, "copied");
  await place.program("wl-copy", "exit 1");
  await place.program("xsel", `PATH=/usr/bin:/bin; cat >'${copied}'`);
  const text = "ssh-ed25519 AAAA it's $(me)\n";
  assert.equal(await place.perform("copyText", text), "");
  assert.equal(await Deno.readTextFile(copied), text);
  assert.deepEqual((await place.calls()).at(-1), ["xsel", "/", "--clipboard", "--input"]);
  await place.program("xsel", "exit 1");
  assert.equal(
    await place.perform("copyText", text),
    "Cannot copy to the clipboard: wl-copy gave 1, xsel gave 1 (not found: xclip)",
  );
});

Deno.test("desktop: where nobody takes notifications over the bus, notify-send does", async () => {
  await using place = await makePlace();
  await place.program("gdbus", "exit 1");
  await place.program("notify-send");
  assert.equal(await place.perform("notify", "Conflict", "--urgency=critical <b>"), "");
  const calls = await place.calls();
  assert.deepEqual(calls.at(-1), [
    "notify-send",
    "/",
    "--app-name=Git Sync Bar",
    "--",
    "Conflict",
    "--urgency=critical <b>",
  ]);
});

Deno.test("desktop: words are escaped where they would be taken for markup", async () => {
  await using place = await makePlace();
  await place.program(
    "gdbus",
    `case "$*" in *GetCapabilities*) echo "(['actions', 'body-markup'],)";; esac`,
  );
  assert.equal(await place.perform("notify", "Conflict", "<b>"), "");
  const call = (await place.calls()).at(-1)!;
  assert.ok(call.includes("'&lt;b&gt;'"), call.join(" "));
});

Deno.test("desktop: what goes over a real session bus is what was said", {
  ignore: !hasDesktop() || !has("dbus-monitor"),
}, async () => {
  await using desktop = await openDesktop();
  await using place = await makePlace({
    ...desktop.env,
    PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
  });
  const heard: string[] = [];
  const monitor = new Deno.Command("dbus-monitor", {
    args: ["--session"],
    env: desktop.env,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reading = (async () => {
    for await (const part of monitor.stdout.pipeThrough(new TextDecoderStream())) heard.push(part);
  })();
  await eventually("the monitor listens", () => heard.join("").includes("NameLost"));
  const file = join(place.folder, "it's 100 % <b>.md");
  await Deno.writeTextFile(file, "");
  await place.perform("showFile", file);
  await place.perform("notify", "'Conflict'", "it's \\ 'quoted'\nin notes.md");
  await eventually("all was heard", () => heard.join("").includes("in notes.md"));
  monitor.kill();
  await monitor.status;
  await reading;
  const all = heard.join("");
  assert.match(
    all,
    /member=ShowItems\s+array \[\s+string "file:\/\/\S+it(?:%27|')s%20100%20%25%20%3Cb%3E\.md"/,
  );
  const notification = all.slice(all.indexOf("member=Notify"));
  assert.match(notification, /string "'Conflict'"/);
  assert.match(notification, /string "it's \\ 'quoted'\nin notes\.md"/);
});
