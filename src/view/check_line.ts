// The lines of `--check`. Pure.

import { type Finding, OLDEST_GIT } from "../engine/mod.ts";
import { quote } from "../system/text.ts";
import { notSyncedReason } from "./not_synced.ts";
import { problemSentence } from "./problems/problems.ts";
import { counted, namesOf } from "./quantities.ts";

/** One line of `--check`. */
export interface CheckLine {
  readonly subject: string;
  readonly ok: boolean;
  /** The finding, and what to do when it is not ok. */
  readonly text: string;
}

/** So many names of files are shown that are left out. */
const CHECKED_NAMES = 50;

/** Returns the line for a finding. */
export function checkLine(finding: Finding): CheckLine {
  const ok = (subject: string, text: string) => ({ subject, ok: true, text });
  const bad = (subject: string, text: string) => ({ subject, ok: false, text });
  switch (finding.kind) {
    case "git":
      return ok("git", `${finding.version} at ${finding.program}`);
    case "old git": {
      const { version, program } = finding;
      return bad("git", `${version} at ${program} is too old: install ${OLDEST_GIT} or newer`);
    }
    case "not git":
      return bad(
        "git",
        `${finding.program} does not answer as git does: set git_path to the git program`,
      );
    case "no git": {
      const { program, isForIntel } = finding;
      const help = isForIntel
        ? `it is made for Intel processors; set git_path to another one, or install Rosetta`
        : "install git, or set git_path";
      return bad("git", `${program} cannot be started: ${help}`);
    }
    case "folder":
      return ok("folder", finding.root);
    case "closed folder":
      return bad("folder", `${quote(finding.folder)}: ${problemSentence(finding.problem)}`);
    case "problem":
      return bad(finding.subject, problemSentence(finding.problem));
    case "identity": {
      const origin = finding.isFallback ? " (git has none: set user.name and user.email)" : "";
      return ok("identity", `${finding.name} <${finding.email}>${origin}`);
    }
    case "branch":
      return ok("branch", `${finding.branch}${finding.isUnborn ? " (no commit yet)" : ""}`);
    case "shallow":
      return ok("clone", "shallow: the rest of the history is fetched when it is needed");
    case "partial": {
      const text = "partial: files are fetched when they are needed, so some need the network";
      return ok("clone", text);
    }
    case "sparse": {
      const hidden = counted(finding.hidden, "published file");
      return ok("clone", `sparse: ${hidden} left out of the folder`);
    }
    case "empty folders": {
      const others = "put a file into each that other machines should have";
      return ok("files", `git does not keep empty folders: ${namesOf(finding.folders)}: ${others}`);
    }
    case "only tracked": {
      const text = "only tracked files are synced, as status.showUntrackedFiles says";
      return ok("clone", text);
    }
    case "missing filter": {
      const { path, filter, program } = finding;
      if (program !== undefined) {
        const lack = `${quote(program)}, which this machine does not have: install it`;
        return bad("filters", `${path} needs the filter ${filter}, and that needs ${lack}`);
      }
      const advice = filter === "lfs"
        ? "install git-lfs, run `git lfs install`, then `git lfs pull`"
        : `set it up as on your other machines (git config filter.${filter}.clean)`;
      return bad("filters", `${path} needs the filter ${filter}, which is missing here: ${advice}`);
    }
    case "left out": {
      const reason = notSyncedReason(finding, "command");
      return ok("files", `not synced: ${namesOf(finding.paths, CHECKED_NAMES)}: ${reason}`);
    }
    case "objects fetched":
      return ok("objects", `fetched again what was missing (${finding.detail})`);
    case "remote": {
      const empty = finding.isEmpty ? " (no such branch there yet: the first sync makes it)" : "";
      return ok("remote", `${finding.remote}, ${finding.ref}${empty}`);
    }
    case "other branches": {
      const others = namesOf(finding.others);
      return ok(
        "remote",
        `${finding.remote} also has ${others}, which this folder does not sync`,
      );
    }
    case "address": {
      const { address, branch, remote } = finding;
      if (finding.isEqual) return ok("address", `${address} has ${branch} as ${remote} has it`);
      return bad(
        "address",
        `${address} does not have ${branch} as ${remote} has it: ` +
          "run `git-sync-bar --once`, which sends it or says why not",
      );
    }
    case "closed address":
      return bad("address", `${finding.address}: ${problemSentence(finding.failure)}`);
    case "signed in": {
      const note = finding.lacksHelper
        ? " (credential helper missing: git would not keep a password that it asks for)"
        : "";
      return ok("sign-in", `${finding.remote} lets this machine read and write${note}`);
    }
  }
}
