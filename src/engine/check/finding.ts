// The findings of a check, as values. Pure.

import type { Failure } from "../git/process/failure.ts";
import type { Problem } from "../problem.ts";
import type { NotSynced } from "../save/save.ts";

/** One finding of a check. */
export type Finding =
  | GitFinding
  | CloneFinding
  | RemoteFinding
  | {
    readonly kind: "problem";
    readonly subject: "branch" | "files" | "lock" | "remote" | "sign-in" | "objects";
    readonly problem: Problem;
  }
  /** `folder` is the path of the settings. */
  | { readonly kind: "closed folder"; readonly folder: string; readonly problem: Problem }
  | { readonly kind: "folder"; readonly root: string }
  /** The author of saves; a fallback where git knows none. */
  | {
    readonly kind: "identity";
    readonly name: string | undefined;
    readonly email: string | undefined;
    readonly isFallback: boolean;
  }
  | { readonly kind: "branch"; readonly branch: string; readonly isUnborn: boolean };

/** Finding about the git program. */
export type GitFinding =
  | { readonly kind: "git"; readonly program: string; readonly version: string }
  | { readonly kind: "old git"; readonly program: string; readonly version: string }
  /** The program does not answer as git does. */
  | { readonly kind: "not git"; readonly program: string }
  /** The program cannot be started. */
  | { readonly kind: "no git"; readonly program: string; readonly isForIntel: boolean };

/** Finding about the history, files, filters and objects of the clone. */
export type CloneFinding =
  | { readonly kind: "shallow" | "partial" | "only tracked" }
  /** Folders without a file, by names that can be shown. */
  | { readonly kind: "empty folders"; readonly folders: readonly string[] }
  /** `hidden` published files are left out of the folder. */
  | { readonly kind: "sparse"; readonly hidden: number }
  /** A filter that is not set up here, or whose `program` is missing, and one of its files. */
  | {
    readonly kind: "missing filter";
    readonly filter: string;
    readonly path: string;
    readonly program?: string;
  }
  /** Files that are left out for one reason, by names that can be shown. */
  | ({ readonly kind: "left out"; readonly paths: readonly string[] } & Omit<NotSynced, "path">)
  /** Missing objects were fetched again; `detail` is git's message about them. */
  | { readonly kind: "objects fetched"; readonly detail: string };

/** Returns a finding for each reason for which files are left out. */
export function leftOutFindings(files: readonly NotSynced[]): CloneFinding[] {
  return [...Map.groupBy(files, ({ reason, by = "" }) => `${reason} ${by}`).values()].map(
    (same) => {
      const { path: _, ...why } = same[0]!;
      return { kind: "left out", paths: same.map(({ path }) => path), ...why };
    },
  );
}

/** Finding about the remote and its addresses. */
export type RemoteFinding =
  | {
    readonly kind: "remote";
    readonly remote: string;
    readonly ref: string;
    /** Whether the remote has no branch at all. */
    readonly isEmpty: boolean;
  }
  /** Branches of the remote that the folder does not sync. */
  | {
    readonly kind: "other branches";
    readonly remote: string;
    readonly others: readonly string[];
  }
  /** Whether a further address of the remote has the branch as the first one has it. */
  | {
    readonly kind: "address";
    readonly address: string;
    readonly remote: string;
    readonly branch: string;
    readonly isEqual: boolean;
  }
  | {
    readonly kind: "closed address";
    readonly address: string;
    readonly failure: Failure;
  }
  /** The remote lets this machine read and write; without a helper git keeps no password. */
  | { readonly kind: "signed in"; readonly remote: string; readonly lacksHelper: boolean };
