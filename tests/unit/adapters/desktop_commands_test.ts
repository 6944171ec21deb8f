import assert from "node:assert/strict";
import { commandsFor, type DesktopAction } from "../../../src/adapters/desktop/commands.ts";
import {
  isDisabled,
  isInForce,
  loginFile,
  loginKind,
  loginText,
} from "../../../src/adapters/desktop/login_file.ts";

const NASTY = "/home/p/a' $(x) `y` <b>&\"; é\n%.md";

function argv(deed: DesktopAction, system: string): readonly string[][] {
  return commandsFor(deed, system).map(({ argv }) => [...argv]);
}

for (
  const [deed, system, expected] of [
    [{ kind: "show file", path: NASTY }, "darwin", [["/usr/bin/open", "-R", NASTY]]],
    [{ kind: "open folder", path: "/Users/p/my.name/notes" }, "darwin", [
      ["/usr/bin/open", "-a", "Finder", "/Users/p/my.name/notes"],
    ]],
    [{ kind: "open folder", path: "/Users/p/A.app" }, "darwin", [
      ["/usr/bin/open", "-R", "/Users/p/A.app"],
    ]],
    [{ kind: "open terminal", path: "/Users/p/notes" }, "darwin", [
      ["/usr/bin/open", "-a", "Terminal", "/Users/p/notes"],
    ]],
    [{ kind: "run in terminal", path: "/Users/p/x.command" }, "darwin", [
      ["/usr/bin/open", "-a", "Terminal", "/Users/p/x.command"],
    ]],
    [{ kind: "open file", path: "/Users/p/x.log" }, "darwin", [[
      "/usr/bin/open",
      "/Users/p/x.log",
    ]]],
    [{ kind: "edit file", path: NASTY }, "darwin", [["/usr/bin/open", "-t", NASTY]]],
    [{ kind: "open folder", path: NASTY }, "linux", [["xdg-open", NASTY], ["gio", "open", NASTY]]],
    [{ kind: "open file", path: NASTY }, "linux", [["xdg-open", NASTY], ["gio", "open", NASTY]]],
  ] as const satisfies readonly (readonly [DesktopAction, string, readonly (readonly string[])[]])[]
) {
  Deno.test(`desktop: ${deed.kind} on ${system}`, () => {
    assert.deepEqual(argv(deed, system), expected);
  });
}

Deno.test("desktop: a file is shown by the file manager as a URI, else its folder is opened", () => {
  const [call, folder] = argv({ kind: "show file", path: NASTY }, "linux");
  assert.deepEqual(call!.slice(-2), [
    "['file:///home/p/a\\'%20$(x)%20%60y%60%20%3Cb%3E&%22;%20%C3%A9%0A%25.md']",
    "''",
  ]);
  assert.ok(call!.includes("org.freedesktop.FileManager1.ShowItems"));
  assert.deepEqual(folder, ["xdg-open", "/home/p"]);
  assert.deepEqual(argv({ kind: "show file", path: "/x" }, "linux")[1], ["xdg-open", "/"]);
});

Deno.test("desktop: what is copied is an argument, never script", () => {
  const text = "$(id)'\n";
  for (const [system, program] of [["darwin", "/usr/bin/pbcopy"], ["linux", "wl-copy"]] as const) {
    const [first = []] = argv({ kind: "copy", text }, system);
    assert.deepEqual([first.indexOf(text), first.indexOf(program)], [4, 5]);
    assert.ok(!first[2]!.includes(text));
  }
});

Deno.test("desktop: a terminal starts in the folder", () => {
  const [chosen, ...others] = commandsFor({ kind: "open terminal", path: NASTY }, "linux");
  assert.deepEqual([chosen!.name, chosen!.cwd], ["$TERMINAL", NASTY]);
  for (const { argv, cwd } of others) assert.deepEqual([argv.length, cwd], [1, NASTY]);
});

Deno.test("desktop: the words of a notification on macOS are arguments, never script", () => {
  const text = 'a" & (do shell script "id") & "';
  const [[program, ...args] = []] = argv(
    { kind: "notify", title: "Conflict", text, markup: false },
    "darwin",
  );
  assert.equal(program, "/usr/bin/osascript");
  assert.deepEqual(args.slice(-2), ["Conflict", text]);
  const script = args.slice(0, -2);
  assert.ok(script.every((part, at) => at % 2 === 1 || part === "-e"));
  assert.ok(script.every((part) => !part.includes("shell script")));
});

for (
  const [text, markup, inCall, inArgument] of [
    ["a.md", false, "'a.md'", "a.md"],
    ["it's \\ 1", false, "'it\\'s \\\\ 1'", "it's \\ 1"],
    ["<b>&amp;</b>", false, "'<b>&amp;</b>'", "<b>&amp;</b>"],
    ["<b>&amp;</b>", true, "'&lt;b&gt;&amp;amp;&lt;/b&gt;'", "&lt;b&gt;&amp;amp;&lt;/b&gt;"],
    ["--help", false, "'--help'", "--help"],
    ["one\ntwo\u0007", false, "'one\\u000atwo\\u0007'", "one\ntwo\u0007"],
  ] as const
) {
  Deno.test(`desktop: a notification of ${JSON.stringify(text)}, markup: ${markup}`, () => {
    const [call, command] = argv({ kind: "notify", title: "Conflict", text, markup }, "linux");
    assert.deepEqual(call!.slice(call!.indexOf("--") + 1), [
      "'Git Sync Bar'",
      "0",
      "''",
      "'Conflict'",
      inCall,
      "[]",
      "{}",
      "-1",
    ]);
    assert.deepEqual(command, [
      "notify-send",
      "--app-name=Git Sync Bar",
      "--",
      "Conflict",
      inArgument,
    ]);
  });
}

for (
  const [system, environment, file] of [
    ["darwin", { HOME: "/Users/p" }, "/Users/p/Library/LaunchAgents/git-sync-bar.plist"],
    ["linux", { HOME: "/h", DISPLAY: ":0" }, "/h/.config/autostart/git-sync-bar.desktop"],
    [
      "linux",
      { HOME: "/h", WAYLAND_DISPLAY: "wayland-0", XDG_CONFIG_HOME: "/c" },
      "/c/autostart/git-sync-bar.desktop",
    ],
    [
      "linux",
      { HOME: "/h", XDG_CURRENT_DESKTOP: "XFCE", XDG_CONFIG_HOME: "c" },
      "/h/.config/autostart/git-sync-bar.desktop",
    ],
    ["linux", { HOME: "/h", DISPLAY: "" }, "/h/.config/systemd/user/git-sync-bar.service"],
    [
      "linux",
      { HOME: "/h", XDG_CONFIG_HOME: "/c" },
      "/c/systemd/user/git-sync-bar.service",
    ],
  ] as const
) {
  Deno.test(`desktop: the file for the start at login is ${file} with ${JSON.stringify(environment)}`, () => {
    assert.equal(loginFile(loginKind(system, environment), environment), file);
  });
}

Deno.test("desktop: the launch agent starts the program once, with its arguments as they are", () => {
  const text = loginText("launch agent", ["/Applications/Git & <Sync>", "--config", "/a b/c.json"]);
  assert.equal(
    text,
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>git-sync-bar</string>
	<key>ProgramArguments</key>
	<array>
		<string>/Applications/Git &amp; &lt;Sync&gt;</string>
		<string>--config</string>
		<string>/a b/c.json</string>
	</array>
	<key>RunAtLoad</key>
	<true/>
	<key>KeepAlive</key>
	<dict>
		<key>Crashed</key>
		<true/>
	</dict>
	<key>LimitLoadToSessionType</key>
	<string>Aqua</string>
	<key>ProcessType</key>
	<string>Interactive</string>
</dict>
</plist>
`,
  );
});

for (
  const [argument, exec] of [
    ["/opt/git-sync-bar", `"/opt/git-sync-bar"`],
    ["/a b/c", `"/a b/c"`],
    ["100%", `"100%%"`],
    [`a"b`, `"a\\\\"b"`],
    ["a$b`c", '"a\\\\$b\\\\`c"'],
    ["a\\b", `"a\\\\\\\\b"`],
    ["a\nb", `"a\\nb"`],
  ] as const
) {
  Deno.test(`desktop: ${JSON.stringify(argument)} in an autostart entry`, () => {
    const lines = loginText("autostart", [argument, "x"]).split("\n");
    assert.ok(lines.includes(`Exec=${exec} "x"`), lines.join("\n"));
    assert.equal(lines[0], "[Desktop Entry]");
    assert.equal(lines.length, 7);
  });
}

for (
  const [kind, text, expected] of [
    ["autostart", loginText("autostart", ["/x"]), true],
    ["autostart", `${loginText("autostart", ["/x"])}Hidden=true\n`, false],
    ["autostart", `${loginText("autostart", ["/x"])}X-GNOME-Autostart-enabled=false\n`, false],
    ["autostart", `${loginText("autostart", ["/x"])}X-GNOME-Autostart-enabled=true\n`, true],
    ["launch agent", loginText("launch agent", ["/x"]), true],
    [
      "launch agent",
      loginText("launch agent", ["/x"]).replace(
        "</dict>\n</plist>",
        "\t<key>Disabled</key>\n\t<true/>\n</dict>",
      ),
      false,
    ],
  ] as const
) {
  Deno.test(`desktop: a login file (${kind}) is ${expected ? "on" : "off"}: ${text.slice(-40)}`, () => {
    assert.equal(isInForce(kind, text), expected);
  });
}

Deno.test("login item: what launchd passes over is found in what each macOS prints of that", () => {
  const printed = (state: string) =>
    `\n\tdisabled services = {\n\t\t"git-sync-bar-other" => disabled\n\t\t"git-sync-bar" => ${state}\n\t}\n`;
  for (const state of ["disabled", "true"]) assert.equal(isDisabled(printed(state)), true, state);
  for (const state of ["enabled", "false"]) {
    assert.equal(isDisabled(printed(state)), false, state);
  }
  assert.equal(isDisabled(""), false);
});
