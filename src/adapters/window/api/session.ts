// The contract between the server of the window and its page: addresses, the session, and errors.
// Pure. The page imports nothing of the program but this folder.
//
// Every request but that for a session carries the secret in the header `SECRET_HEADER`. A write is
// a POST with JSON. An answer of 400 or more is an `ApiError`. Times are in milliseconds since
// 1970, sizes in bytes. Paths are relative to the synced folder and not escaped: the page shows
// names through `visibleName` alone.

import * as z from "zod/mini";

/** The header that carries the secret of a session. */
export const SECRET_HEADER = "x-git-sync-bar";

/**
 * The header with the name of a folder, as `encodeURIComponent` writes it; absent for the first
 * folder.
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
   * `session`: none, or it has ended. `gone`: not in the history, or not offered any more. `too
   * large`, `repository`, `not here`: the content is not given.
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
 * The page is opened at `/#token=TOKEN&to=SCREEN`, as `URLSearchParams` has it. `to` is its next
 * fragment: `/now`, `/history`, `/conflicts?copy=PATH`, `/settings`, with `folder=NAME` for one of
 * several. The page takes the token out of the address at once.
 */
export const SESSION_REQUEST = z.object({ token: z.string().check(z.maxLength(100)) });
export interface Session {
  /** For `sessionStorage`, so that it lasts through a reload and ends with the tab. */
  readonly secret: string;
}

/** Returns a name with control characters, and those of the text's direction, as their codes. */
export function visibleName(name: string): string {
  return name.toWellFormed().replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
