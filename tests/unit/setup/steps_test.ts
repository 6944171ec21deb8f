// The steps of set-up: which questions come, in which order, from what is known.

import assert from "node:assert/strict";
import { answered } from "../../../src/core/setup/answer.ts";
import { found } from "../../../src/core/setup/after_task.ts";
import { joinCode } from "../../../src/core/setup/join_code.ts";
import type { Known } from "../../../src/core/setup/known.ts";
import { nextSetupStep } from "../../../src/core/setup/next_step.ts";
import type { Task } from "../../../src/core/setup/step.ts";
import type { ChosenFolder, Problem, Reached } from "../../../src/engine/mod.ts";
import { MOST_FOLDERS } from "../../../src/system/limits/config.ts";
import { complaintLine } from "../../../src/view/setup/complaint_line.ts";
import { questionText } from "../../../src/view/setup/question_text.ts";

const AT = { home: "/home/me", startedIn: "/work" };

/** What the tasks find, one after the other; those that are not here find nothing wrong. */
type Findings = Partial<Record<Task, Partial<Known> | readonly Partial<Known>[]>>;

const EMPTY: Reached = { kind: "reached", branches: [], usual: undefined, refusal: undefined };
const FULL: Reached = {
  kind: "reached",
  branches: ["trunk", "x"],
  usual: "trunk",
  refusal: undefined,
};
const READ = { kind: "read", file: "/config.json", folders: [], keepsLive: false } as const;

const NONE_RISKY = { firstSave: { files: 2, risky: [], tooLarge: 0, committed: [] } };

const USUAL: Findings = {
  "read configuration": { config: READ },
  "find git": { git: { kind: "usable" } },
  "reach remote": { reached: FULL },
  "list first save": NONE_RISKY,
  "read login item": { startsAtLogin: false },
  "try broker": { brokerWorks: true },
  connect: { connected: { kind: "synced", lines: [] } },
  finish: { finished: ["done"] },
  undo: { undone: [] },
  "keep login": { user: undefined, password: undefined, tries: 1, reached: undefined },
  "trust host": { hostKey: undefined, mayTrust: undefined, reached: undefined },
  "find helper": { helper: { name: "store", keeps: "plain text" } },
};

function failed(problem: Problem, lacksHelper = false): Partial<Known> {
  return { reached: { kind: "failed", problem, lacksHelper } };
}

const SIGN_IN: Problem = { kind: "sign in", detail: "Authentication failed" };
const SSH_KEY: Problem = { kind: "ssh key", detail: "Permission denied (publickey)" };
const HOST_KEY: Problem = { kind: "host key", detail: "Host key verification failed" };
const KEY = { host: "h", fingerprint: "ED25519 SHA256:x", lines: "h x\n", file: "/known" };

function place(kind: "new" | "empty" | "files" | "bare", path = "/home/me/notes"): Partial<Known> {
  return { chosen: { kind, path } };
}

/** Plays a set-up: returns what was asked, said and done, in order, and how it ended. */
function played(
  answers: readonly string[],
  findings: Findings,
  given: Known = {},
): { readonly story: readonly string[]; readonly known: Known } {
  let known = given;
  const story: string[] = [];
  const left = [...answers];
  const queues = new Map(
    Object.entries({ ...USUAL, ...findings }).map(([task, facts]) => [task, [facts].flat()]),
  );
  for (let count = 0; count < 100; count++) {
    const step = nextSetupStep(known, AT.home);
    if (step.kind === "end") {
      story.push(`end: ${step.ending.kind}`);
      return { story, known };
    }
    if (step.kind === "do") {
      story.push(`(${step.task})`);
      const queue = queues.get(step.task) ?? [];
      const facts = queue.length > 1 ? queue.shift()! : queue[0] ?? {};
      known = found(known, facts);
      continue;
    }
    const { question } = step;
    const complaint = known.complaint === undefined ? "" : ` ! ${complaintLine(known.complaint)}`;
    const { prompt } = questionText(question);
    assert.doesNotMatch(prompt, /\n/);
    story.push(question.kind + complaint);
    const text = left.shift();
    if (text === undefined) return { story, known };
    known = answered(known, { question, text, at: AT });
  }
  throw new Error(`It goes round in circles:\n${story.slice(-10).join("\n")}`);
}

/** What was asked, without what was done. */
function asked(...story: Parameters<typeof played>): readonly string[] {
  return played(...story).story.filter((line) => !line.startsWith("("));
}

const URL = "https://example.org/me/notes.git";

Deno.test("an address: folder, live updates and login are asked before anything is made", () => {
  const { story, known } = played([URL, "", "3", "y"], { "examine folder": place("new") });
  assert.deepEqual(story, [
    "(read configuration)",
    "(find git)",
    "source",
    "folder",
    "(examine folder)",
    "(reach remote)",
    "live",
    "(read login item)",
    "start at login",
    "(connect)",
    "(finish)",
    "end: done",
  ]);
  assert.deepEqual([known.folder, known.branch, known.wantsLogin], [
    "/home/me/notes",
    "trunk",
    true,
  ]);
});

Deno.test("a join code: the folder and the login are asked, as it brings the rest", () => {
  const live = { host: "b", port: 1883, topic: "t", isEncrypted: false, wants: [] };
  const code = joinCode({ remote: URL, branch: "x", live });
  const { story, known } = played([code, "", "n"], { "examine folder": place("new") });
  const questions = story.filter((line) => !line.startsWith("("));
  assert.deepEqual(questions, ["source", "folder", "start at login", "end: done"]);
  assert.deepEqual([known.branch, known.live], ["x", { kind: "invited", live }]);
  const bare = joinCode({ remote: URL, branch: "gone" });
  // A branch that is gone is chosen anew.
  assert.deepEqual(asked([bare, "~/N", "2", "n"], { "examine folder": place("empty") }), [
    "source",
    "folder",
    "branch",
    "start at login",
    "end: done",
  ]);
});

Deno.test("a plain folder: its remote is asked for, its secrets, and before it is put together", () => {
  const file = { path: ".env" as never, shown: ".env", why: "secret", bytes: 3 } as const;
  const firstSave = { firstSave: { files: 2, risky: [file, file], tooLarge: 0, committed: [] } };
  const answers = ["Notes", "git@h:x", "3,1", "2", "y", "3", "n"];
  const findings = { "examine folder": place("files"), "list first save": firstSave };
  const { story, known } = played(answers, findings);
  assert.deepEqual(story.filter((line) => !line.startsWith("(")), [
    "source",
    "address",
    "risky files",
    'risky files ! Expected numbers from 1 to 2, "all", or nothing',
    "merge",
    "live",
    "start at login",
    "end: done",
  ]);
  assert.deepEqual([known.folder, known.sent], ["/work/Notes", [1]]);
  const empty = { ...findings, "reach remote": { reached: EMPTY } };
  assert.deepEqual(asked(["Notes", "git@h:x", "all", "3", "n"], empty).slice(2, 4), [
    "risky files",
    "live",
  ]);
});

Deno.test("a plain folder: another one instead of it is asked about its own secrets", () => {
  const file = { path: ".env" as never, shown: ".env", why: "secret", bytes: 3 } as const;
  const firstSave = { firstSave: { files: 2, risky: [file], tooLarge: 0, committed: [] } };
  const findings = { "examine folder": place("files"), "list first save": firstSave };
  assert.deepEqual(asked(["Notes", "git@h:x", "1", "n", "Other", "", "y", "3", "n"], findings), [
    "source",
    "address",
    "risky files",
    "merge",
    "folder",
    "risky files",
    "merge",
    "live",
    "start at login",
    "end: done",
  ]);
});

Deno.test("a clone: secrets in its commits are sent after a yes, and a no ends it", () => {
  const clone: ChosenFolder = {
    kind: "clone",
    path: "/work/Notes",
    address: URL,
    remote: "origin",
    branch: "mine",
    isUnborn: false,
  };
  const file = { path: ".env" as never, shown: ".env", why: "secret", bytes: 3 } as const;
  const firstSave = { firstSave: { files: 0, risky: [], tooLarge: 0, committed: [file] } };
  const findings = { "examine folder": { chosen: clone }, "list first save": firstSave };
  assert.deepEqual(asked(["Notes", "y", "3", "n"], findings).slice(1, 3), ["committed", "live"]);
  assert.equal(played(["Notes", "n"], findings).known.isGivenUp, true);
});

Deno.test("a clone: nothing of it is asked", () => {
  const clone: ChosenFolder = {
    kind: "clone",
    path: "/work/Notes",
    address: URL,
    remote: "origin",
    branch: "mine",
    isUnborn: false,
  };
  const findings = { "examine folder": { chosen: clone } };
  const { story, known } = played(["Notes", "3", "n"], findings);
  assert.deepEqual(story.filter((line) => !line.startsWith("(")), [
    "source",
    "live",
    "start at login",
    "end: done",
  ]);
  assert.equal(known.branch, "mine");
  // A second set-up of the same folder by its address.
  assert.deepEqual(asked([URL, "Notes", "3", "n"], findings).slice(1, 3), ["folder", "live"]);
  const other = asked(["https://example.org/other", "Notes"], findings);
  assert.deepEqual(other.slice(2), [
    `folder ! "/work/Notes" is a clone of ${URL}: choose another folder`,
  ]);
});

Deno.test("what is in the way of the remote is asked for, one thing after the other", () => {
  const sshKey = { file: "/k", publicLine: "ssh-ed25519 x", isMade: true, isLocked: false };
  const start = { "examine folder": place("new") };
  const ssh: Findings = {
    ...start,
    "reach remote": [failed(HOST_KEY), failed(SSH_KEY), failed(SSH_KEY), { reached: FULL }],
    "ask host key": { hostKey: KEY },
    "find ssh key": { sshKey },
  };
  assert.deepEqual(asked(["git@h:x", "", "what", "y", "", "", "3", "n"], ssh), [
    "source",
    "folder",
    "trust host",
    "trust host ! Expected yes or no",
    "ssh key",
    `ssh key ! The remote accepts none of this machine's ssh keys (run \`ssh-add\` for one with ` +
    "a passphrase, or add it at the remote, then sync again): Permission denied (publickey)",
    "live",
    "start at login",
    "end: done",
  ]);
  assert.deepEqual(asked(["git@h:x", "", "n"], ssh).slice(2), ["trust host", "end: given up"]);
  const https: Findings = {
    ...start,
    "reach remote": [failed(SIGN_IN, true), failed(SIGN_IN), { reached: FULL }],
    "set helper": failed(SIGN_IN),
  };
  const story = asked([URL, "", "y", "me", "wrong", "me", " right ", "3", "n"], https);
  assert.deepEqual(story.slice(2, 7).map((line) => line.split(" ! ")[0]), [
    "helper",
    "user",
    "password",
    "user",
    "password",
  ]);
  assert.match(story[5]!, /^user ! The remote asks for a sign-in/);
  assert.deepEqual(asked([URL, "", "n"], https).slice(2), ["helper", "end: given up"]);
});

Deno.test("a login in the address goes to git's helper, and the address is kept without it", () => {
  const address = "https://me:pass@example.org/notes.git";
  const findings: Findings = {
    "examine folder": place("new"),
    "reach remote": [failed(SIGN_IN, true), { reached: FULL }],
    "set helper": failed(SIGN_IN),
  };
  const { story, known } = played([address, "", "y", "3", "n"], findings);
  assert.deepEqual(story.filter((line) => !line.startsWith("(")).slice(2, 4), ["helper", "live"]);
  assert.ok(story.includes("(keep login)"));
  assert.doesNotMatch(JSON.stringify(known), /pass/);
});

Deno.test("a host whose key was changed is never trusted", () => {
  const findings: Findings = {
    "examine folder": place("new"),
    "reach remote": failed(HOST_KEY),
    "ask host key": { hostKey: "changed" },
  };
  assert.deepEqual(asked(["git@h:x", ""], findings).slice(2), [
    "address ! The server's key was changed or revoked: ask its owner before you go on",
  ]);
});

Deno.test("a remote that takes nothing, or is not there, is asked again, or another one", () => {
  const refusal: Problem = { kind: "remote permission", detail: "denied" };
  const findings: Findings = {
    "examine folder": place("new"),
    "reach remote": [
      failed({ kind: "remote not found", detail: "not found" }),
      { reached: { ...FULL, refusal } },
      { reached: FULL },
    ],
  };
  const { story, known } = played([URL, "", "git@h:y", "", "3", "n"], findings);
  const questions = story.filter((line) => !line.startsWith("("));
  assert.match(questions[2]!, /^address ! There is no repository at the remote's address/);
  assert.match(questions[3]!, /^address ! The remote can be read, but .*denied$/);
  assert.deepEqual(known.source, { kind: "address", url: "git@h:y" });
});

Deno.test("folders that cannot be synced are refused with the reason", () => {
  const why = (why: Extract<ChosenFolder, { kind: "unusable" }>["why"]) => ({
    chosen: { kind: "unusable", path: "/p", why } as const,
  });
  const findings: Findings = {
    "examine folder": [
      why({ kind: "home" }),
      why({ kind: "file" }),
      why({ kind: "inside", top: "/t" }),
      why({ kind: "other tool", tool: "Dropbox" }),
      place("bare", "/b"),
      place("new"),
    ],
  };
  const story = asked([URL, "~", "a", "b", "c", "d", "e", "3", "n"], findings);
  assert.deepEqual(story.slice(2, 7).map((line) => line.slice(0, 30)), [
    'folder ! "/p" has your home fo',
    'folder ! "/p" is a file: choos',
    'folder ! "/p" is inside the re',
    'folder ! "/p" is synced by Dro',
    'folder ! "/b" is a bare reposi',
  ]);
});

Deno.test("a folder for which the configuration has no room is refused before anything is sent", () => {
  const folders = Array.from({ length: MOST_FOLDERS }, (_, at) => `/f/${at}`);
  const findings: Findings = {
    "examine folder": [place("files", "/p"), place("files", "/f/3")],
    "read configuration": { config: { ...READ, folders } },
  };
  const [, refused, taken] = asked(["/p", "/f/3"], findings);
  assert.match(refused!, /^folder ! 30 folders are synced already/);
  assert.equal(taken, "address");
});

Deno.test("a bare repository of this machine is a remote", () => {
  const findings: Findings = { "examine folder": [place("bare", "/b"), place("new")] };
  const { story, known } = played(["/b", "~/N", "3", "n"], findings);
  assert.deepEqual(story.filter((line) => !line.startsWith("(")), [
    "source",
    "folder",
    "live",
    "start at login",
    "end: done",
  ]);
  assert.deepEqual(known.source, { kind: "address", url: "/b" });
});

Deno.test("a configuration with mistakes is not touched, and one with folders gets one more", () => {
  const taken = { ...READ, folders: ["/home/me/Other"] };
  const findings: Findings = {
    "examine folder": [place("new", "/home/me/Other/x"), place("files", "/home/me"), place("new")],
    "read configuration": { config: taken },
  };
  assert.deepEqual(asked([URL, "x", "y", "z", "3", "n"], findings), [
    "source",
    "folder",
    'folder ! "/home/me/Other/x" and "/home/me/Other", which is synced already, are one inside ' +
    "the other: choose another folder",
    'folder ! "/home/me" and "/home/me/Other", which is synced already, are one inside the ' +
    "other: choose another folder",
    "live",
    "start at login",
    "end: done",
  ]);
  const mistaken: Findings = {
    "read configuration": { config: { kind: "mistaken", message: "x" } },
  };
  assert.deepEqual(asked([], mistaken), ["end: mistaken configuration"]);
  // Its live updates stay as they are.
  const live: Findings = {
    "examine folder": place("new"),
    "read configuration": { config: { ...READ, keepsLive: true } },
  };
  const code = joinCode({ remote: URL, branch: "x" });
  assert.deepEqual(played([code, "", "n"], live).known.live, { kind: "kept" });
});

Deno.test("whoever misspells the name of a folder sees that it is to be made", () => {
  const linesAbout = (chosen: Partial<Known>) => {
    const step = nextSetupStep(played(["Nots"], { "examine folder": chosen }).known, AT.home);
    assert.ok(step.kind === "ask");
    return questionText(step.question).lines.join("\n");
  };
  assert.match(linesAbout(place("new", "/a/Nots")), /^There is no folder "\/a\/Nots" yet: /);
  assert.match(linesAbout(place("files", "/a/Nots")), /^"\/a\/Nots" needs a repository /);
});

Deno.test("git that is missing is looked for again, and a first sync that fails is tried again", () => {
  const findings: Findings = {
    "examine folder": place("new"),
    "find git": [{ git: { kind: "unusable", text: "install git" } }, { git: { kind: "usable" } }],
    connect: [
      { connected: { kind: "failed", problem: { kind: "disk full", detail: "full" } } },
      { connected: { kind: "synced", lines: [] } },
    ],
  };
  assert.deepEqual(asked(["", URL, "", "3", "n", ""], findings), [
    "git",
    "source",
    "folder",
    "live",
    "start at login",
    "again ! The disk is full (free some space, and syncing continues by itself): full",
    "end: done",
  ]);
});

Deno.test("a broker of one's own is tried, and what does not work is chosen anew", () => {
  const findings: Findings = {
    "examine folder": place("new"),
    "try broker": [{ brokerWorks: false }, { brokerWorks: false }, { brokerWorks: true }],
  };
  const start = [URL, "", "2"];
  const again = [...start, "mqtts://h", "me", "pw", "1", "2", "b:1", "", "n"];
  const { story, known } = played(again, findings);
  assert.deepEqual(story.filter((line) => !line.startsWith("(")).slice(2, 10), [
    "live",
    "broker",
    "broker user",
    "broker password",
    "broker failed",
    "broker failed",
    "broker",
    "broker user",
  ]);
  const broker = { host: "b", port: 1, isEncrypted: false, user: "" };
  assert.deepEqual(known.live, { kind: "own", broker });
  for (const text of ["h/x", "http://h", "h:0", "h:70000", "-h", "a b", "h:1:2", ""]) {
    assert.match(asked([...start, text], findings).at(-1)!, /^broker ! Expected HOST/, text);
  }
  assert.deepEqual(played([...start, "h:8883", "", "4", "n"], findings).known.live, {
    kind: "none",
  });
});

Deno.test("whoever gives up is told at each question, and nothing is done but to take it back", () => {
  for (let count = 0; count <= 4; count++) {
    const { known } = played([URL, "", "3", "y"].slice(0, count), {
      "examine folder": place("new"),
    });
    assert.deepEqual(played([], {}, { ...known, isGivenUp: true }).story, [
      "(undo)",
      "end: given up",
    ]);
  }
});
