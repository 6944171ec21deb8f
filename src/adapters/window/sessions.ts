// The access to the window: tokens that open it once, and the secrets of the pages that are open. All of it is in
// memory.

import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { WINDOW_SESSIONS, WINDOW_TOKEN_MS } from "../../system/limits/window.ts";

/** The tokens and secrets of one server. */
export interface Sessions {
  /**
   * Returns a token for the address of a page. It is good for one use within a minute. `onOpened` comes when a page has
   * used it.
   */
  newToken(onOpened?: () => void): string;
  /** Returns the secret of a new session; `undefined` where the token is none, is too old, or was used before. */
  open(token: string): string | undefined;
  /** Reports whether there is a session with this secret. */
  isOpen(secret: string): boolean;
}

/** A token that waits to be used. */
interface Token {
  readonly token: string;
  /** By the clock of `now`. */
  readonly madeAt: number;
  readonly onOpened: () => void;
}

/** Makes sessions; `now` is in milliseconds. The oldest gives way where there would be too many. */
export function createSessions({ now }: { readonly now: () => number }): Sessions {
  let tokens: readonly Token[] = [];
  let open: readonly { readonly token: string; readonly secret: string }[] = [];
  return {
    newToken(onOpened = () => {}) {
      const token = randomSecret();
      tokens = [...tokens, { token, madeAt: now(), onOpened }].slice(-WINDOW_SESSIONS);
      return token;
    },
    open(given) {
      // A token that comes again: somebody else has it as well, and one of the two is not the user.
      open = open.filter(({ token }) => !isEqual(token, given));
      const found = tokens.find(({ token }) => isEqual(token, given));
      if (found === undefined) return undefined;
      tokens = tokens.filter((one) => one !== found);
      const age = now() - found.madeAt;
      if (age < 0 || age >= WINDOW_TOKEN_MS) return undefined;
      const secret = randomSecret();
      open = [...open, { token: found.token, secret }].slice(-WINDOW_SESSIONS);
      found.onOpened();
      return secret;
    },
    isOpen: (given) => open.some(({ secret }) => isEqual(secret, given)),
  };
}

/** Returns 256 random bits, as text for an address. */
function randomSecret(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
}

/** Compares in a time that tells nothing of the first of them. */
function isEqual(secret: string, given: string): boolean {
  const [ours, theirs] = [Buffer.from(secret), Buffer.from(given)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}
