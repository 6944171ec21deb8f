// The ssh command for git: hosts in URLs, what is added, when connections may be kept open.

import assert from "node:assert/strict";
import { parseGitConfig, remoteUrls } from "../../../src/engine/git/values/git_config.ts";
import {
  batchSsh,
  fitsSocket,
  isOpenSsh,
  keptSsh,
  mayKeepOpen,
  sshHost,
} from "../../../src/engine/git/values/ssh_command.ts";
import { sshFolder } from "../../../src/app/control/socket.ts";
import { findAppPaths } from "../../../src/system/app_paths.ts";

Deno.test("a URL that is reached by ssh names the host as git does", () => {
  const hosts: Record<string, readonly string[]> = {
    "ssh://example.org/notes.git": ["example.org"],
    "ssh://me@example.org:2222/notes.git": ["-p", "2222", "me@example.org"],
    "git+ssh://me@example.org/notes.git": ["me@example.org"],
    "ssh+git://example.org/~/notes": ["example.org"],
    "ssh://me@[::1]:22/notes": ["-p", "22", "me@::1"],
    "ssh://me%40work@example.org/notes": ["me@work@example.org"],
    "git@example.org:me/notes.git": ["git@example.org"],
    "example.org:notes": ["example.org"],
    "example.org:/notes": ["example.org"],
    "[git@example.org:2222]:notes": ["-p", "2222", "git@example.org"],
    "[::1]:notes": ["::1"],
    "user@[::1]:notes": ["user@::1"],
  };
  for (const [url, host] of Object.entries(hosts)) assert.deepEqual(sshHost(url), host, url);
});

Deno.test("a URL that is not reached by ssh names none", () => {
  const urls = [
    "/home/me/notes.git",
    "./a:b",
    "notes",
    "../notes",
    "file:///home/me/notes.git",
    "https://example.org/notes.git",
    "http://me@example.org:8080/notes.git",
    "git://example.org/notes.git",
    "ext::ssh example.org %S notes",
    "ssh://-oProxyCommand=x/notes",
    "-oProxyCommand=x:notes",
    "ssh:///notes",
    "",
  ];
  for (const url of urls) assert.equal(sshHost(url), undefined, url);
});

const PLAIN = "host example.org\nuser me\nhostname example.org\nport 22\ncontrolmaster false\n" +
  "loglevel INFO\ncontrolpersist no\n";

Deno.test("connections are kept open where the user has no words of their own about it", () => {
  assert.ok(mayKeepOpen(PLAIN));
  assert.ok(mayKeepOpen(PLAIN.replace("controlmaster false", "controlmaster no")));
  assert.ok(!mayKeepOpen(`${PLAIN}controlpath /home/me/.ssh/abc\n`));
  // "ControlPath none" prints nothing: only the ControlMaster of all hosts is left of it.
  assert.ok(!mayKeepOpen(PLAIN.replace("controlmaster false", "controlmaster auto")));
  // A verbose ssh holds standard error open.
  assert.ok(!mayKeepOpen(PLAIN.replace("INFO", "DEBUG1")));
  assert.ok(!mayKeepOpen(""));
  assert.ok(!mayKeepOpen("usage: something else\n"));
});

Deno.test("a socket's path has to have room for what ssh puts behind it", () => {
  const folder = (length: number) => "/".padEnd(length, "x");
  assert.ok(fitsSocket(folder(49), "linux"));
  assert.ok(!fitsSocket(folder(50), "linux"));
  assert.ok(fitsSocket(folder(45), "darwin"));
  assert.ok(!fitsSocket(folder(46), "darwin"));
  assert.ok(!fitsSocket("/ä".padEnd(45, "ä"), "darwin"));
  assert.ok(!fitsSocket("/${HOME}", "linux"));
  // The longest folders that there usually are: on macOS that of a user with the highest number.
  const { ssh } = findAppPaths("darwin", { HOME: "/Users/a" }, { uid: 2 ** 32 - 1 });
  assert.ok(fitsSocket(sshFolder(ssh, { id: "0123456789ab", folder: "/home/me/notes" }), "darwin"));
  assert.ok(fitsSocket("/run/user/1000/git-sync-bar/12345678", "linux"));
});

Deno.test("only OpenSSH is told to keep a connection open", () => {
  assert.ok(isOpenSsh("ssh -i key", undefined));
  assert.ok(isOpenSsh("/opt/mine", "ssh"));
  assert.ok(isOpenSsh("/opt/mine", "auto"));
  for (const variant of ["plink", "putty", "tortoiseplink", "simple"]) {
    assert.ok(!isOpenSsh("ssh", variant), variant);
  }
  for (const command of ["plink", "'C:/Tools/TortoisePlink.exe'", "/usr/bin/plink -batch"]) {
    assert.ok(!isOpenSsh(command, undefined), command);
    assert.equal(batchSsh(command), command);
  }
});

Deno.test("the user's own options come first, and a path stays one word", () => {
  const command = keptSsh("ssh -i 'a key' -o ConnectTimeout=5", "/tmp/it's 100%");
  assert.ok(command.startsWith("ssh -i 'a key' -o ConnectTimeout=5 -o "), command);
  assert.match(command, / -S '\/tmp\/it'\\''s 100%%\/%C' /);
  assert.match(command, /BatchMode=yes.* ControlMaster=auto -o ControlPersist=600$/);
  assert.ok(command.indexOf("ServerAliveInterval=5 ") < command.indexOf("ServerAliveInterval=15"));
});

Deno.test("what git asks and where it sends to is known from its configuration", () => {
  const config = parseGitConfig([
    "remote.origin.url\nwork:notes",
    "remote.origin.url\nsecond:notes",
    "remote.two.url\nhttps://example.org/notes",
    "remote.two.pushurl\nwork:other",
    "url.git@example.org:me/.insteadof\nwork:",
    "url.wrong:.insteadof\nwor",
    "url.ssh://push.example.org/.pushinsteadof\nhttps://example.org/",
    "remote.three.url\nhttps://example.org/three",
    "",
  ].join("\0"));
  assert.deepEqual(remoteUrls(config, "origin", "fetch"), ["git@example.org:me/notes"]);
  assert.deepEqual(remoteUrls(config, "origin", "push"), [
    "git@example.org:me/notes",
    "second:notes",
  ]);
  assert.deepEqual(remoteUrls(config, "two", "fetch"), ["https://example.org/notes"]);
  assert.deepEqual(remoteUrls(config, "two", "push"), ["git@example.org:me/other"]);
  assert.deepEqual(remoteUrls(config, "three", "push"), ["ssh://push.example.org/three"]);
  assert.deepEqual(remoteUrls(config, "work:itself", "fetch"), ["git@example.org:me/itself"]);
});
