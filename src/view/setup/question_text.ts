// The questions of set-up in words, for the terminal and the window. Pure.

import { withoutLogin } from "../../core/setup/address.ts";
import { type Question, USUAL_BROKER } from "../../core/setup/step.ts";
import type { CredentialHelper, FirstSave, SshKey, Suspect } from "../../engine/mod.ts";
import { oneLine, quote } from "../../system/text.ts";
import { counted, megabytes } from "../quantities.ts";

/** A question as it is shown. */
export interface QuestionText {
  /** What the user should know to answer. */
  readonly lines: readonly string[];
  readonly prompt: string;
  /** What an empty answer means; `undefined` where an answer is needed. */
  readonly usual?: string | undefined;
  /** The answers to choose from. */
  readonly choices?: readonly Choice[];
  /** The answer is not shown while it is typed. */
  readonly isSecret?: true;
}

/** An answer, and what it means. */
export interface Choice {
  readonly answer: string;
  readonly text: string;
}

const YES_NO: readonly Choice[] = [{ answer: "y", text: "Yes" }, { answer: "n", text: "No" }];

/** Returns a question in words. */
export function questionText(question: Question): QuestionText {
  switch (question.kind) {
    case "source":
      return {
        lines: [
          "What do you want to keep in sync?",
          "  the address of a git repository, such as https://… or git@…",
          "  or a folder of this machine, such as ~/Notes",
          "  or a join code from another machine (git-sync-bar --invite prints it there)",
        ],
        prompt: "Address, folder or join code",
      };
    case "folder":
      return { lines: [], prompt: "Folder on this machine", usual: question.usual };
    case "address":
      return addressText(question.usual);
    case "git":
      return {
        lines: [`git: ${question.text}`, "On a Mac, xcode-select --install brings it"],
        prompt: "Press Enter when it is installed",
        usual: "",
      };
    case "again":
      return { lines: [], prompt: "Press Enter to try again", usual: "" };
    case "trust host": {
      const { host, fingerprint, file } = question.key;
      return {
        lines: [
          `${quote(host)} is not known to ssh here. It shows this key:`,
          `  ${fingerprint}`,
          "Compare it with what the owner of the server publishes.",
          `With yes it is added to ${quote(file)}.`,
        ],
        prompt: "Trust it?",
        choices: YES_NO,
      };
    }
    case "ssh key":
      return keyText(question.key);
    case "helper":
      return helperText(question.helper);
    case "user":
      return {
        lines: ["The remote asks for a sign-in. It goes to git's credential helper alone."],
        prompt: "User name",
        usual: question.usual,
      };
    case "password":
      return { lines: [], prompt: "Password or access token", isSecret: true };
    case "branch":
      return {
        lines: ["Which branch?"],
        prompt: "Branch",
        choices: question.branches.map((branch, at) => ({
          answer: `${at + 1}`,
          text: oneLine(branch),
        })),
      };
    case "merge":
      return {
        lines: [
          `${quote(question.folder)} has ${counted(question.files, "file")}, and so has the ` +
          "remote. They are put together: where both have a file of one name with another " +
          "content, both are kept.",
        ],
        prompt: "Put them together?",
        choices: YES_NO,
      };
    case "suspects":
      return suspectsText(question.firstSave);
    case "live":
      return liveText();
    case "broker":
      return {
        lines: ["The broker, as HOST or HOST:PORT; mqtts://HOST for an encrypted connection"],
        prompt: "Broker",
      };
    case "broker user":
      return { lines: [], prompt: "User name at the broker (Enter for none)", usual: "" };
    case "broker password":
      return { lines: [], prompt: "Password at the broker", isSecret: true };
    case "broker failed":
      return {
        lines: ["The broker does not work."],
        prompt: "What now?",
        choices: [
          { answer: "1", text: "Try it again" },
          { answer: "2", text: "Another broker" },
          { answer: "3", text: "Use it all the same" },
          { answer: "4", text: "No live updates" },
        ],
      };
    case "start at login":
      return {
        lines: [],
        prompt: "Start Git Sync Bar when you log in?",
        choices: YES_NO,
      };
  }
}

function addressText(usual: string | undefined): QuestionText {
  if (usual !== undefined) {
    return {
      lines: ["Enter tries the same address again"],
      prompt: "Address of the repository",
      usual: withoutLogin(usual),
    };
  }
  return {
    lines: [
      "The folder needs a repository that your machines share: make an empty one at a git host",
      "(or `git init --bare` on a server or a disk), and give its address.",
    ],
    prompt: "Address of the repository",
  };
}

function keyText({ publicLine, isMade, isLocked, file }: SshKey): QuestionText {
  if (isLocked) {
    return {
      lines: [
        "Your ssh key has a passphrase, and nobody is there to type it at each sync.",
        `In another terminal: ssh-add ${quote(file ?? "")}`,
      ],
      prompt: "Press Enter when the agent has it",
      usual: "",
    };
  }
  return {
    lines: [
      isMade
        ? `A new ssh key was made in ${quote(file ?? "")}. Its public half:`
        : "The remote does not accept your ssh key yet. Its public half:",
      oneLine(publicLine),
      "Add it at the remote: with a git host in your settings, under SSH keys.",
    ],
    prompt: "Press Enter when it is there",
    usual: "",
  };
}

function helperText({ name, keeps }: CredentialHelper): QuestionText {
  const where = keeps === "plain text"
    ? "in plain text in ~/.git-credentials, which only you can read"
    : `in the ${keeps}`;
  return {
    lines: [
      "The remote asks for a password, and git would forget it each time.",
      `With yes git keeps it ${where} (git config --global credential.helper ${name}).`,
    ],
    prompt: "Have git keep it?",
    choices: YES_NO,
  };
}

/** Suspects that are listed one by one. */
const LISTED = 40;

function suspectsText({ suspects, tooLarge }: FirstSave): QuestionText {
  const listed = suspects.slice(0, LISTED);
  const more = suspects.length - listed.length;
  return {
    lines: [
      "These files are probably not meant for the remote. They stay on this machine, and",
      "lines in .gitignore say so, unless you choose them:",
      ...listed.map((suspect, at) => `  ${at + 1}  ${suspect.shown} (${reason(suspect)})`),
      ...(more > 0 ? [`  … and ${more} more`] : []),
      ...(tooLarge > 0
        ? [`${counted(tooLarge, "file")} more stay here in any case: over sync_max_file_mb`]
        : []),
    ].map((line) => `${/^ */.exec(line)![0]}${oneLine(line)}`),
    prompt: 'Numbers of those to send, "all", or Enter for none',
    usual: "",
  };
}

function reason({ why, bytes }: Suspect): string {
  switch (why) {
    case "secret":
      return "may hold passwords or keys";
    case "private key":
      return "a private key";
    case "large":
      return megabytes(bytes);
  }
}

function liveText(): QuestionText {
  return {
    lines: [
      "Live updates: a broker tells your machines at once that there is something new. Without",
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
