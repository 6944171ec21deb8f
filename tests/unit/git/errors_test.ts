// What cannot be provoked on every machine: other systems' words, the words of forges, and the order
// of the rules.

import assert from "node:assert/strict";
import { fc } from "../../support/fast_check.ts";
import { problemOf } from "../../../src/engine/errors.ts";
import { classify } from "../../../src/engine/git/process/classify.ts";
import { GitStartError } from "../../../src/engine/git/process/types.ts";
import type { FailureKind } from "../../../src/engine/git/process/failure.ts";

const COULD_NOT_READ = [
  "fatal: Could not read from remote repository.",
  "",
  "Please make sure you have the correct access rights",
  "and the repository exists.",
  "",
].join("\n");

function pushRefused(reason: string): string {
  return `To github.com:me/notes.git\n!\tHEAD:refs/heads/main\t${reason}\nDone\n`;
}

interface Row {
  readonly name: string;
  readonly kind: FailureKind;
  readonly stderr?: string;
  readonly stdout?: string;
  readonly detail?: string;
}

const ROWS: readonly Row[] = [
  {
    name: "a Mac without a network is offline over ssh, not asked to sign in",
    kind: "offline",
    stderr: "ssh: Could not resolve hostname github.com: nodename nor servname provided, " +
      `or not known\n${COULD_NOT_READ}`,
  },
  {
    name: "a firewall that refuses the connection is offline, not a missing permission",
    kind: "offline",
    stderr: `ssh: connect to host github.com port 22: Permission denied\n${COULD_NOT_READ}`,
  },
  {
    name: "an ssh that ends without a word is offline",
    kind: "offline",
    stderr: COULD_NOT_READ,
    detail: "Could not read from remote repository",
  },
  {
    name: "a warning before it changes nothing",
    kind: "offline",
    stderr: "Warning: Permanently added 'github.com' (ED25519) to the list of known hosts.\n" +
      COULD_NOT_READ,
  },
  {
    name: "a Mac whose network breaks in the middle is offline",
    kind: "offline",
    stderr: "fatal: unable to access 'https://github.com/me/notes.git/': " +
      "LibreSSL SSL_connect: SSL_ERROR_SYSCALL in connection to github.com:443",
  },
  ...["read error: Connection reset by peer", "unable to write request to remote: Broken pipe"].map(
    (words): Row => ({
      name: `a server of git that is cut off is offline: ${words}`,
      kind: "offline",
      stderr: `fatal: ${words}\n`,
    }),
  ),
  {
    name: "a push of which no answer came back is offline",
    kind: "offline",
    stdout: pushRefused("[remote failure] (remote failed to report status)"),
    stderr: "error: failed to push some refs to 'github.com:me/notes.git'",
  },
  {
    name: "a remote whose objects have other names is not offline",
    kind: "unknown",
    stderr: "fatal: the receiving end does not support this repository's hash algorithm\n" +
      "fatal: the remote end hung up unexpectedly",
    detail: "the receiving end does not support this repository's hash algorithm",
  },
  {
    name: "a git process that is ended for its memory is not offline",
    kind: "unknown",
    stderr: "error: pack-objects died of signal 9\nerror: failed to push some refs to 'x'",
  },
  {
    name: "one that is ended as the connection is gone is offline",
    kind: "offline",
    stderr: "error: pack-objects died of signal 13\nfatal: the remote end hung up unexpectedly",
  },
  {
    name: "git-lfs without a network is offline, though it is a hook that refuses",
    kind: "offline",
    stderr: "dial tcp: lookup github.com: no such host\nerror: failed to push some refs to 'x'",
  },
  {
    name: "a key that the agent does not sign with is a matter of signing in",
    kind: "ssh key",
    stderr: 'sign_and_send_pubkey: signing failed for ED25519 "/Users/me/.ssh/id" from agent: ' +
      `agent refused operation\ngit@github.com: Permission denied (publickey).\n${COULD_NOT_READ}`,
  },
  {
    name: "too many keys are a matter of signing in, not a broken connection",
    kind: "ssh key",
    stderr: "Received disconnect from 10.0.0.7 port 22:2: Too many authentication failures\n" +
      `Disconnected from 10.0.0.7 port 22\n${COULD_NOT_READ}`,
  },
  {
    name: "a Mac that nobody can ask for a password is a matter of signing in",
    kind: "sign in",
    stderr: "fatal: could not read Username for 'https://github.com': Device not configured",
  },
  {
    name: "a proxy that wants a password is a matter of signing in",
    kind: "sign in",
    stderr: "fatal: unable to access 'https://github.com/me/notes.git/': " +
      "CONNECT tunnel failed, response 407",
  },
  {
    name: "a proxy that does not get through is offline",
    kind: "offline",
    stderr: "fatal: unable to access 'https://github.com/me/notes.git/': " +
      "CONNECT tunnel failed, response 502",
  },
  {
    name: "a certificate that does not hold is a matter of trust, not offline",
    kind: "host key",
    stderr: "fatal: unable to access 'https://git.home.arpa/notes.git/': " +
      "SSL certificate problem: self signed certificate",
  },
  {
    name: "GitHub without the repository has no remote",
    kind: "remote not found",
    stderr: `ERROR: Repository not found.\n${COULD_NOT_READ}`,
    detail: "Repository not found",
  },
  {
    name: "GitHub with a repository of somebody else's is a matter of permission",
    kind: "remote permission",
    stderr: `ERROR: Permission to me/notes.git denied to somebody.\n${COULD_NOT_READ}`,
    detail: "Permission to me/notes.git denied to somebody",
  },
  {
    name: "GitHub with an archived repository is a matter of permission",
    kind: "remote permission",
    stderr: `ERROR: This repository was archived so it is read-only.\n${COULD_NOT_READ}`,
  },
  {
    name: "GitHub's protected branch is a matter of permission",
    kind: "remote permission",
    stderr: "remote: error: GH006: Protected branch update failed for refs/heads/main.        \n" +
      "error: failed to push some refs to 'github.com:me/notes.git'",
    stdout: pushRefused("[remote rejected] (protected branch hook declined)"),
    detail: "GH006: Protected branch update failed for refs/heads/main",
  },
  {
    name: "GitHub's rules for what is pushed are a hook",
    kind: "hook",
    stderr:
      "remote: error: GH013: Repository rule violations found for refs/heads/main.        \n" +
      "error: failed to push some refs to 'github.com:me/notes.git'",
    stdout: pushRefused("[remote rejected] (push declined due to repository rule violations)"),
    detail: "GH013: Repository rule violations found for refs/heads/main",
  },
  {
    name: "GitHub's race is rejected",
    kind: "rejected",
    stdout: pushRefused(
      "[remote rejected] (cannot lock ref 'refs/heads/main': is at 1234567 but expected 89abcde)",
    ),
  },
  {
    name: "GitHub's warning of a file that is only large does not hide a race",
    kind: "rejected",
    stderr:
      "remote: warning: File film.mp4 is 63.10 MB; this is larger than GitHub's recommended " +
      "maximum file size of 50.00 MB        \n" +
      "remote: warning: GH001: Large files detected.        \n",
    stdout: pushRefused("[rejected] (fetch first)"),
    detail: "fetch first",
  },
  {
    name: "GitLab's limit is too large",
    kind: "too large",
    stderr: "remote: GitLab: You are attempting to check in one or more files which exceed the " +
      "100MiB limit:        \nremote: \nremote: - 257cc5642cb1 (123 MiB)        \n",
    stdout: pushRefused("[remote rejected] (pre-receive hook declined)"),
  },
  {
    name: "GitLab's rule about one file is too large",
    kind: "too large",
    stderr: 'remote: GitLab: File "film.mp4" is larger than the allowed size of 10 MiB.        ',
    stdout: pushRefused("[remote rejected] (pre-receive hook declined)"),
    detail: 'GitLab: File "film.mp4" is larger than the allowed size of 10 MiB',
  },
  {
    name: "a server that only says that the branch did not move is rejected",
    kind: "rejected",
    stdout: pushRefused("[remote rejected] (failed to update ref)"),
  },
  {
    name: "progress before a hook's words is not taken for them",
    kind: "hook",
    stderr: "Writing objects: 100% (3/3), 265 bytes | 265.00 KiB/s, done.\n" +
      "remote: Resolving deltas:  50% (1/2)        \rremote: Resolving deltas: 100% (2/2), done." +
      "        \nremote: ====================\nremote: \x1b[31mNo tabs, please\x1b[0m        \n",
    stdout: pushRefused("[remote rejected] (pre-receive hook declined)"),
    detail: "No tabs, please",
  },
  {
    name: "a pre-push that says nothing is reported as that",
    kind: "hook",
    stderr: "error: failed to push some refs to 'github.com:me/notes.git'\n",
    detail: "the pre-push hook failed without output",
  },
  {
    name:
      "a pre-push that runs git outside of a repository is a hook, and the folder still a repository",
    kind: "hook",
    stderr: "fatal: not a git repository (or any of the parent directories): .git\n" +
      "error: failed to push some refs to 'github.com:me/notes.git'\n",
    detail: "not a git repository (or any of the parent directories): .git",
  },
  {
    name: "macOS that guards a folder is a matter of permission",
    kind: "permission",
    stderr: "fatal: Unable to read current working directory: Operation not permitted",
  },
  {
    name: "a folder that cannot be read is only a warning when something else went wrong",
    kind: "lock",
    stderr: "warning: could not open directory 'private/': Permission denied\n" +
      "fatal: Unable to create '/Users/me/notes/.git/index.lock': File exists.\n",
  },
  {
    name: "the file that git-lfs does not have is named, though on the line after its words",
    kind: "lfs content",
    stderr: `Git LFS upload failed:\n  (missing) a b.bin (${"0".repeat(64)})\n` +
      "  (missing) c.bin (1)\nhint: Your push was rejected due to missing or corrupt local objects.\n" +
      "error: failed to push some refs to '/mnt/notes.git'\n",
    detail: `Git LFS upload failed: (missing) a b.bin (${"0".repeat(64)})`,
  },
  {
    name: "a push that git-lfs lets go without contents is rejected as any other",
    kind: "rejected",
    stderr: "error: failed to push some refs to '/mnt/notes.git'\n",
    stdout: `Git LFS upload missing objects:\n  (missing) a.bin (${"0".repeat(64)})\n` +
      pushRefused("[rejected] (fetch first)"),
  },
  {
    name: "the words of a hook at the remote go on in the line after a colon",
    kind: "hook",
    stderr: "local words:\nremote: Files that are not allowed:        \nremote:   a.exe        \n" +
      "error: failed to push some refs to '/mnt/notes.git'\n",
    stdout: pushRefused("[remote rejected] (pre-receive hook declined)"),
    detail: "Files that are not allowed: a.exe",
  },
  ...[
    "Authentication failed for 'https://example.invalid/'",
    "fatal: could not read Username for 'https://example.invalid'",
    "git@example.invalid: Permission denied (publickey)",
    "Host key verification failed",
    "dial tcp 192.0.2.1:443: connect: no route to host",
    "the server returned error: 404",
    "the server returned error: 503",
    "repository not found",
    "fatal: 'backup' does not appear to be a git repository",
    "cp: a.md: No space left on device: out of space",
    "invalid path 'a.md'",
    "fatal: bad config line 3 in file config",
    "fatal: bad object HEAD",
    "failed to encode 'a.md' from utf-8",
    "fatal: the remote end hung up unexpectedly",
    "! [rejected] (fetch first)",
  ].map((words): Row => ({
    name: `the words of a hook at the remote are no failure of this machine: ${words}`,
    kind: "hook",
    stderr: `remote: ${words}        \nerror: failed to push some refs to '/mnt/notes.git'\n`,
    stdout: pushRefused("[remote rejected] (pre-receive hook declined)"),
  })),
  {
    name: "an object that is damaged at the remote is damage of the remote",
    kind: "remote damaged",
    stderr: "remote: error: object file ./objects/1a/2b is empty        \n" +
      "error: remote unpack failed: index-pack abnormal exit\n",
    stdout: pushRefused("[remote rejected] (unpacker error)"),
  },
  {
    name: "a branch of the remote that leads to nothing is damage of the remote",
    kind: "remote damaged",
    stderr: "remote: fatal: bad object refs/heads/other        \n",
    stdout: pushRefused("[remote rejected] (missing necessary objects)"),
    detail: "bad object refs/heads/other",
  },
  {
    name: "settings that the remote cannot read are not those of this machine",
    kind: "unknown",
    stderr: "remote: fatal: bad config line 1 in file config        \n" +
      "error: remote unpack failed: index-pack abnormal exit\n",
    stdout: pushRefused("[remote rejected] (unpacker error)"),
  },
  {
    name: "a server that lets nobody in may say why in lines of the remote",
    kind: "remote not found",
    stderr:
      "remote: ERROR: The project you were looking for could not be found or you don't have " +
      `permission to view it.        \nremote: \n${COULD_NOT_READ}`,
  },
  {
    name: "a filter process without its program is a hook on macOS too",
    kind: "hook",
    stderr: "git-lfs filter-process: git-lfs: command not found\n" +
      "fatal: the remote end hung up unexpectedly\n",
  },
  {
    name: "a filter whose program may not be run is a hook, not a missing permission",
    kind: "hook",
    stderr: "encrypt: 1: /home/me/bin/encrypt: Permission denied\n" +
      "error: external filter 'encrypt' failed 126\nerror: external filter 'encrypt' failed\n" +
      "fatal: a.md: clean filter 'encrypt' failed\n",
  },
  {
    name: "a filter process whose program may not be run, too",
    kind: "hook",
    stderr: "git-lfs filter-process: 1: git-lfs: Permission denied\n" +
      "fatal: the remote end hung up unexpectedly\n",
  },
  {
    name: "a link on a volume that knows none is a bad name, not a missing permission",
    kind: "bad name",
    stderr: "error: unable to create symlink a.md: Operation not permitted\n",
  },
  {
    name: "a name that a Mac's volume refuses is a bad name",
    kind: "bad name",
    stderr: "error: unable to create file caf\ufffd.md: Illegal byte sequence",
  },
  {
    name: "file names on standard output are not taken for messages",
    kind: "unknown",
    stdout: "No space left on device\nHost key verification failed\n",
    detail: "git ended with code 1",
  },
  {
    name: "an object folder that gc has removed meanwhile is another git process at work",
    kind: "lock",
    stderr: "error: unable to write file /Users/me/notes/.git/objects/3b/18e5: " +
      "No such file or directory\nerror: a.md: failed to insert into database\n",
    detail: "unable to write file /Users/me/notes/.git/objects/3b/18e5: No such file or directory",
  },
  {
    name: "a temporary object that gc has taken is another git process at work",
    kind: "lock",
    stderr: "error: unable to create temporary file: No such file or directory\n",
  },
  {
    name: "a disk that fails is reported in git's words, and is not full",
    kind: "unknown",
    stderr: "error: unable to write file .git/objects/3b/18e5: Input/output error\n",
    detail: "unable to write file .git/objects/3b/18e5: Input/output error",
  },
  {
    name: "a disk of which git says no reason is full",
    kind: "disk full",
    stderr: "error: unable to write file notes.md\n",
  },
  ...[
    "fatal: Not a valid object name 1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304^{tree}",
    "fatal: Not a valid commit name 1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304",
    "fatal: bad revision '^1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304'",
    "fatal: unable to read tree 1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304",
    "fatal: unable to read 1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304",
    "error: Could not read 1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304",
    "error: unable to read sha1 file of a.md (1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304)",
    "fatal: missing blob object '1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304'",
    "fatal: could not parse commit 1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304",
    "fatal: object 1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304 not found",
    "fatal: update_ref failed for ref 'refs/heads/main': cannot update ref 'refs/heads/main': " +
    "trying to write ref 'refs/heads/main' with nonexistent object 1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304",
  ].map((stderr): Row => ({
    name: `an object that is not there is damage: ${stderr}`,
    kind: "damaged",
    stderr,
  })),
  // builtin/receive-pack.c and what forges put there.
  ...[
    "Working directory has unstaged changes",
    "Working directory has staged changes",
    "Up-to-date check failed",
    "denyCurrentBranch = updateInstead needs a worktree",
    "shallow update not allowed",
    "funny refname",
    "deny updating a hidden ref",
    "inconsistent aliased update",
    "refusing to create funny ref 'refs/heads/x'",
    "a reason (with brackets) of a forge",
  ].map((reason): Row => ({
    name: `the remote's reason in brackets is reported: ${reason}`,
    kind: "remote permission",
    stdout: pushRefused(`[remote rejected] (${reason})`),
    stderr: "error: failed to push some refs to 'github.com:me/notes.git'\n",
    detail: reason,
  })),
  {
    name: "the last words of the remote stand beside its reason",
    kind: "remote permission",
    stdout: pushRefused("[remote rejected] (shallow update not allowed)"),
    stderr: "remote: first        \nremote: Ask me@example.invalid.        \nremote: \n" +
      "error: failed to push some refs to 'github.com:me/notes.git'\n",
    detail: "shallow update not allowed: Ask me@example.invalid",
  },
  {
    name: "a remote that cannot unpack says what went wrong there",
    kind: "unknown",
    stdout: pushRefused("[remote rejected] (unpacker error)"),
    stderr:
      "remote: fatal: oh no        \nerror: remote unpack failed: index-pack abnormal exit\n" +
      "error: failed to push some refs to 'github.com:me/notes.git'\n",
    detail: "unpacker error: remote unpack failed: index-pack abnormal exit: oh no",
  },
  ...["internal server error", "transaction failed to start", "failed to write"].map((
    reason,
  ): Row => ({
    name: `a server in disorder is asked again: ${reason}`,
    kind: "unknown",
    stdout: pushRefused(`[remote rejected] (${reason})`),
    stderr: "error: failed to push some refs to 'github.com:me/notes.git'\n",
    detail: reason,
  })),
  {
    name: "what no rule knows is reported in full, the error first",
    kind: "unknown",
    stderr: "one\nfatal: two\nthree\n",
    detail: "two; one; three",
  },
  {
    name: "developer tools that are missing are reported in their own words",
    kind: "unknown",
    stderr: "xcrun: error: invalid active developer path (/Library/Developer/CommandLineTools)\n",
    detail: "xcrun: error: invalid active developer path (/Library/Developer/CommandLineTools)",
  },
];

for (const { name, kind, stderr = "", stdout = "", detail } of ROWS) {
  Deno.test(name, () => {
    const failure = classify({ code: 1, stdout, stderr });
    assert.equal(failure.kind, kind);
    if (detail !== undefined) assert.equal(failure.detail, detail);
  });
}

Deno.test("a git process that was ended is hung or aborted, whatever it said", () => {
  const stderr = `ssh: connect to host github.com port 22: Connection refused\n${COULD_NOT_READ}`;
  const killed = { code: -1, stdout: "", stderr };
  assert.equal(classify({ ...killed, ended: "silence" }).kind, "hung");
  assert.equal(classify({ ...killed, stderr: "", ended: "abort" }).kind, "aborted");
  assert.equal(classify({ ...killed, ended: "flood" }).kind, "endless output");
  assert.equal(classify({ ...killed, ended: "stall" }).kind, "hung");
});

Deno.test("a line that a program prints over itself becomes one line of the detail", () => {
  const { detail } = classify({ code: 1, stdout: "!\t\rfatal: ", stderr: "" });
  assert.equal(detail, "! fatal");
});

Deno.test("the detail is one line with something on it, whatever git said", () => {
  const pieces = [
    "fatal: ",
    "error: ",
    "remote: ",
    "!\t",
    " ",
    ".",
    ":",
    "a",
    "\x1b[3m",
    "\r",
    "\n",
  ];
  const text = fc.array(fc.constantFrom(...pieces)).map((some) => some.join(""));
  const ended = fc.constantFrom("silence" as const, "abort" as const, undefined);
  fc.assert(fc.property(text, text, ended, (stderr, stdout, reason) => {
    const { detail } = classify({
      code: 1,
      stdout,
      stderr,
      ...(reason === undefined ? {} : { ended: reason }),
    });
    assert.match(detail, /^\S(?:[^\n\r]*\S)?$/);
  }));
});

Deno.test("a git that the system has no room for is not called one that does not work", () => {
  const start = (reason: string) =>
    problemOf(new GitStartError(`Cannot start git "/usr/bin/git": ${reason}`)).kind;
  assert.equal(start("No such file or directory (os error 2)"), "no git");
  assert.equal(start("Too many open files (os error 24)"), "unknown");
  assert.equal(start("Resource temporarily unavailable (os error 11)"), "unknown");
  assert.equal(start("Cannot allocate memory (os error 12)"), "unknown");
});
