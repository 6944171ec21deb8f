// The questions of set-up in words, for the terminal and the window. Pure.

import type { Question } from "../../core/setup/step.ts";
import { oneLine, quote } from "../../system/text.ts";
import { counted } from "../quantities.ts";
import {
  addressText,
  committedText,
  helperText,
  keyText,
  liveText,
  riskyText,
} from "./long_questions.ts";
import { type QuestionText, YES_NO } from "./question_form.ts";

/** Returns a question in words. */
export function questionText(question: Question): QuestionText {
  switch (question.kind) {
    case "source":
      return {
        lines: [
          "What do you want to keep in sync? Give the address of a git repository (https://… or " +
          "git@…), a folder of this machine (~/Notes), or a join code from another machine " +
          "(git-sync-bar --invite prints it there).",
        ],
        prompt: "Address, folder or join code",
      };
    case "folder":
      return { lines: [], prompt: "Folder on this machine", usual: question.usual };
    case "address":
      return addressText(question);
    case "git":
      return {
        lines: [`git: ${question.text}`, "On a Mac, xcode-select --install brings it"],
        prompt: "Press Enter when it is installed",
        usual: "",
        button: "It Is Installed",
      };
    case "again":
      return {
        lines: [],
        prompt: "Press Enter to try again",
        usual: "",
        button: "Try Again",
      };
    case "trust host": {
      const { host, fingerprint, file } = question.key;
      return {
        lines: [
          `${quote(host)} is not known to ssh here. It shows this key:`,
          fingerprint,
          "Compare it with what the owner of the server publishes. " +
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
    case "risky files":
      return riskyText(question.firstSave);
    case "committed":
      return committedText(question.firstSave);
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
