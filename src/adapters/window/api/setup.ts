// The contract of the window about set-up. Pure. A password goes to the server alone, and never comes back.

import * as z from "zod/mini";

/** GET `setup`: a stream of lines of JSON, each the whole state; the first one comes at once. */
export interface ShownSetup {
  /** The steps so far, in whole lines. */
  readonly lines: readonly string[];
  readonly step: ShownSetupStep;
}

export type ShownSetupStep =
  /** No set-up runs. */
  | { readonly kind: "none" }
  | {
    readonly kind: "question";
    /** Names this question: an answer to another one is not taken. */
    readonly id: number;
    readonly question: ShownSetupQuestion;
    /** Why the answer before was not taken, or what is in the way. */
    readonly complaint?: string;
  }
  | {
    readonly kind: "doing";
    /** How far it is, where it takes its time. */
    readonly progress?: string;
  }
  | {
    readonly kind: "end";
    readonly isDone: boolean;
    /** The lines about what happens now, or what stays. */
    readonly lines: readonly string[];
  };

/** A question, in the words of the terminal. */
export interface ShownSetupQuestion {
  readonly lines: readonly string[];
  readonly prompt: string;
  /** The meaning of an empty answer; absent where an answer is needed. */
  readonly usual?: string;
  readonly choices?: readonly { readonly answer: string; readonly text: string }[];
  /** The items of which any number can be chosen: the answer is their numbers, from 1, with commas between. */
  readonly items?: readonly { readonly name: string; readonly about: string }[];
  readonly isSecret?: true;
  /** Nothing is typed: a button with this label answers. */
  readonly button?: string;
  /** A text to copy. */
  readonly copied?: string;
}

/** POST `beginSetup`: one that runs is given up first. */
export const BEGIN_SETUP_REQUEST = z.object({});

/** Characters of an answer: more than an address or a join code has. */
const ANSWER_CHARACTERS = 16 * 1024;

/** POST `answerSetup` */
export const ANSWER_SETUP_REQUEST = z.object({
  id: z.int(),
  text: z.string().check(z.maxLength(ANSWER_CHARACTERS)),
});

/** POST `giveUpSetup` */
export const GIVE_UP_SETUP_REQUEST = z.object({});

/** The answer of these three. */
export interface SetupTaken {
  readonly isTaken: boolean;
}

/** GET `invitations`: the join codes of the folders. */
export interface WindowInvitations {
  readonly invitations: readonly WindowInvitation[];
}

/** The join code of one folder, or why there is none. */
export type WindowInvitation =
  | ({ readonly name: string } & WindowCode)
  | { readonly name: string; readonly error: string };

/** A join code. */
export interface WindowCode {
  readonly code: string;
  /** The content of the code, and what it leaves out. */
  readonly lines: readonly string[];
  /** The QR code: a row of `0` and `1` for each line of its squares; `1` is dark. */
  readonly squares: readonly string[];
}
