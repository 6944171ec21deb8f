// The command line: what each way of starting the program means.

import assert from "node:assert/strict";
import { anyCodePoint, fc } from "../../support/fast_check.ts";
import { type Command, parseArguments } from "../../../src/cli/arguments.ts";
import { helpText } from "../../../src/cli/help.ts";

const meanings: readonly (readonly [line: string, command: Command])[] = [
  ["", { kind: "app", config: undefined }],
  ["-psn_0_123456", { kind: "app", config: undefined }],
  ["--config /a/b.json", { kind: "app", config: "/a/b.json" }],
  ["--once", { kind: "once", config: undefined }],
  ["--once --config=b", { kind: "once", config: "b" }],
  ["--config=a=b --once", { kind: "once", config: "a=b" }],
  ["--config=-b --once", { kind: "once", config: "-b" }],
  ["--confirm-deletion --once", { kind: "once", config: undefined, confirmDeletion: true }],
  ["--headless --config b", { kind: "headless", config: "b" }],
  ["--status", { kind: "status", config: undefined, json: false }],
  ["--json --status", { kind: "status", config: undefined, json: true }],
  ["--sync-now", { kind: "sync-now", config: undefined }],
  ["--sync-now --confirm-deletion", { kind: "sync-now", config: undefined, confirmDeletion: true }],
  ["--sync-now --restore-deletion", {
    kind: "sync-now",
    config: undefined,
    restoreDeletion: true,
    restoreHere: true,
  }],
  ["--once --confirm-incoming", {
    kind: "once",
    config: undefined,
    confirmIncoming: true,
  }],
  ["--sync-now --publish .env", {
    kind: "sync-now",
    config: undefined,
    publish: [".env"],
  }],
  ["--settle a.md --keep=both", {
    kind: "once",
    config: undefined,
    ownChanges: [{ kind: "settle", copy: "a.md", keep: "both" }],
  }],
  ["--unlock", { kind: "once", config: undefined, unlock: true }],
  ["--check", { kind: "check", config: undefined }],
  ["--setup", { kind: "setup", config: undefined, source: undefined, folder: undefined }],
  ["--setup git@h:x ~/N --config b", {
    kind: "setup",
    config: "b",
    source: "git@h:x",
    folder: "~/N",
  }],
  ["--join gsb1.x N", { kind: "join", config: undefined, source: "gsb1.x", folder: "N" }],
  ["--join=gsb1.x", { kind: "join", config: undefined, source: "gsb1.x", folder: undefined }],
  ["--invite", { kind: "invite", config: undefined }],
  ["--invite --folder Notes", { kind: "invite", config: undefined, folder: "Notes" }],
  ["--window", { kind: "window", config: undefined }],
  ["--history", { kind: "history", config: undefined, path: undefined, json: false }],
  ["--history a.md --json", { kind: "history", config: undefined, path: "a.md", json: true }],
  ["a.md --history", { kind: "history", config: undefined, path: "a.md", json: false }],
  ["--history -- -x", { kind: "history", config: undefined, path: "-x", json: false }],
  ["--restore a.md --version 1a2b3c", {
    kind: "once",
    config: undefined,
    ownChanges: [{ kind: "restore", path: "a.md", version: { kind: "save", id: "1a2b3c" } }],
  }],
  ["--version=1a2b --restore=-a --config b", {
    kind: "once",
    config: "b",
    ownChanges: [{ kind: "restore", path: "-a", version: { kind: "save", id: "1a2b" } }],
  }],
  ["--restore a.md --at 2026-11-23T14:02:05Z", {
    kind: "once",
    config: undefined,
    ownChanges: [{
      kind: "restore",
      path: "a.md",
      version: { kind: "time", time: Date.UTC(2026, 10, 23, 14, 2, 5, 999) },
    }],
  }],
  ["--undo 1a2b3c", {
    kind: "once",
    config: undefined,
    ownChanges: [{ kind: "undo", id: "1a2b3c" }],
  }],
  ["--status --folder notes", { kind: "status", config: undefined, folder: "notes", json: false }],
  ["--check --folder=notes --config b", { kind: "check", config: "b", folder: "notes" }],
  ["--history a.md --folder notes", {
    kind: "history",
    config: undefined,
    folder: "notes",
    path: "a.md",
    json: false,
  }],
  ["--sync-now --folder notes", {
    kind: "sync-now",
    config: undefined,
    folder: "notes",
  }],
  ["--unlock --folder notes", {
    kind: "once",
    config: undefined,
    folder: "notes",
    unlock: true,
  }],
  ["--undo 1a2b3c --folder notes", {
    kind: "once",
    config: undefined,
    folder: "notes",
    ownChanges: [{ kind: "undo", id: "1a2b3c" }],
  }],
  ["--edit-config --config b", { kind: "edit-config", config: "b" }],
  ["--login-item on", { kind: "login-item", config: undefined, starts: true }],
  ["--login-item=off --config b", { kind: "login-item", config: "b", starts: false }],
  ["--version", { kind: "version" }],
  ["--help", { kind: "help" }],
  ["-h", { kind: "help" }],
  ["-v", { kind: "version" }],
  ["--once --help", { kind: "help" }],
];
for (const [line, command] of meanings) {
  Deno.test(`"git-sync-bar ${line}" is understood`, () => {
    assert.deepEqual(parseArguments(words(line)), command);
  });
}

const misuses: readonly (readonly [line: string, told: string])[] = [
  ["--onec", 'there is no option "--onec", did you mean --once?'],
  ["--onec=1", 'there is no option "--onec", did you mean --once?'],
  ["-once", 'there is no option "-once", did you mean --once?'],
  ["once", 'there is no option "once", did you mean --once?'],
  ["--edit_config", 'there is no option "--edit_config", did you mean --edit-config?'],
  ["-psn", 'there is no option "-psn", git-sync-bar --help lists them'],
  ["-x", 'there is no option "-x", git-sync-bar --help lists them'],
  ["-hv", 'there is no option "-hv", git-sync-bar --help lists them'],
  ["--force", 'there is no option "--force", git-sync-bar --help lists them'],
  ["--no-once", 'there is no option "--no-once", git-sync-bar --help lists them'],
  ["-- notes", 'there is no option "notes", git-sync-bar --help lists them'],
  ["--folder", "--folder needs the name of a folder"],
  ["--folder a", "--folder is given without a command about a folder, as --status"],
  ["--headless --folder a", "--folder is given without a command about a folder, as --status"],
  ["--setup --folder a", "--folder is given without a command about a folder, as --status"],
  ["--constructor", 'there is no option "--constructor", git-sync-bar --help lists them'],
  ["--config", "--config needs a path"],
  ["--config=", "--config needs a path"],
  ["--config --once", "--config needs a path"],
  ["--login-item", '--login-item needs "on" or "off"'],
  ["--login-item maybe", '--login-item needs "on" or "off"'],
  ["--login-item on --once", "--once and --login-item do not go together"],
  ["--once=yes", "--once takes no value"],
  ["--once --once", "--once is given twice"],
  ["--config a --config b", "--config is given twice"],
  ["--check --once", "--once and --check do not go together"],
  ["--confirm-deletion", "--confirm-deletion is given without --once or --sync-now"],
  ["--status --confirm-deletion", "--confirm-deletion is given without --once or --sync-now"],
  ["--headless --confirm-incoming", "--confirm-incoming is given without --once or --sync-now"],
  ["--keep this", "--keep is given without --settle"],
  ["--once --settle a --keep this", "--once and --settle do not go together"],
  ["--settle a", '--settle needs --keep "this", "other" or "both"'],
  ["--settle --keep this", "--settle needs the path of a conflict copy"],
  ["--settle a --keep it", '--settle needs --keep "this", "other" or "both"'],
  ["--check --restore-deletion", "--restore-deletion is given without --once or --sync-now"],
  [
    "--once --restore-deletion --confirm-deletion",
    "--confirm-deletion and --restore-deletion do not go together",
  ],
  [
    "--once --confirm-incoming --confirm-deletion",
    "--confirm-deletion and --confirm-incoming do not go together",
  ],
  ["--status --publish a", "--publish is given without --once or --sync-now"],
  ["--once --publish", "--publish needs a path"],
  ["--once --publish --config=a", "--publish needs a path"],
  ["--once --unlock", "--once and --unlock do not go together"],
  ["--once --json", "--json is given without --status or --history"],
  ["--history a b", 'there is no option "b", git-sync-bar --help lists them'],
  ["--history --once", "--once and --history do not go together"],
  ["--restore", "--restore needs a path"],
  ["--restore a", "--restore needs either --version or --at"],
  ["--restore a --version", "--version needs the id of a save"],
  ["--restore a --version 1a2b --at 2026-11-23", "--restore needs either --version or --at"],
  ["--restore a --at yesterday", '--at needs a time as "2026-11-23 14:02"'],
  ["--undo", "--undo needs the id of a save"],
  ["--undo 1a2b --restore a --version 1a2b", "--restore and --undo do not go together"],
  ["--undo 1a2b --at 2026-11-23", "--at is given without --restore"],
  ["--check --confirm-deletion", "--confirm-deletion is given without --once or --sync-now"],
];
for (const [line, told] of misuses) {
  Deno.test(`"git-sync-bar ${line}" is refused with the reason`, () => {
    assert.deepEqual(parseArguments(words(line)), {
      kind: "misuse",
      message: `Cannot read the command line: ${told}`,
    });
  });
}

Deno.test("an empty argument and one with odd characters are refused on one line", () => {
  for (const argument of ["", "a\nb", "--\u001b[2J", "-\0", "\u009b2J"]) {
    const command = parseArguments([argument]);
    assert.ok(command.kind === "misuse", argument);
    assert.doesNotMatch(command.message, /\p{Cc}/u);
  }
});

Deno.test("no arguments whatever make the reader throw", () => {
  const argument = fc.oneof(
    fc.constantFrom("--once", "--config", "--config=", "--", "-", "--check", "--confirm-deletion"),
    fc.string().map((text) => `-${text}`),
    fc.string({ unit: anyCodePoint }),
  );
  fc.assert(fc.property(fc.array(argument), (args) => {
    parseArguments(args);
  }));
});

Deno.test("the help names the version and every option that is understood", () => {
  const help = helpText("1.2.3");
  assert.match(help, /1\.2\.3/);
  const options = new Set(help.match(/--[a-z-]+/g));
  assert.deepEqual(
    [...options].sort(),
    [
      "--at",
      "--check",
      "--config",
      "--confirm-deletion",
      "--confirm-incoming",
      "--edit-config",
      "--folder",
      "--headless",
      "--help",
      "--history",
      "--invite",
      "--join",
      "--json",
      "--keep",
      "--login-item",
      "--once",
      "--publish",
      "--restore",
      "--restore-deletion",
      "--settle",
      "--setup",
      "--status",
      "--sync-now",
      "--undo",
      "--uninstall",
      "--unlock",
      "--version",
      "--window",
    ],
  );
  for (const line of help.split("\n")) assert.ok(line.length <= 80, line);
});

function words(line: string): string[] {
  return line === "" ? [] : line.split(" ");
}
