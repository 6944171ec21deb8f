// The input and the result of a git command.

import type { Setting } from "./forced_settings.ts";

/** The options of one git command beside its arguments. */
export interface GitOptions {
  /**
   * Sent to standard input, a string as one byte per character. Pieces are made as git reads them.
   */
  readonly stdin?: string | Iterable<string>;
  /** Uses both ends of git while it runs, in place of `stdin` and the collected output. */
  readonly converse?: (ends: Conversation) => Promise<void>;
  /** Added to the environment of this command. */
  readonly env?: Readonly<Record<string, string>>;
  /** `reads` takes no lock that it could do without; `writes` leaves the orphan's note first. */
  readonly access: "reads" | "writes";
  /**
   * A script of the shell in place of one command: `"$git"` is the program, `"$@"` are the
   * arguments. Its commands share the note, the group and both ends, and one start.
   */
  readonly script?: string;
  /** Milliseconds without any output after which the command counts as hung. */
  readonly silenceMs?: number;
  /** Bytes of output after which the command is ended. */
  readonly mostBytes?: number;
  /** Bytes in memory after which a command that talks to a remote is ended. */
  readonly mostMemory?: number;
  /** Ends a command that prints but makes no progress. */
  readonly stall?: {
    /** Milliseconds from one question to the next. */
    readonly everyMs: number;
    /** Reports whether a command that began so many milliseconds ago may go on. */
    readonly goesOn: (elapsedMs: number) => Promise<boolean>;
  };
  /** Whether it may run beside another one that writes: its note is another file. */
  readonly isTransfer?: boolean;
  /**
   * Called with each piece of output, which is not collected then, and is good until it returns.
   */
  readonly onOutput?: (piece: Uint8Array) => void;
  /** Called with each piece of standard error, for progress. */
  readonly onProgress?: (text: string) => void;
}

/** Both ends of a git process that answers requests. It ends when its standard input does. */
export interface Conversation {
  /** Sends text, one byte per character. */
  write(text: string): Promise<void>;
  /** Returns the next bytes of the answer; `undefined` when git has ended. */
  read(): Promise<Uint8Array | undefined>;
  /** Closes git's standard input: nothing more will be sent. */
  finish(): Promise<void>;
  /** Ends git at once, as nothing more is wanted of it. */
  end(): Promise<void>;
}

/** The result of a git command. A non-zero code is a result, not an exception. */
export interface GitResult {
  readonly code: number;
  /** One character per byte: names need not be UTF-8 (see `engine/git/values/path.ts`). */
  readonly stdout: string;
  readonly stderr: string;
  /** The signal that ended it; the code says nothing then. */
  readonly signal?: Deno.Signal;
  /** Why it was ended from here, when it was. */
  readonly ended?: "silence" | "abort" | "flood" | "memory" | "stall";
  /** The bytes (`flood`, `memory`) or milliseconds (`stall`) after which it was ended. */
  readonly limit?: number;
}

/** Runs one git command. */
export type RunGit = (args: readonly string[], options: GitOptions) => Promise<GitResult>;

/** The common settings of all git commands in one repository. */
export interface GitSettings {
  /** The git program: a path or a name on PATH. */
  readonly program: string;
  /** The folder in which git runs. */
  readonly folder: string;
  /** The environment that the app was started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the folder's volume tells names apart by their case; absent when that is not known. */
  readonly caseCounts?: boolean;
  /** Whether its volume knows how to write to the disk itself; absent when that is not known. */
  readonly canSync?: boolean;
  /** The folder of hooks in place of git's own, where some of those must not run (`hooks.ts`). */
  readonly hooks?: string;
  /** Settings of this repository that overrule those of any file. */
  readonly ownSettings?: readonly Setting[];
  /** The user's own ssh command, to which batch mode is added. */
  readonly sshCommand?: string;
  /** Author and committer when git knows none. */
  readonly identity?: { readonly name: string; readonly email: string };
  /** Where the note for an orphan goes (`repository/leftovers.ts`); absent for none. */
  readonly note?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds of silence after which a command counts as hung, unless it names its own. */
  readonly silenceMs?: number;
}

/** Git could not be started at all. */
export class GitStartError extends Error {
  override readonly name = "GitStartError";
  /** It is made for Intel processors, on a Mac without Rosetta. */
  readonly isForIntel: boolean;
  constructor(message: string, { isForIntel = false } = {}) {
    super(message);
    this.isForIntel = isForIntel;
  }
}
