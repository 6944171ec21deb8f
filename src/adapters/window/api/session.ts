// The contract between the server of the window and its page: addresses, the session, and errors. Pure. The files of
// this folder are all that the page imports of the program: types for what the server makes, schemas for what the page
// sends.
//
// Every request but that for a session carries the secret in the header `SECRET_HEADER`. A write is a POST with JSON.
// An answer of 400 or more is an `ApiError`. Times are in milliseconds since 1970, sizes in bytes. Paths are relative
// to the synced folder, as they are: the page shows names through `visibleName` alone.

import * as z from "zod/mini";

/** The header that carries the secret of a session. */
export const SECRET_HEADER = "x-git-sync-bar";

/**
 * The header that names one of several folders, as `encodeURIComponent` writes it; without it a request is about the
 * first.
 */
export const FOLDER_HEADER = "x-git-sync-bar-folder";

/** The addresses, all below the origin of the page. */
export const API = {
  session: "/api/session",
  events: "/api/events",
  click: "/api/click",
  held: "/api/held",
  saves: "/api/saves",
  save: "/api/save",
  versions: "/api/versions",
  deleted: "/api/deleted",
  at: "/api/at",
  span: "/api/span",
  days: "/api/days",
  hosts: "/api/hosts",
  content: "/api/content",
  conflicts: "/api/conflicts",
  conflict: "/api/conflict",
  change: "/api/change",
  older: "/api/older",
  settings: "/api/settings",
  checkSettings: "/api/settings/check",
  saveSettings: "/api/settings/save",
  test: "/api/test",
  setup: "/api/set-up",
  beginSetup: "/api/set-up/begin",
  answerSetup: "/api/set-up/answer",
  giveUpSetup: "/api/set-up/give-up",
  invitations: "/api/invitations",
} as const;

/** Why a request is not answered as wanted. */
export interface ApiError {
  /** One line for the user. */
  readonly error: string;
  /**
   * `session`: it has ended, or never was one: the window is to be opened again from the menu. `gone`: what is asked
   * for is not in the history, or not offered any more. `too large`, `repository`, `not here`: the content is not
   * given.
   */
  readonly kind:
    | "session"
    | "request"
    | "gone"
    | "too large"
    | "repository"
    | "not here"
    | "failed";
}

/**
 * The page is opened at `/#token=TOKEN&to=SCREEN`; as `URLSearchParams` has them. `to` is the fragment for the page
 * from then on, as `/now`, `/history`, `/conflicts?copy=PATH`, `/settings`; `folder=NAME` in it is one of several
 * folders. It takes the token out of the address at once.
 */
export const SESSION_REQUEST = z.object({ token: z.string().check(z.maxLength(100)) });
export interface Session {
  /** For `sessionStorage`, so that it lasts through a reload and ends with the tab. */
  readonly secret: string;
}

/** Returns a name as it is shown: control characters, and those that change the direction of a line, as their codes. */
export function visibleName(name: string): string {
  return name.toWellFormed().replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
