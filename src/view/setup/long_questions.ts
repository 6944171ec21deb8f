// The questions of set-up that need some explanation. Pure.

import { shareableAddress } from "../../core/setup/address.ts";
import { type Question, USUAL_BROKER } from "../../core/setup/step.ts";
import type { CredentialHelper, FirstSave, RiskyFile, SshKey } from "../../engine/mod.ts";
import { oneLine, quote } from "../../system/text.ts";
import { counted, megabytes } from "../quantities.ts";
import { type QuestionText, YES_NO } from "./question_form.ts";

/** Returns the question for the address of the remote. */
export function addressText(question: Extract<Question, { kind: "address" }>): QuestionText {
  const prompt = "Address of the repository";
  if (question.usual !== undefined) {
    const lines = ["Enter tries the same address again"];
    return { lines, prompt, usual: shareableAddress(question.usual) };
  }
  const { kind, path } = question.folder;
  return {
    lines: [
      // The name may be misspelt.
      ...(kind === "new" ? [`There is no folder ${quote(path)} yet: set-up will make it.`] : []),
      `${quote(path)} needs a repository that your machines share: make an empty one at a git ` +
      "host (or `git init --bare` on a server or a disk), and give its address.",
    ],
    prompt,
  };
}

/** Returns the question about a key that the remote has to learn. */
export function keyText({ publicLine, isMade, isLocked, file }: SshKey): QuestionText {
  if (isLocked) {
    return {
      lines: [
        "Your ssh key has a passphrase, and nobody is there to type it at each sync. " +
        `In another terminal: ssh-add ${quote(file ?? "")}`,
      ],
      prompt: "Press Enter when the agent has it",
      usual: "",
      button: "The Agent Has It",
    };
  }
  return {
    lines: [
      isMade
        ? `A new ssh key was made in ${quote(file ?? "")}. Its public half:`
        : "The remote does not accept your ssh key yet. Its public half:",
      oneLine(publicLine),
      "Add it at the remote: at a git host in your settings there, under SSH keys; on a server of " +
      "your own in ~/.ssh/authorized_keys.",
    ],
    prompt: "Press Enter when it is there",
    usual: "",
    button: "It Is There",
    copied: oneLine(publicLine),
  };
}

/** Returns the question about a helper that keeps the password. */
export function helperText({ name, keeps }: CredentialHelper): QuestionText {
  const where = keeps === "plain text"
    ? "in plain text in ~/.git-credentials, which only you can read"
    : `in the ${keeps}`;
  return {
    lines: [
      "The remote asks for a password, and git would forget it each time. " +
      `With yes git keeps it ${where} (git config --global credential.helper ${name}).`,
    ],
    prompt: "Have git keep it?",
    choices: YES_NO,
  };
}

/** Risky files that are listed one by one; no answer sends the others but all of them. */
const LISTED = 200;

/** Returns the question about files that are probably not meant for the remote. */
export function riskyText({ risky, tooLarge }: FirstSave): QuestionText {
  const more = risky.length - LISTED;
  return {
    lines: [
      "These files are probably not meant for the remote. Git will ignore them, so they stay on " +
      "this machine, unless you choose them:",
    ],
    items: risky.slice(0, LISTED).map((file) => ({
      name: oneLine(file.shown),
      about: reason(file),
    })),
    prompt: [
      ...(more > 0 ? [`${more} more stay here as well. `] : []),
      ...(tooLarge > 0
        ? [
          `${counted(tooLarge, "file")} over sync_max_file_mb ${
            tooLarge === 1 ? "stays" : "stay"
          } here. `,
        ]
        : []),
      'Numbers of those to send, "all", or Enter for none',
    ].join(""),
    usual: "",
  };
}

/** Returns the question about risky files that are in commits already. */
export function committedText({ committed }: FirstSave): QuestionText {
  const more = committed.length - LISTED;
  return {
    lines: [
      "These files are probably not meant for the remote, but git tracks them already, and edits, " +
      "staged files and commits are sent as they are:",
      ...committed.slice(0, LISTED).map((file) => `  ${oneLine(file.shown)} (${reason(file)})`),
      ...(more > 0 ? [`  and ${counted(more, "more")}`] : []),
      "To keep them here, say no, then take them out of git (`git rm --cached`) and of its commits.",
    ],
    prompt: "Send them?",
    choices: YES_NO,
  };
}

function reason({ why, bytes }: RiskyFile): string {
  switch (why) {
    case "secret":
      return "may hold passwords or keys";
    case "private key":
      return "a private key";
    case "token":
      return "holds an access token";
    case "large":
      return megabytes(bytes);
  }
}

/** Returns the question about live updates. */
export function liveText(): QuestionText {
  return {
    lines: [
      "Live updates: a broker tells your machines at once that there is something new. Without " +
      "one they ask the remote about once a minute while you work.",
    ],
    prompt: "Live updates",
    choices: [
      {
        answer: "1",
        text: `The public broker ${USUAL_BROKER.host}: it is not encrypted, and it learns that ` +
          "some machine at your address has something new, and when. No file, no name and no " +
          "address of a repository goes there",
      },
      { answer: "2", text: "A broker of your own" },
      { answer: "3", text: "None" },
    ],
  };
}
