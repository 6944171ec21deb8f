// Patterns of git's messages, each with the kind of failure that it means. Pure.

import type { FailureKind } from "./failure.ts";

/** Messages about git's own configuration, in whichever of its files that is. */
export const SETTINGS_PATTERN = new RegExp(
  [
    "bad config (?:line|variable)|bad \\w+ config value|could not expand include path",
    "malformed value for |missing value for |failed to expand user dir|bad zlib compression level",
    "Invalid untracked files mode|cannot use .+ as an exclude file|failed to read orderfile",
    "fetch\\.parallel cannot be negative|Expected git repo version|unknown repository extension",
  ].join("|"),
);

/**
 * The kinds that the words of the remote may decide as well. Those of a hook that runs there must
 * not pass for a failure here, such as a sign-in.
 */
export const SAID_BY_REMOTE: ReadonlySet<FailureKind> = new Set([
  "remote full",
  "remote damaged",
  "remote permission",
  "too large",
  "lock",
  "hook",
]);

/** The lines that git passes on from the remote. */
export const REMOTE_LINES = /^remote: .*\n?/gm;

/** Git's words when a remote let nobody in: no hook has run, and the lines are the server's. */
export const NOT_LET_IN =
  /^fatal: (?:Could not read from remote repository|unable to access '.+': The requested URL)/m;

// The first pattern that matches decides: a message that names a cause comes before one that only
// says that git gave up ("Could not read from remote repository" follows a missing network, a wrong
// key and a missing folder alike), and offline comes before a sign-in. Seen with git 2.39.5, curl
// 7.88 and OpenSSH 9.2; those of GitHub, GitLab and git-lfs are from their documentation and from
// reports.
export const ERROR_PATTERNS: readonly (readonly [RegExp, FailureKind])[] = [
  [/^remote: .*(?:No space left on device|Dis[ck] quota exceeded)$/m, "remote full"],
  [/(?:HTTP|returned error:) 507\b/, "remote full"],
  [/: No space left on device$|Out of diskspace$|: Dis[ck] quota exceeded$/m, "disk full"],

  // A link that leads too far, or any on a volume without links: git goes on with the others.
  [/^error: unable to create symlink (?<path>.+): /m, "bad name"],

  [/File (?<path>.+) is [\d.]+ ?\w+; this exceeds GitHub's file size limit/, "too large"],
  [/File "(?<path>.+)" is larger than the allowed size/, "too large"],
  [
    /error: GH001: |files which exceed the \S+ limit|exceeds (?:the )?maximum \w+ size/,
    "too large",
  ],
  [/(?:HTTP|returned error:) 413\b/, "too large"],
  // With lfs.allowincompletepush it says "missing objects" instead, and goes on.
  [/LFS upload failed:\n {2}\(\w+\) (?<path>.+) \([0-9a-f]{64}\)$/m, "lfs content"],

  [/Unable to create '(?<lock>.+\.lock)': File exists/, "lock"],
  [/could not lock config file .+: File exists|gc is already running on machine/, "lock"],

  [/rejected\] \((?:fetch first|non-fast-forward|stale info)\)/, "rejected"],
  [/cannot lock ref '.+': (?:is at \S+ but expected|reference already exists)/, "rejected"],
  [/cannot lock ref '.+': (?:reference is missing|unable to resolve reference '.+'$)/m, "rejected"],

  [/^Host key for \S+ has changed/m, "host key"],
  [/Host key verification failed|no matching host key type/, "host key"],
  [/certificate verification failed|SSL certificate problem|certificate subject name/, "host key"],

  [/^ssh: (?:connect to host|Could not resolve hostname) /m, "offline"],
  [/^fatal: unable to (?:look up|connect to) /m, "offline"],
  // Printed by git-lfs, a Go program, as a hook or a filter.
  [/\bdial tcp\b/, "offline"],

  [/Permission denied \([a-z,-]+\)|Too many authentication failures/, "ssh key"],
  [/could not read (?:Username|Password) for |Authentication failed for /, "sign in"],
  [/(?:returned error:|code|response) 407\b|SAML SSO/, "sign in"],

  [/does not appear to be a git repository|is this a git repository\?/, "remote not found"],
  [
    /repository '.+' not found|repository (?:not found|does not exist|not exported)/i,
    "remote not found",
  ],
  [
    /project you were looking for could not be found|(?:HTTP|returned error:) 404\b/,
    "remote not found",
  ],
  [
    /No such remote|No configured push destination|No remote repository specified/,
    "remote not found",
  ],
  [/transport '.+' not allowed|'remote-.+' is not a git command/, "remote not found"],
  [/URL using bad\/illegal format|Protocol "[^"]{0,99}" .{0,99}not supported/, "remote not found"],

  [/cannot (?:run|exec) .*(?:pre-push|pre-receive|reference-transaction)\b/, "hook"],
  // Anything else that a filter says: its program may not be run, a file of its own cannot be
  // opened.
  [/^(?:fatal|error): (?<path>.+): (?:clean|smudge) filter '?.+'? failed$/m, "hook"],
  // For a filter process that cannot be started, git prints the message of a broken connection.
  [
    /: (?:(?:command )?not found|Permission denied)\nfatal: the remote end hung up unexpectedly$/im,
    "hook",
  ],

  [/protected branch|Permission to \S+ denied to /i, "remote permission"],
  [/detected dubious ownership/, "remote owner"],
  [/service not enabled: /, "remote permission"],
  [/^remote: .*(?:Permission denied|Operation not permitted|file system)$/m, "remote permission"],
  [/^remote: .*insufficient permission/m, "remote permission"],
  // Git does not print the reason. A full disk mostly still has room for a folder.
  [/unable to create temporary object directory/, "remote permission"],
  [/^error: open\("(?<path>.+)"\): (?:Permission denied|Operation not permitted)$/m, "permission"],
  [/: (?:Permission denied|Operation not permitted|Read-only file system)$/m, "permission"],
  [/insufficient permission/, "permission"],
  [/branch is currently checked out|deletion prohibited/, "remote permission"],
  [/(?:HTTP|returned error:) 403\b/, "remote permission"],
  // The ssh servers of git hosts answer this to anything that they do not allow.
  [/^(?:remote: )?ERROR: /m, "remote permission"],

  [/invalid path '(?<path>.+)'/i, "bad name"],
  [/unable to create file (?<path>.+): (?:File name too long|Illegal byte sequence)$/m, "bad name"],
  [/update ref with bad name|invalid refspec|to invalid ref /, "bad name"],

  [/repository corruption on the remote side/, "remote damaged"],
  // A file of this machine ends git before it asks the remote.
  [
    new RegExp(
      `(?:${SETTINGS_PATTERN.source}|line in .*packed-refs)[^]*fatal: Could not read from remote`,
    ),
    "remote damaged",
  ],

  // Git-lfs reads the `.lfsconfig` of the folder, which others may have broken.
  [/^Error reading `git config`: /m, "hook"],
  [SETTINGS_PATTERN, "damaged"],
  [
    /^remote: (?:fatal|error): .*(?:is corrupt\b|object file .+ is empty)/m,
    "remote damaged",
  ],
  // The remote lacks what it says it has: its history was cut, or a ref of it leads to nothing.
  [/^!\t.*\[remote rejected\] \(missing necessary objects\)/m, "remote damaged"],
  [/not our ref 0{40}\b/, "remote damaged"],
  [/invalid gitfile format|index file smaller/, "damaged"],
  [/is corrupt\b|corrupt loose object|object file .+ is empty|data stream error/, "damaged"],
  [/index file corrupt|bad (?:signature|object|tree object) |: bad file$/m, "damaged"],
  [
    /reference broken|(?:unexpected|unterminated) line in .*packed-refs|unable to (?:stream|read tree) /,
    "damaged",
  ],
  [/(?:did not send all|missing) necessary objects|repository corruption/, "damaged"],
  [/^error: invalid object \d+ [0-9a-f]{40}/m, "damaged"],
  [/trying to write ref '.+' with nonexistent object /, "damaged"],
  [/^fatal: object [0-9a-f]{40,64} not found$/m, "damaged"],
  // A missing object, whichever command needs it.
  [
    /not a valid (?:object|commit|tree)|bad revision |cannot read object|could not parse /i,
    "damaged",
  ],
  [/(?:missing|unable to (?:read|find|parse)) (?:blob|tree|commit|object|sha1 file) /i, "damaged"],
  [
    /(?:unable to (?:read|find)|could not (?:read|find)(?: object)?|missing) [0-9a-f]{40}/i,
    "damaged",
  ],
  // Git says so of something that is not a commit. We push only commits, so this one is damaged.
  [/rejected\] \(needs force\)/, "damaged"],

  [/(?:failed to encode|BOM is \w+ in) '(?<path>.+)' (?:from|if)/, "encoding"],

  [/rejected\] \((?:[\w-]+ )?(?:hook|push) declined|aborted by .*hook/, "hook"],

  // Another git process (gc) has just removed a folder of objects, or a file in it.
  [/unable to (?:write|create|open|rename|link) .+: No such file or directory$/m, "lock"],
  // A disk or network volume that fails: git's own message says it best.
  [/: (?:Input\/output error|Stale file handle|\w+ endpoint is not connected)$/m, "unknown"],

  // Git does not print the reason, but it had opened the file for writing.
  [/^error: unable to write file (?<path>.+)$|unable to write new.index file/m, "disk full"],
  [/failed to write new configuration file/, "disk full"],

  [/(?:HTTP|returned error:) (?:408|429|5\d\d)\b/, "offline"],
  [/RPC failed; curl|^fatal: unable to access '.+:\/\/.+': (?!The requested URL)/m, "offline"],
  // Another server replies instead, as in the network of a hotel.
  [/git-http-push failed|unable to update url base from redirection/, "offline"],
  [/^(?:(?:kex|ssh|banner)[_ ]exchange|ssh_dispatch_run_fatal|client_loop)\w*: /m, "offline"],
  [/^Connection (?:to|closed by|reset by|timed out) |^Timeout, server /m, "offline"],
  // Followed by the message of a broken connection: git itself has ended it.
  [/does not support this repository's hash algorithm|mismatched algorithms: /, "unknown"],
  [/^error: pack-objects died of signal (?!13\b)/m, "unknown"],
  [/^fatal: (?:(?:read|write) error|unable to write request to remote): /m, "offline"],
  [/unexpected disconnect|early EOF|bad pack header|expected flush after/, "offline"],
  [/the remote end hung up|remote failed to report status/i, "offline"],
  // On the first line only: any line before it would be the reason.
  [/^fatal: Could not read from remote repository/, "offline"],

  // Some servers print no more than this when another push was first.
  [/\[remote rejected\] \((?:failed to (?:update ref|lock)|reference already)/, "rejected"],
  // Without a line about the branch the push did not begin: the pre-push hook refused it.
  [/^error: failed to push some refs(?![^]*\n!\t)/m, "hook"],

  // Last, as a git process that a hook or the remote runs may be in a wrong folder, too.
  [
    /^fatal: (?:not a git repository|this operation must be run in a work tree)/m,
    "not a repository",
  ],
];
