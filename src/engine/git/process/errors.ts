// What a failed git command means: an ordered table from git's words to a kind of failure. Pure.
// The words for the menu and the time until the next try are decided elsewhere, by the kind.

import {
  DETAIL_CHARACTERS,
  FAILURE_CHARACTERS,
  FAILURE_LINE_CHARACTERS,
} from "../../../system/limits.ts";
import { redact } from "../../../system/redact.ts";
import { cut, messageLines } from "./message_lines.ts";
import { shownName } from "../values/path.ts";

/** Why a git command did not do what it was asked. */
export type FailureKind =
  /** The other side cannot be reached, or the connection broke, or its server is out of order. */
  | "offline"
  /** The other side wants to know who it is, or does not believe it. */
  | "signIn"
  /** The same over ssh: it takes none of the keys that ssh can use without asking. */
  | "sshKey"
  /** The other side may not be who it says it is. */
  | "hostKey"
  /** The file system does not allow it. */
  | "permission"
  /** Known to the other side, and not allowed there. */
  | "remotePermission"
  /** A repository of another user, which git does not use unless `safe.directory` allows it. */
  | "otherOwner"
  /** Somebody else was quicker: look again. */
  | "rejected"
  /** One of several addresses of the remote does not have what the others have. */
  | "destination"
  /** The other side does not take a file, or a push, of this size. */
  | "tooLarge"
  /** A program that git runs for somebody refused: a hook of either side, or a filter. */
  | "hook"
  /** Another git holds a lock, or a killed one has left it. */
  | "lock"
  | "diskFull"
  /** The same on the other side. */
  | "remoteFull"
  /** Objects are missing or broken on the other side. */
  | "remoteDamaged"
  | "notARepository"
  /** There is no such remote, or no repository where it points: also a disk that is not plugged in. */
  | "noRemote"
  | "noBranch"
  /** A file whose bytes are not in the encoding that its attributes name. */
  | "encoding"
  /** A name that git or the volume refuses. */
  | "badName"
  /** Broken settings, objects, refs or index, of either side. */
  | "damaged"
  | "hung"
  /** A rule of `.gitignore` or `.gitattributes` with which git does not come to an end. */
  | "slowRules"
  /** The remote, or whatever git runs, prints without end. */
  | "flood"
  | "aborted"
  | "unknown";

/** A failure, as far as it can be told from what git said. */
export interface Failure {
  readonly kind: FailureKind;
  /** One line for a person, in git's own words, without secrets; never empty. */
  readonly detail: string;
  /** Absolute path of the lock in the way. With a remote it may be a path of the remote's machine. */
  readonly lock?: string;
  /** Present for a sign-in whose password git cannot keep. */
  readonly lacksHelper?: true;
  /** The file that it is about, as git shows it. */
  readonly path?: string;
}

/** What `classify` needs of a `GitResult` (see `engine/git/process/run_git.ts`). */
export interface FailedCommand {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly signal?: string;
  readonly ended?: "silence" | "abort" | "flood" | "stall";
  /** The bytes (`flood`) or milliseconds (`stall`) after which it was ended. */
  readonly limit?: number;
}

// The first rule that matches decides, so what names a cause stands before what only says that it
// ended ("Could not read from remote repository" follows on a missing network, a wrong key and a
// missing folder alike), and being offline can never look like a sign-in. Provoked with git 2.39.5,
// curl 7.88 and OpenSSH 9.2, but for the words of GitHub, GitLab and git-lfs.
const RULES: readonly (readonly [RegExp, FailureKind])[] = [
  [/^remote: .*(?:No space left on device|Dis[ck] quota exceeded)$/m, "remoteFull"],
  [/(?:HTTP|returned error:) 507\b/, "remoteFull"],
  [/: No space left on device$|Out of diskspace$|: Dis[ck] quota exceeded$/m, "diskFull"],

  [/File (?<path>.+) is [\d.]+ ?\w+; this exceeds GitHub's file size limit/, "tooLarge"],
  [/File "(?<path>.+)" is larger than the allowed size/, "tooLarge"],
  [/error: GH001: |files which exceed the \S+ limit|exceeds (?:the )?maximum \w+ size/, "tooLarge"],
  [/(?:HTTP|returned error:) 413\b/, "tooLarge"],

  [/Unable to create '(?<lock>.+\.lock)': File exists/, "lock"],
  [/could not lock config file .+: File exists|gc is already running on machine/, "lock"],

  [/rejected\] \((?:fetch first|non-fast-forward|stale info)\)/, "rejected"],
  [/cannot lock ref '.+': (?:is at \S+ but expected|reference already exists)/, "rejected"],
  [/cannot lock ref '.+': (?:reference is missing|unable to resolve reference '.+'$)/m, "rejected"],

  [/^Host key for \S+ has changed/m, "hostKey"],
  [/Host key verification failed|no matching host key type/, "hostKey"],
  [/certificate verification failed|SSL certificate problem|certificate subject name/, "hostKey"],

  [/^ssh: (?:connect to host|Could not resolve hostname) /m, "offline"],
  [/^fatal: unable to (?:look up|connect to) /m, "offline"],
  // git-lfs, as a hook or a filter, is a program in Go.
  [/\bdial tcp\b/, "offline"],

  [/Permission denied \([a-z,-]+\)|Too many authentication failures/, "sshKey"],
  [/could not read (?:Username|Password) for |Authentication failed for /, "signIn"],
  [/(?:returned error:|code|response) 407\b|SAML SSO/, "signIn"],

  [/does not appear to be a git repository|is this a git repository\?/, "noRemote"],
  [/repository '.+' not found|repository (?:not found|does not exist|not exported)/i, "noRemote"],
  [/project you were looking for could not be found|(?:HTTP|returned error:) 404\b/, "noRemote"],
  [/No such remote|No configured push destination|No remote repository specified/, "noRemote"],
  [/transport '.+' not allowed|'remote-.+' is not a git command/, "noRemote"],
  [/URL using bad\/illegal format|Protocol "[^"]{0,99}" .{0,99}not supported/, "noRemote"],

  [/cannot (?:run|exec) .*(?:pre-push|pre-receive|reference-transaction)\b/, "hook"],

  [/protected branch|Permission to \S+ denied to /i, "remotePermission"],
  [/detected dubious ownership/, "otherOwner"],
  [/service not enabled: /, "remotePermission"],
  [/^remote: .*(?:Permission denied|Operation not permitted|file system)$/m, "remotePermission"],
  [/^remote: .*insufficient permission/m, "remotePermission"],
  // Where a push is unpacked. Git hides the reason; a full disk mostly still takes an empty folder.
  [/unable to create temporary object directory/, "remotePermission"],
  [/^error: open\("(?<path>.+)"\): (?:Permission denied|Operation not permitted)$/m, "permission"],
  [/: (?:Permission denied|Operation not permitted|Read-only file system)$/m, "permission"],
  [/insufficient permission/, "permission"],
  [/branch is currently checked out|deletion prohibited/, "remotePermission"],
  [/(?:HTTP|returned error:) 403\b/, "remotePermission"],
  // A forge's ssh server answers so, whatever it is that it does not allow.
  [/^(?:remote: )?ERROR: /m, "remotePermission"],

  [/^fatal: (?:not a git repository|this operation must be run in a work tree)/m, "notARepository"],
  [/couldn't find remote ref |src refspec .+ does not match any/, "noBranch"],
  [/invalid path '(?<path>.+)'/i, "badName"],
  [/unable to create file (?<path>.+): (?:File name too long|Illegal byte sequence)$/m, "badName"],
  [/update ref with bad name|invalid refspec|to invalid ref /, "badName"],

  [/repository corruption on the remote side/, "remoteDamaged"],

  [/bad config line|bad \w+ config value|invalid gitfile format|index file smaller/, "damaged"],
  [/is corrupt\b|corrupt loose object|object file .+ is empty|data stream error/, "damaged"],
  [/index file corrupt|bad (?:signature|object|tree object) |: bad file$/m, "damaged"],
  [/reference broken|unexpected line in .*packed-refs|unable to (?:stream|read tree) /, "damaged"],
  [/(?:did not send all|missing) necessary objects|repository corruption/, "damaged"],
  [/^error: invalid object \d+ [0-9a-f]{40}/m, "damaged"],
  // An object that is named and not there, whichever command looks for it.
  [
    /not a valid (?:object|commit|tree)|bad revision |cannot read object|could not parse /i,
    "damaged",
  ],
  [/(?:missing|unable to (?:read|find|parse)) (?:blob|tree|commit|object|sha1 file) /i, "damaged"],
  [
    /(?:unable to (?:read|find)|could not (?:read|find)(?: object)?|missing) [0-9a-f]{40}/i,
    "damaged",
  ],
  // Only the push of something that is no commit says so: ours always is one, when it can be read.
  [/rejected\] \(needs force\)/, "damaged"],

  [/(?:failed to encode|BOM is \w+ in) '(?<path>.+)' (?:from|if)/, "encoding"],

  [/rejected\] \((?:[\w-]+ )?(?:hook|push) declined|aborted by .*hook/, "hook"],
  [/^(?:fatal|error): (?<path>.+): (?:clean|smudge) filter '?.+'? failed$/m, "hook"],
  // A filter process that cannot be started sounds like a broken connection.
  [/: (?:command )?not found\nfatal: the remote end hung up unexpectedly$/im, "hook"],

  // A folder of objects that another git has just emptied and removed (gc), or a file of it.
  [/unable to (?:write|create|open|rename|link) .+: No such file or directory$/m, "lock"],
  // The disk, or a volume of a server, in disorder: git's own words say it best.
  [/: (?:Input\/output error|Stale file handle|\w+ endpoint is not connected)$/m, "unknown"],

  // Git keeps the reason for itself, but it had the file open for writing.
  [/^error: unable to write file (?<path>.+)$|unable to write new.index file/m, "diskFull"],
  [/failed to write new configuration file/, "diskFull"],

  [/(?:HTTP|returned error:) (?:408|429|5\d\d)\b/, "offline"],
  [/RPC failed; curl|^fatal: unable to access '.+:\/\/.+': (?!The requested URL)/m, "offline"],
  // Something else answers in the server's place, as a hotel's network does.
  [/git-http-push failed|unable to update url base from redirection/, "offline"],
  [/^(?:(?:kex|ssh|banner)[_ ]exchange|ssh_dispatch_run_fatal|client_loop)\w*: /m, "offline"],
  [/^Connection (?:to|closed by|reset by|timed out) |^Timeout, server /m, "offline"],
  [/unexpected disconnect|early EOF|bad pack header|expected flush after/, "offline"],
  [/the remote end hung up|remote failed to report status/i, "offline"],
  // With nothing before it: whatever stands there would be the reason.
  [/^fatal: Could not read from remote repository/, "offline"],

  // Of races, some servers say no more than this.
  [/\[remote rejected\] \((?:failed to (?:update ref|lock)|reference already)/, "rejected"],
  // Without a word about the branch the push did not even begin: pre-push said no.
  [/^error: failed to push some refs(?![^]*\n!\t)/m, "hook"],
];

/** All that git says of a `pre-push` that said nothing. */
const SILENT = /^failed to push some refs to .*/;

/** What it means that git did not end by itself. */
const ENDED = { silence: "hung", abort: "aborted", flood: "flood", stall: "hung" } as const;

/**
 * What the failure of a git command means. The commands must have run with `LC_ALL=C`, a push with
 * `--porcelain`: it says on standard output why the remote refused the branch.
 */
export function classify(result: FailedCommand): Failure {
  const lines = messageLines(result.stderr);
  const { ended, limit = 0 } = result;
  if (ended !== undefined) return endedFailure({ ended, limit }, lines);
  const output = outputLines(result.stdout);
  const heard = lines.filter((line) => !ASIDE.test(line));
  const refusals = output.filter((line) => line.startsWith(REFUSAL));
  const text = [...heard, ...refusals].join("\n");
  for (const [pattern, kind] of RULES) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const said = kind === "hook"
      ? hookWords([...lines, ...output])
      : kind === "remoteDamaged"
      ? heard.filter((line) => line.startsWith("remote: fatal: ")).map(shown)[0]
      : undefined;
    const { lock, path } = match.groups ?? {};
    return {
      kind,
      detail: said ??
        shown(lineAt(text, match.index)).replace(SILENT, "the pre-push hook failed without output"),
      ...(lock === undefined ? {} : { lock: lock.replaceAll("/./", "/") }),
      ...(path === undefined ? {} : { path }),
    };
  }
  for (const line of refusals) {
    const reason = reasonInBrackets(line);
    if (reason === undefined) continue;
    const unpacking = heard.filter((line) => line.startsWith("error: remote unpack failed: "));
    const words = [reason, ...unpacking.slice(0, 1), ...heard.filter(isRemotes).slice(-1)]
      .map((words) => shown(words));
    return { kind: refusalKind(reason), detail: redact(cut(words.join(": "), DETAIL_CHARACTERS)) };
  }
  const { code, signal } = result;
  const end = signal === undefined ? `git ended with code ${code}` : `git was ended by ${signal}`;
  return { kind: "unknown", detail: allWords(text) ?? end };
}

function endedFailure(
  { ended, limit }: { readonly ended: keyof typeof ENDED; readonly limit: number },
  lines: readonly string[],
): Failure {
  const last = lines.at(-1);
  const said = last === undefined ? "no answer" : shown(last);
  const detail = ended === "flood"
    ? `git was ended after it had printed ${Math.round(limit / 1024 / 1024)} MB: ${said}`
    : ended === "stall"
    ? `git was ended after ${Math.ceil(limit / 60_000)} min, as too little was transferred: ${said}`
    : said;
  return { kind: ENDED[ended], detail };
}

/** How a push that tells its outcome to programs begins the line of a branch that was refused. */
const REFUSAL = "!\t";

/** The lines of standard output: a hook's words stand at its beginning, the branch's line at its end. */
function outputLines(stdout: string): string[] {
  const most = 2 * FAILURE_CHARACTERS;
  const some = stdout.length <= 2 * most
    ? stdout
    : `${stdout.slice(0, most)}\n${stdout.slice(-most)}`;
  return shownName(some).split("\n").map((line) => cut(line, FAILURE_LINE_CHARACTERS));
}

/** The reason in `!\tFROM:TO\t[remote rejected] (REASON)` (git-push, "OUTPUT"). */
function reasonInBrackets(line: string): string | undefined {
  const status = line.split(/[\t ]\[/, 2)[1];
  if (status === undefined) return undefined;
  const begin = status.indexOf("] (");
  const end = status.lastIndexOf(")");
  return begin === -1 || end <= begin + 3 ? undefined : status.slice(begin + 3, end);
}

/** A server in disorder may take the same push later; anything else is its owner's will. */
function refusalKind(reason: string): FailureKind {
  return /unpack|internal|transaction|failed to (?:write|delete|start|lock)|\berror\b/i.test(reason)
    ? "unknown"
    : "remotePermission";
}

function isRemotes(line: string): boolean {
  return line.startsWith("remote: ");
}

// What git says by the way, be it well or not; "**" is how newer ssh clients warn.
const ASIDE = /^(?:remote: )?(?:warning:|hint:|\*\* )/i;

function lineAt(text: string, index: number): string {
  const end = text.indexOf("\n", index);
  return text.slice(text.lastIndexOf("\n", index - 1) + 1, end === -1 ? undefined : end);
}

/** A line as a person should see it. */
function shown(line: string): string {
  const plain = line.replace(/\p{Cc}+/gu, " ").trim();
  const reason = line.startsWith(REFUSAL) ? reasonInBrackets(line) : undefined;
  const words = withoutEnd((reason ?? plain).replace(PREFIXES, ""));
  return redact(cut(words === "" ? plain : words, DETAIL_CHARACTERS)) ||
    "nothing that can be shown";
}

/** What stands before the words themselves; more than a few times nobody says it. */
const PREFIXES = /^(?:remote: {0,9})?(?:(?:fatal|error): {0,9}){0,9}/i;

/** The text without spaces, dots and colons at its end. An expression would begin anew at each dot. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && " \t.:".includes(text[end - 1]!)) end--;
  return text.slice(0, end).trim();
}

/** What the hook itself has to say, the remote's in preference to ours. */
function hookWords(lines: readonly string[]): string | undefined {
  const own = lines.filter((line) =>
    /\p{L}/u.test(line.replace(/^remote: /, "")) && !ASIDE.test(line) && !GITS_OWN.test(line)
  );
  const line = own.find((words) => words.startsWith("remote: ")) ?? own[0];
  return line === undefined ? undefined : shown(line);
}

// What git itself writes around a hook's words in a push: progress, the status of the branch.
const GITS_OWN =
  /\d+% \(\d+\/\d+\)|, done\.?$|^Total \d|^Delta compression|^To |^[-!*=+ ]\t|^Done$|failed to push some refs|hook declined to|aborted by hook/;

/** Everything that was said, the error itself first. */
function allWords(text: string): string | undefined {
  const lines = text.split("\n").filter((line) => line !== "");
  const main =
    lines.find((line) => /^(?:remote: )?(?:fatal|error): (?!Could not read from)/.test(line)) ??
      lines[0];
  if (main === undefined) return undefined;
  // A page of all options explains nothing.
  const usage = lines.findIndex((line) => line.startsWith("usage: "));
  const others = lines.slice(0, usage === -1 ? undefined : usage).filter((line) => line !== main);
  return cut([main, ...others].map(shown).join("; "), DETAIL_CHARACTERS);
}
