// Why an answer was not taken, or what is in the way, in one line. Pure.

import type { Complaint } from "../../core/setup/known.ts";
import type { ChosenFolder, UnusableFolder } from "../../engine/mod.ts";
import { quote } from "../../system/text.ts";
import { CHANGED_KEY_LINE } from "../access/access_lines.ts";
import { problemSentence } from "../problems/problems.ts";

/** Returns the line about a complaint. */
export function complaintLine(complaint: Complaint): string {
  switch (complaint.kind) {
    case "text":
      return capitalized(complaint.text);
    case "folder":
      return folderLine(complaint.chosen);
    case "other clone":
      return `${quote(complaint.path)} is a clone of ${complaint.address}: choose another folder`;
    case "overlap": {
      const [path, other] = [quote(complaint.path), quote(complaint.other)];
      return `${path} and ${other}, which is synced already, are one inside the other: ` +
        "choose another folder";
    }
    case "full":
      return `${complaint.folders} folders are synced already, which is the most: choose one of them, or take one ` +
        "out of the configuration first";
    case "problem":
      return capitalized(problemSentence(complaint.problem));
    case "no push":
      return "The remote can be read, but this machine may not send anything there: " +
        problemSentence(complaint.problem);
    case "changed host key":
      return CHANGED_KEY_LINE;
  }
}

function folderLine(chosen: ChosenFolder): string {
  const path = quote(chosen.path);
  if (chosen.kind !== "unusable") {
    return `${path} is a bare repository, which can be the remote: choose another folder`;
  }
  return unusableLine(path, chosen.why);
}

function unusableLine(path: string, why: UnusableFolder): string {
  switch (why.kind) {
    case "file":
      return `${path} is a file: choose a folder`;
    case "home":
      return `${path} has your home folder in it: choose a folder below it`;
    case "inside":
      return `${path} is inside the repository ${quote(why.top)}: choose that one, or a folder ` +
        "outside of it";
    case "other tool":
      return `${path} is synced by ${why.tool}, and two tools damage each other's files: ` +
        "choose a folder outside of it (copy your files there first)";
    case "problem":
      return `${path}: ${problemSentence(why.problem)}`;
  }
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
