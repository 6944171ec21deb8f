// Decides the next question or task of set-up: the one order for the terminal and the window. Pure.

import { join } from "node:path";
import type { ChosenFolder, Failure, Reached } from "../../engine/mod.ts";
import { isUnknownHost } from "../problems.ts";
import { folderNameOf } from "./address.ts";
import type { Known } from "./known.ts";
import type { Question, SetupStep, Task } from "./step.ts";

const ask = (question: Question): SetupStep => ({ kind: "ask", question });
const run = (task: Task): SetupStep => ({ kind: "do", task });

/** Returns what comes next. `home` is the user's home folder. All is asked before anything is done to the folder. */
export function nextSetupStep(known: Known, home: string): SetupStep {
  if (known.isGivenUp) {
    return known.undone === undefined
      ? run("undo")
      : { kind: "end", ending: { kind: "given up", lines: known.undone } };
  }
  if (known.failedTask !== undefined) return ask({ kind: "again" });
  return toolStep(known) ?? folderStep(known, home) ?? remoteStep(known) ?? contentStep(known) ??
    wishStep(known) ?? doingStep(known);
}

/** Returns the next step about git and a configuration that can be read. */
function toolStep({ git, config }: Known): SetupStep | undefined {
  if (config === undefined) return run("read configuration");
  if (config.kind === "mistaken") {
    const { message } = config;
    return { kind: "end", ending: { kind: "mistaken configuration", message } };
  }
  if (git === undefined) return run("find git");
  if (git.kind === "unusable") return ask({ kind: "git", text: git.text });
  return undefined;
}

/** Decides the step until folder and address are known. */
function folderStep(known: Known, home: string): SetupStep | undefined {
  const { source, folder, chosen } = known;
  if (source === undefined) return ask({ kind: "source" });
  if (folder === undefined) {
    const address = remoteAddress(known);
    const usual = address === undefined ? undefined : join(home, folderNameOf(address));
    return ask({ kind: "folder", usual });
  }
  if (chosen === undefined) return run("examine folder");
  if (chosen.kind === "unusable" || chosen.kind === "bare") {
    return ask({ kind: "folder", usual: undefined });
  }
  return undefined;
}

/** Returns the next step about the remote: its address, the way to it, and the branch. */
function remoteStep(known: Known): SetupStep | undefined {
  const { chosen, reached } = known;
  const address = remoteAddress(known);
  if (address === undefined) return ask({ kind: "address", folder: chosen! });
  if (reached === undefined) return run("reach remote");
  if (reached.kind === "failed") return accessStep(known, reached) ?? retryStep(chosen, address);
  if (reached.refusal !== undefined) return retryStep(chosen, address);
  if (known.branch === undefined) {
    return ask({ kind: "branch", branches: reached.branches });
  }
  return undefined;
}

/** Asks for another address, or to try again where the folder itself has it. */
function retryStep(chosen: ChosenFolder | undefined, usual: string): SetupStep {
  return chosen?.kind === "clone" && chosen.address !== undefined
    ? ask({ kind: "again" })
    : ask({ kind: "address", usual });
}

/** Decides the step that gives this machine access; `undefined` where nothing here does. */
function accessStep(
  known: Known,
  { problem, lacksHelper }: Extract<Reached, { kind: "failed" }>,
): SetupStep | undefined {
  switch (problem.kind) {
    case "host key":
      return hostKeyStep(known, problem);
    case "ssh key":
      return known.sshKey === undefined
        ? run("find ssh key")
        : ask({ kind: "ssh key", key: known.sshKey });
    case "sign in":
      if (problem.hasPassword) return undefined;
      if (lacksHelper && known.maySetHelper === undefined) {
        return known.helper === undefined
          ? run("find helper")
          : ask({ kind: "helper", helper: known.helper });
      }
      if (lacksHelper) return run("set helper");
      if (known.user === undefined) {
        return ask({ kind: "user", usual: userIn(remoteAddress(known)) });
      }
      return known.password === undefined ? ask({ kind: "password" }) : run("keep login");
    default:
      return undefined;
  }
}

function hostKeyStep({ hostKey, mayTrust }: Known, { detail }: Failure): SetupStep | undefined {
  if (!isUnknownHost(detail) || hostKey === "changed") return undefined;
  if (hostKey === undefined) return run("ask host key");
  return mayTrust ? run("trust host") : ask({ kind: "trust host", key: hostKey });
}

/** Decides the step about the files in the folder. */
function contentStep(known: Known): SetupStep | undefined {
  const { chosen, firstSave, reached } = known;
  if (chosen === undefined || chosen.kind === "new" || chosen.kind === "empty") return undefined;
  if (firstSave === undefined) return run("list first save");
  if (firstSave.risky.length > 0 && known.sent === undefined) {
    return ask({ kind: "risky files", firstSave });
  }
  if (firstSave.committed.length > 0 && !known.maySendCommits) {
    return ask({ kind: "committed", firstSave });
  }
  const hasContent = reached?.kind === "reached" && reached.branches.length > 0;
  if (chosen.kind === "files" && hasContent && firstSave.files > 0 && !known.mayMerge) {
    return ask({ kind: "merge", folder: chosen.path, files: firstSave.files });
  }
  return undefined;
}

/** Returns the next step about live updates and the start at login. */
function wishStep(known: Known): SetupStep | undefined {
  if (known.live === undefined) return liveStep(known);
  if (known.startsAtLogin === undefined) return run("read login item");
  return !known.startsAtLogin && known.wantsLogin === undefined
    ? ask({ kind: "start at login" })
    : undefined;
}

function liveStep({ wantsBroker, broker, brokerWorks }: Known): SetupStep {
  if (!wantsBroker) return ask({ kind: "live" });
  if (broker === undefined) return ask({ kind: "broker" });
  if (broker.user === undefined) return ask({ kind: "broker user" });
  if (broker.user !== "" && broker.password === undefined) return ask({ kind: "broker password" });
  return brokerWorks === undefined ? run("try broker") : ask({ kind: "broker failed" });
}

function doingStep({ connected, finished }: Known): SetupStep {
  if (connected === undefined) return run("connect");
  if (connected.kind === "failed") return ask({ kind: "again" });
  if (finished === undefined) return run("finish");
  return { kind: "end", ending: { kind: "done", lines: finished } };
}

/** Returns the address of the remote, as far as it is known. */
export function remoteAddress({ address, source, chosen }: Known): string | undefined {
  if (address !== undefined) return address;
  if (source?.kind === "address") return source.url;
  if (source?.kind === "code") return source.invitation.remote;
  return chosen?.kind === "clone" ? chosen.address : undefined;
}

/** Returns the user that an address over http(s) names. */
function userIn(address: string | undefined): string | undefined {
  return /^https?:\/\/([^/@:?#]+)@/i.exec(address ?? "")?.[1];
}
