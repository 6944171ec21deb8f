// Every reader of text from outside, with texts that it really gets: recorded from git 2.39, OpenSSH 9.2 and
// macOS. A reader may return anything; it must neither throw nor take longer than the text is long.

import { Buffer } from "node:buffer";
import { folderNameOf, parseAddress, shareableAddress } from "../../../src/core/setup/address.ts";
import { answered } from "../../../src/core/setup/answer.ts";
import { joinCode, readJoinCode } from "../../../src/core/setup/join_code.ts";
import { hasSecretName, secretIn } from "../../../src/engine/setup/secret_patterns.ts";
import { problemSentence } from "../../../src/view/problems/problems.ts";
import { findJsonMistake, repeatedKeys } from "../../../src/adapters/config/json.ts";
import { parseConfig } from "../../../src/adapters/config/schema.ts";
import { shown } from "../../../src/adapters/config/mistakes.ts";
import { SECRET } from "../../../src/adapters/config/form.ts";
import { hideValues } from "../../../src/adapters/config/text_edit.ts";
import { admissionOf } from "../../../src/adapters/window/guard.ts";
import { BadRequest, parseHead } from "../../../src/adapters/window/http.ts";
import * as z from "zod/mini";
import { WindowError } from "../../../src/adapters/window/answers.ts";
import { CHANGE_REQUEST } from "../../../src/adapters/window/api/history.ts";
import { CLICK_REQUEST } from "../../../src/adapters/window/api/now.ts";
import { SESSION_REQUEST } from "../../../src/adapters/window/api/session.ts";
import { SAVE_SETTINGS_REQUEST } from "../../../src/adapters/window/api/settings.ts";
import { ANSWER_SETUP_REQUEST } from "../../../src/adapters/window/api/setup.ts";
import { given, givenNumber } from "../../../src/adapters/window/request.ts";
import { REQUEST as CONTROL_REQUEST } from "../../../src/app/control/protocol.ts";
import { parseSettings, pathsIn } from "../../../src/engine/access/ssh_route.ts";
import { widened } from "../../../src/engine/git/attributes/widened_rules.ts";
import { ignoredIn } from "../../../src/engine/git/attributes/check_ignore.ts";
import { RawChanges } from "../../../src/engine/history/raw_changes.ts";
import { SAVE_FIELDS, saveOf } from "../../../src/engine/history/saves.ts";
import { WINDOW_HEAD_BYTES } from "../../../src/system/limits/window.ts";
import { isDisabled, isInForce } from "../../../src/adapters/desktop/login_file.ts";
import {
  parseGitConfig as parseGitConfig,
  remotes,
  remoteUrls,
  upstreamOf,
} from "../../../src/engine/git/values/git_config.ts";
import {
  conflictOf,
  conflictPath,
  copiedFrom,
} from "../../../src/engine/git/values/conflict_name.ts";
import { classify } from "../../../src/engine/git/process/classify.ts";
import { withBlock } from "../../../src/engine/git/repository/exclude_file.ts";
import { startFailure } from "../../../src/engine/git/process/process_group.ts";
import { commitsIn } from "../../../src/engine/git/commands/log.ts";
import { lsofNames } from "../../../src/system/process/processes.ts";
import { messageLines } from "../../../src/engine/git/process/message_lines.ts";
import { fileName, pathFromGit } from "../../../src/engine/git/values/path.ts";
import { decodeText, nulFields } from "../../../src/engine/git/values/git_text.ts";
import { transferIn } from "../../../src/engine/git/process/transfer_progress.ts";
import { rawDifferences } from "../../../src/engine/git/values/raw_tree.ts";
import { forcedUpdates, rewrites } from "../../../src/engine/git/commands/reflog.ts";
import { joinRules } from "../../../src/engine/rules/rule_files.ts";
import { mayKeepOpen, sshHost } from "../../../src/engine/git/values/ssh_command.ts";
import { refusedNames } from "../../../src/engine/git/values/pathspec.ts";
import { statusIn, unreadableIn } from "../../../src/engine/git/values/status_output.ts";
import { changesIn, entriesIn } from "../../../src/engine/git/values/tree.ts";
import { gitVersion } from "../../../src/engine/git/process/version.ts";
import { unusableCertificate } from "../../../src/adapters/mqtt/client_certificate.ts";
import { packetGuard } from "../../../src/adapters/mqtt/packet_guard.ts";
import { connectionSentence } from "../../../src/adapters/mqtt/connection_problem.ts";
import { oneLine, quote, shorten, shortenQuoted } from "../../../src/system/text.ts";
import { redact } from "../../../src/system/redact.ts";
import { foldAll, isReserved } from "../../../src/system/reserved_names.ts";
import { suggest } from "../../../src/system/suggest.ts";
import { isWithoutDisplay, whyNoIcon } from "../../../src/adapters/tray/helper_exit.ts";
import { explain } from "../../../src/adapters/watch/fs_events.ts";

/** A reader, and what it gets on a good day. */
export interface Parser {
  readonly read: (text: string) => unknown;
  readonly samples: readonly string[];
  /** Characters that it may get; as far as it is tried with. Default: 4 MB. */
  readonly most?: number;
}

const ID = "1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304";
const ZERO = "0".repeat(40);

const REFUSED = [
  "remote: error: GH001: Large files detected. See https://gh.io/lfs for more.        \n" +
  "remote: error: File film.mp4 is 344.00 MB; this exceeds GitHub's file size limit of 100.00 MB\n" +
  "error: failed to push some refs to 'https://me:pw@github.com/me/notes.git'\n",
  "Writing objects:  50% (1/2)\rWriting objects: 100% (2/2), 265 bytes | 265.00 KiB/s, done.\n" +
  "remote: Nicht f\u00fcr heute        \nTo /remote.git\n!\tHEAD:refs/heads/main\t" +
  "[remote rejected] (pre-receive hook declined)\nDone\nerror: failed to push some refs to '/remote.git'\n",
  "fatal: Unable to create '/home/me/notes/.git/index.lock': File exists.\n\n" +
  "Another git process seems to be running in this repository\n",
  "ssh: connect to host git.example port 22: Connection refused\r\n" +
  "fatal: Could not read from remote repository.\n\nPlease make sure you have the rights\n",
  "fatal: detected dubious ownership in repository at '/home/other/notes'\n",
  "error: unable to write file .git/objects/3b/18e5: No such file or directory\n",
  "setsid: failed to execute /opt/git: No such file or directory\n",
];

/** Both ways a text can come in. */
function failed(text: string): unknown {
  const failures = [
    classify({ code: 1, stdout: "", stderr: text }),
    classify({ code: 1, stdout: text, stderr: "" }),
    classify({ code: -1, stdout: "", stderr: text, ended: "flood" }),
  ];
  for (const failure of failures) {
    const sentence = problemSentence(failure);
    if (sentence.length > 20_000) throw new Error(`a sentence of ${sentence.length} characters`);
  }
  return failures;
}

const BROKER = {
  host: "broker.example",
  port: 8883,
  topic: "t",
  clientId: "c",
  keepaliveSeconds: 60,
  username: undefined,
  password: undefined,
  tls: undefined,
};

/** What the page of the window and a command of the program send. */
const REQUESTS = [
  CHANGE_REQUEST,
  CLICK_REQUEST,
  SESSION_REQUEST,
  SAVE_SETTINGS_REQUEST,
  ANSWER_SETUP_REQUEST,
  CONTROL_REQUEST,
];

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Returns a value of a request; `undefined` where the request is refused. */
function admitted(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof WindowError) return undefined;
    throw error;
  }
}

/** Reads the head of a request; `undefined` where it is refused. */
function requestHead(text: string): unknown {
  try {
    return admissionOf(parseHead(text), { port: 8080, isOpen: (secret) => secret === "abc" });
  } catch (error) {
    if (error instanceof BadRequest) return undefined;
    throw error;
  }
}

export const PARSERS: Readonly<Record<string, Parser>> = {
  "the address of a remote": {
    read: (text) => [parseAddress(text), shareableAddress(text), folderNameOf(text)],
    samples: [
      "https://me:p%40ss@example.org:8443/me/notes.git",
      "git@example.org:me/notes.git",
      "/mnt/nas/notes.git",
      "ext::sh -c x",
    ],
  },
  "a join code": {
    read: (text) => readJoinCode(text),
    samples: [
      joinCode({
        remote: "git@example.org:me/notes.git",
        branch: "main",
        live: { host: "b", port: 1883, topic: "t", isEncrypted: false, wants: ["password"] },
      }),
    ],
  },
  "the name and the text of a file that may be secret": {
    read: (text) => [hasSecretName(text, text.length), secretIn(text)],
    samples: [
      "a/b.env.production.tfstate.backup",
      "b.env.production.tfstate.backup/a/",
      "aws_secret_access_key = A1b2A1b2A1b2A1b2A1b2A1b2A1b2A1b2A1b2A1b2",
      "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nxoxb-1-2 AKIAA2B3A2B3A2B3A2B3",
    ],
  },
  "a request with JSON": {
    read: (text) => {
      const value = parsedJson(text);
      return REQUESTS.map((schema) => z.safeParse(schema, value).success);
    },
    samples: [
      '{"change":{"kind":"restore","path":"a","version":{"kind":"save","id":"1a2b"}}}',
      '{"change":{"kind":"settle","copy":"a (conflict b).md","keep":"text","text":"x"}}',
      '{"token":"abc","click":"x","id":1,"text":"~/Notes","edit":{}}',
      '{"command":"sync","paths":["a"],"folder":"Notes"}',
    ],
    most: 1_000_000,
  },
  "the values of an address of the window": {
    read: (text) => {
      const request = new Request(`http://127.0.0.1/?${text.replace(/[^!-~]/g, "")}`);
      return [
        request.url,
        admitted(() => given(request, "path")),
        admitted(() => givenNumber(request, "skip")),
      ];
    },
    samples: ["path=a%2Fb&skip=10", "path=%00%ff&skip=-1&path=.."],
    most: WINDOW_HEAD_BYTES,
  },
  "a save of the history": {
    read: (text) => saveOf(text.split("\0").slice(0, SAVE_FIELDS)),
    samples: [
      `${ID}\0${ID} ${ID}\x001795998167\0Ada\0laptop\n\0host: laptop\0${ID}\n\0\0`,
      `${ID}\0\x001795998167\0Ada\0\0Merge\0\0\0`,
    ],
  },
  "the files that saves have changed": {
    read: (text) => {
      const found: unknown[] = [];
      const reader = new RawChanges({ mostFiles: 3, onCommit: (changed) => found.push(changed) });
      for (const field of text.split("\0")) reader.field(field);
      reader.end();
      return found;
    },
    samples: [
      `${ID}\0::100644 100644 100644 ${ID} ${ID} ${ID} MM\0a.md\0`,
      `${ID}\0:100644 100644 ${ID} ${ID} R090\0a\0b\0${ID}\0`,
    ],
  },
  "rules that ignore paths": {
    read: (text) => ignoredIn(text),
    samples: [".gitignore\x003\0*.log\0a.log\0\0\0\0b.md\0"],
  },
  "rules that may not end": {
    read: widened,
    samples: ["**/a*/**/a*/**/a*/ text\n[attr]x -diff\n", '"a\\"b/**" filter=lfs\n'],
    most: 1_000_000,
  },
  "ssh's printed settings": {
    read: (text) =>
      [...parseSettings(text)].map(([, values]) => values.map((value) => pathsIn(value, "/h"))),
    samples: ["user me\nuserknownhostsfile ~/.ssh/known_hosts /a\\ b\nidentityfile ~/.ssh/id\n"],
  },
  "an answer in set-up": {
    read: (text) =>
      ([
        { kind: "source" },
        { kind: "folder", usual: undefined },
        { kind: "broker" },
        { kind: "risky files", firstSave: { files: 0, risky: [], tooLarge: 0, committed: [] } },
      ] as const).map((question) =>
        answered({}, { question, text, at: { home: "/home/me", startedIn: "/" } })
      ),
    samples: ["https://example.org/x", "~/Notes", "mqtts://h:8883", "1, 2 3", "gsb1.e30"],
  },
  "a request to the window": {
    read: requestHead,
    samples: [
      "POST /api/click?x=%20 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nOrigin: http://localhost:8080\r\n" +
      "Content-Type: application/json\r\nx-git-sync-bar: abc",
      "GET / HTTP/1.1\r\nHost:\t\t\t \t 127.0.0.1:8080 \t \t",
    ],
    // A longer one is refused before it is read.
    most: WINDOW_HEAD_BYTES,
  },
  "the text of the settings": {
    read: (text) => hideValues(text, SECRET, "hidden"),
    samples: [
      '{"mqtt_password" : "s3cret", "sync_dir": "~/a"}',
      '{"mqtt_password"\n\n :\t\n "s3cret"',
    ],
    most: 1_000_000,
  },
  "git's failures": { read: failed, samples: REFUSED },
  "lines of git's messages": { read: messageLines, samples: REFUSED },
  "what could not be started": {
    read: (text) => startFailure(127, text),
    samples: REFUSED.slice(-1),
  },
  "secrets": {
    read: redact,
    samples: [
      "https://me:geheim@host/x ssh://git:pw@host/x authorization: basic Z2Vo token=geheim ghp_a1a1a1a1a1",
      ...REFUSED,
    ],
  },
  "the log": {
    read: (text) => commitsIn(text.split("\0")),
    samples: [
      `\0${ID}\0${ID}\x001795998167\0Ada\0laptop\n\0host: laptop\0\na.md\0b\nc\0` +
      `\0${ID}\0${ID} ${ID}\x001795998167\0Ada\0\0Merge\0`,
    ],
  },
  "the status": {
    read: (text) => [...statusIn(text)],
    samples: [
      `1 .M N... 100644 100644 100644 ${ID} ${ID} a b.md\0? new.md\0? nested/\0` +
      `1 .M SCM. 160000 160000 160000 ${ID} ${ID} sub\0u UU N... 100644 100644 100644 100644 ` +
      `${ID} ${ID} ${ID} c.md\x002 R. N... 100644 100644 100644 ${ID} ${ID} R100 new\0old\0`,
    ],
  },
  "what cannot be read": {
    read: unreadableIn,
    samples: [
      "warning: could not open directory 'private/': Permission denied\nprivate/a: Permission denied\n" +
      'error: open("b"): Permission denied\n',
    ],
    most: 1_000_000,
  },
  "what was passed over": {
    read: refusedNames,
    samples: ["Ignoring path .git/x\nIgnoring path a\n"],
  },
  "changes": {
    read: (text) => [...changesIn(text)],
    samples: [`:100644 100755 ${ID} ${ID} M\0a\0:000000 100644 ${ZERO} ${ID} A\0b c\0`],
  },
  "entries": {
    read: (text) => [...entriesIn(text)],
    samples: [`100644 blob ${ID}\ta\0` + `160000 ${ID} 0\tsub\0`],
  },
  "trees": {
    read: (text) => {
      const [old, now] = [Buffer.from(text, "latin1"), Buffer.from(`${text}a`, "latin1")];
      let count = 0;
      for (const _ of rawDifferences({ old, new: now }, 20)) count++;
      return count;
    },
    samples: [`100644 a\0${"\x11".repeat(20)}40000 b\0${"\x22".repeat(20)}`],
  },
  "packets of a broker": {
    read: (text) => packetGuard(["t", "tu"]).take(Buffer.from(text, "latin1")),
    samples: ["\x20\x02\0\0\x90\x04\0\x01\0\0\x30\x04\0\x01tx\xd0\0"],
  },
  "names of ours": {
    read: (text) => [isReserved(text), foldAll(text)],
    samples: ["a/.GitSyncBar-x/b~1"],
  },
  "forced updates": {
    read: forcedUpdates,
    samples: [`${ID} ${ID} Somebody <a@b> 1795998167 +0100\tfetch: forced-update\n`],
  },
  "git's configuration": {
    read: (text) => {
      const config = parseGitConfig(text);
      for (const remote of remotes(config).slice(0, 3)) remoteUrls(config, remote, "push");
      return upstreamOf(config, "main");
    },
    samples: [
      "remote.origin.url\ngit@host:x\0remote.origin.fetch\n+refs/heads/*:refs/remotes/origin/*\0" +
      "url.ssh://git@host/.insteadof\nhost:\0branch.main.remote\norigin\0core.bare\0",
    ],
    // The user's own file: each URL is compared with each `insteadOf`.
    most: 262_144,
  },
  "git's version": { read: gitVersion, samples: ["git version 2.39.5 (Apple Git-154)\n"] },
  "rewrites": {
    read: rewrites,
    samples: [
      `${ID} ${ID} Somebody <a@b> 1795998167 +0100\tcommit (amend): x\n` +
      `${ID} ${ID} Somebody <a@b> 1795998167 +0100\trebase -i (finish): refs/heads/main onto ${ID}\n`,
    ],
  },
  "progress": {
    read: transferIn,
    samples: ["Writing objects:  42% (3/7), 1.00 MiB | 2.00 MiB/s\r"],
  },
  "names of conflict copies": {
    read: (text) => [
      copiedFrom(pathFromGit(text)),
      conflictOf(pathFromGit(text)),
      conflictPath(pathFromGit(text), { oid: ID, origin: { host: text, time: 0 } }),
    ],
    samples: ["d/notes (conflict laptop 2026-11-23 14.02.07 1a2b3c4 2).md"],
  },
  "names": {
    read: (text) => [fileName(pathFromGit(text)), decodeText(text), nulFields(text)],
    samples: ["a\0b\xff"],
  },
  "rules": {
    read: (text) => joinRules({ base: text, ours: `${text}a`, theirs: text }),
    samples: ["*.log\n!keep.log\n"],
  },
  "the exclude file": {
    read: (text) => withBlock(text, ["/a"]),
    samples: [withBlock("*.tmp\n", ["/a b"])],
  },
  "ssh's addresses": {
    read: sshHost,
    samples: ["ssh://git@host:22/x", "git@[::1]:x", "[host:22]:x", "https://host/x"],
  },
  "ssh's settings": {
    read: mayKeepOpen,
    samples: ["user me\nhostname host\ncontrolmaster false\nloglevel INFO\n"],
    most: 65_536,
  },
  "lsof": {
    read: (text) => lsofNames(Buffer.from(text, "latin1")),
    samples: ["p123\nfcwd\nn/Users/me/caf\\xc3\\xa9\\n\nf3\nn/dev/null\n"],
  },
  "the configuration": {
    read: (text) => parseConfig(text, { file: "/c.json", home: "/h" }),
    samples: [
      '{"client_id":"a","sync_dir":"~/x/","sync_delay_seconds":\u201c2\u201d,"mqtt_host":"h"}',
      '{"client_id":"a","sync_dir":"~/x/","sync_delay_seconds":2,"mqtt_topic":"t","x":[{"y":1e3}]}',
      '{"sync_dir":"~/x","more_folders":[{"sync_dir":"/y","name":"Y","mqtt_topic":"u"},{"sync_dir":"~/x/z"}]}',
    ],
    most: 1_000_000,
  },
  "JSON": {
    read: (text) => findJsonMistake(text),
    samples: ['{"a\\u0041":[1,-2.5e3,true,null,"x"],"b":{}}'],
    most: 1_000_000,
  },
  "keys of JSON": {
    // Only of what JSON.parse has taken.
    read: (text) => {
      const json = JSON.stringify({ [text]: text, b: [text] });
      return repeatedKeys(json);
    },
    samples: ['a"b'],
    most: 1_000_000,
  },
  "values of the configuration": { read: shown, samples: ["https://me:pw@host/x", "me:p@w@host"] },
  "a start at login": {
    read: (
      text,
    ) => [isInForce("autostart", text), isInForce("launch agent", text), isDisabled(text)],
    samples: [
      "[Desktop Entry]\nHidden=true\nX-GNOME-Autostart-enabled = false\n",
      '<dict><key>Disabled</key>\n<true/></dict>\t"git-sync-bar" => disabled\n',
    ],
  },
  "keys of certificates": {
    read: (text) => unusableCertificate({ certificate: text, key: text }, { oldTls: true }),
    samples: [
      "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nAAAA\n-----END RSA PRIVATE KEY-----\n",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ],
  },
  "trouble with the broker": {
    read: (detail) => connectionSentence({ kind: "broken", stage: "reach", detail }, BROKER),
    samples: [
      "getaddrinfo ENOTFOUND broker",
      "received fatal alert: CertificateRequired",
      "invalid peer certificate: certificate expired",
    ],
  },
  "words in messages": {
    read: (text) => [quote(text), oneLine(text), shorten(text, 60), shortenQuoted(text, 80)],
    samples: ['Cannot use "a": \u202e\x1b[31m'],
  },
  "words that were meant": {
    read: (text) => suggest(text, ["sync_dir", "mqtt_host"]),
    samples: ["sync_dri"],
  },
  "last words of the icon": {
    read: (text) => [whyNoIcon(text), isWithoutDisplay(text)],
    samples: [
      "tray: error while loading shared libraries: libgtk-3.so.0: cannot open\n",
      "cannot open display: :0\n",
      "Error: spawn /me/.cache/git-sync-bar/tray/2.1.4/tray_linux_release EACCES\n",
    ],
  },
  "the watcher's errors": {
    read: (text) => explain(new Error(text)),
    samples: ['No such file or directory (os error 2) about ["/a/b"]'],
  },
};
