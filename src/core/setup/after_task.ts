// The step from the end of a task to the next known state, with the conclusions that need no question. Pure.

import type { ChosenFolder, Problem, Reached } from "../../engine/mod.ts";
import { MOST_FOLDERS } from "../../system/limits/config.ts";
import { isUnknownHost } from "../problems.ts";
import { shareableAddress } from "./address.ts";
import { OTHER_FOLDER } from "./answer.ts";
import type { Known } from "./known.ts";
import { remoteAddress } from "./next_step.ts";

/** Returns what is known after a task has found something. */
export function found(known: Known, facts: Partial<Known>): Known {
  return settled({ ...known, ...facts }, facts);
}

/** Draws the conclusions that need no question. */
function settled(known: Known, facts: Partial<Known>): Known {
  if (facts.chosen !== undefined) return withChosen(known, facts.chosen);
  if (facts.reached !== undefined) return withReached(known, facts.reached);
  if (facts.hostKey === "changed") return { ...known, complaint: { kind: "changed host key" } };
  if (facts.connected?.kind === "failed") {
    return { ...known, complaint: { kind: "problem", problem: facts.connected.problem } };
  }
  if (facts.brokerWorks && known.broker !== undefined) {
    return { ...known, live: { kind: "own", broker: known.broker } };
  }
  if (facts.config?.kind === "read" && facts.config.keepsLive) {
    return { ...known, live: { kind: "kept" } };
  }
  return known;
}

function withChosen(known: Known, chosen: ChosenFolder): Known {
  if (chosen.kind === "bare" && known.source?.kind === "folder") {
    // It is a remote, and the folder is asked for.
    const source = { kind: "address", url: chosen.path } as const;
    return { ...known, source, folder: undefined, chosen: undefined };
  }
  if (chosen.kind === "bare" || chosen.kind === "unusable") {
    return { ...known, complaint: { kind: "folder", chosen } };
  }
  const folders = known.config?.kind === "read" ? known.config.folders : [];
  const { path } = chosen;
  const other = folders.find((one) => one !== path && (isInside(one, path) || isInside(path, one)));
  if (other !== undefined) {
    return { ...known, ...OTHER_FOLDER, complaint: { kind: "overlap", path, other } };
  }
  if (folders.length >= MOST_FOLDERS && !folders.includes(path)) {
    return { ...known, ...OTHER_FOLDER, complaint: { kind: "full", folders: folders.length } };
  }
  if (chosen.kind !== "clone" || chosen.address === undefined) return known;
  const wanted = known.source?.kind === "folder" ? undefined : remoteAddress(known);
  if (wanted === undefined || isSame(wanted, chosen.address)) {
    return { ...known, address: undefined };
  }
  const { address } = chosen;
  return {
    ...known,
    ...OTHER_FOLDER,
    complaint: { kind: "other clone", path, address: shareableAddress(address) },
  };
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}

/** Reports whether two addresses are of one repository, as far as they themselves tell. */
function isSame(one: string, other: string): boolean {
  const plain = (address: string) =>
    shareableAddress(address).replace(/\/+$/, "").replace(/\.git$/, "").replace(/^file:\/\//, "");
  return plain(one) === plain(other);
}

function withReached(known: Known, reached: Reached): Known {
  if (reached.kind === "failed") {
    const { problem } = reached;
    // Otherwise the question itself says what is missing.
    const isKnown = needsAccess(problem) && (known.tries ?? 0) === 0;
    return isKnown ? known : { ...known, complaint: { kind: "problem", problem } };
  }
  if (reached.refusal !== undefined) {
    return { ...known, complaint: { kind: "no push", problem: reached.refusal } };
  }
  return { ...known, branch: branchOf(known, reached) };
}

/** Reports whether a problem is that this machine has no access yet, which set-up can give it. */
function needsAccess(problem: Problem): boolean {
  switch (problem.kind) {
    case "sign in":
      return problem.hasPassword !== true;
    case "host key":
      return isUnknownHost(problem.detail);
    default:
      return problem.kind === "ssh key";
  }
}

/** Returns the branch to sync; `undefined` where the user has to choose. */
function branchOf(
  { source, chosen }: Known,
  { branches, usual }: Extract<Reached, { kind: "reached" }>,
): string | undefined {
  const wanted = source?.kind === "code" ? source.invitation.branch : undefined;
  if (chosen?.kind === "clone" && !chosen.isUnborn && chosen.branch !== undefined) {
    return chosen.branch;
  }
  if (branches.length === 0) return wanted ?? "main";
  if (wanted !== undefined && branches.includes(wanted)) return wanted;
  if (wanted !== undefined) return undefined;
  return usual ?? (branches.length === 1 ? branches[0] : undefined);
}
