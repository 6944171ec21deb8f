// The questions and tasks of set-up, as values. The words are in `view/setup`. Pure.

import type {
  ChosenFolder,
  CredentialHelper,
  FirstSave,
  HostKey,
  SshKey,
} from "../../engine/mod.ts";
import type { Broker } from "./known.ts";

/** A question to the user. Each is answered with one text; an empty one takes what is usual. */
export type Question =
  /** The thing to sync: an address, a folder or a join code. */
  | { readonly kind: "source" }
  /** `usual` is an absolute path. */
  | { readonly kind: "folder"; readonly usual: string | undefined }
  /** The address of the remote for a folder that has none. */
  | { readonly kind: "address"; readonly usual?: undefined; readonly folder: ChosenFolder }
  /** Another address of the remote; the empty text tries `usual` again. */
  | { readonly kind: "address"; readonly usual: string }
  /** Git has to be installed: any answer tries again. */
  | { readonly kind: "git"; readonly text: string }
  /** Something is in the way: any answer tries again. */
  | { readonly kind: "again" }
  | { readonly kind: "trust host"; readonly key: HostKey }
  /** The remote has to learn a key: any answer tries again. */
  | { readonly kind: "ssh key"; readonly key: SshKey }
  | { readonly kind: "helper"; readonly helper: CredentialHelper }
  | { readonly kind: "user"; readonly usual: string | undefined }
  | { readonly kind: "password" }
  | { readonly kind: "branch"; readonly branches: readonly string[] }
  | { readonly kind: "merge"; readonly folder: string; readonly files: number }
  /** Which of the risky files are sent all the same. */
  | { readonly kind: "risky files"; readonly firstSave: FirstSave }
  /** Whether risky files that are in commits already are sent. */
  | { readonly kind: "committed"; readonly firstSave: FirstSave }
  | { readonly kind: "live" }
  | { readonly kind: "broker" }
  | { readonly kind: "broker user" }
  | { readonly kind: "broker password" }
  | { readonly kind: "broker failed" }
  | { readonly kind: "start at login" };

/** Something to be done, with what is known. */
export type Task =
  | "find git"
  | "read configuration"
  | "examine folder"
  | "reach remote"
  | "ask host key"
  | "trust host"
  | "find ssh key"
  | "find helper"
  | "set helper"
  | "keep login"
  | "list first save"
  | "try broker"
  | "read login item"
  | "connect"
  | "finish"
  | "undo";

/** How set-up ended. */
export type Ending =
  | { readonly kind: "done"; readonly lines: readonly string[] }
  /** `lines` name what stays. */
  | { readonly kind: "given up"; readonly lines: readonly string[] }
  | { readonly kind: "mistaken configuration"; readonly message: string };

/** The next step. */
export type SetupStep =
  | { readonly kind: "ask"; readonly question: Question }
  | { readonly kind: "do"; readonly task: Task }
  | { readonly kind: "end"; readonly ending: Ending };

/** The broker that is used where the user names none. It is open to everybody. */
export const USUAL_BROKER: Broker = {
  host: "test.mosquitto.org",
  port: 1883,
  isEncrypted: false,
};
