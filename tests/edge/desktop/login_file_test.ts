// The files that start the app at login, read by others than us: Python's reader of property lists, the
// validator of the desktops.

import assert from "node:assert/strict";
import { join } from "node:path";
import { loginText } from "../../../src/adapters/desktop/login_file.ts";
import { has } from "../../support/needs.ts";

const COMMANDS = [
  ["/Applications/Git Sync Bar.app/Contents/MacOS/git-sync-bar"],
  ["/opt/a' & <b> ]]> ü", "--config", '/home/p/$(x) `y` "z" \\ %u.json'],
];

Deno.test("login file: the launch agent holds the command as it is", {
  ignore: !has("python3"),
}, async () => {
  for (const command of COMMANDS) {
    const script =
      "import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))";
    const child = new Deno.Command("python3", {
      args: ["-c", script],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(loginText("launch agent", command)));
    await writer.close();
    const { stdout } = await child.output();
    const agent = JSON.parse(new TextDecoder().decode(stdout));
    assert.deepEqual(agent.ProgramArguments, command);
    assert.equal(agent.RunAtLoad, true);
  }
});

Deno.test("login file: desktops find no mistake in the autostart entry", {
  ignore: !has("desktop-file-validate"),
}, async () => {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  try {
    for (const command of COMMANDS) {
      const path = join(folder, "git-sync-bar.desktop");
      await Deno.writeTextFile(path, loginText("autostart", command));
      const { code, stdout } = await new Deno.Command("desktop-file-validate", { args: [path] })
        .output();
      assert.deepEqual({ code, said: new TextDecoder().decode(stdout) }, { code: 0, said: "" });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
