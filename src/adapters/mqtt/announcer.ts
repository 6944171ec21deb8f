// Announcements, and whether they come through: each one has to come back as an echo of one's own id.
// It sends over the connection that it is given, and opens none.

import { type Patience, spread } from "./timeouts.ts";

/** Who is told of what. */
export interface AnnouncerParts {
  readonly patience: Patience;
  /** The broker did not even take an announcement: the connection is dead. */
  readonly onSilent: () => void;
  /** `doubts` has changed. */
  readonly onDoubt: () => void;
  /** Somebody else announces with the same id; or was not heard for a long time. */
  readonly onStranger: (isThere: boolean) => void;
}

/** Sends one announcement, and tells when the broker has taken it. */
export type Send = (onTaken: () => void) => void;

/** Announces, as soon as it has a connection. */
export interface Announcer {
  /** The last announcement was taken by the broker and did not come back. */
  readonly doubts: boolean;
  announce(): void;
  /** A connection is up: what the others have not heard for sure is announced again. */
  start(send: Send): void;
  /** The connection has ended. */
  stop(): void;
  /** One's own id came as a message. */
  hear(): void;
  /** Settles when the broker has taken everything, or cannot. */
  rest(): Promise<void>;
  /** Nothing more is to be announced. */
  end(): void;
}

/** A stranger who was not heard for so long is gone, in milliseconds. */
const STRANGER_MS = 86_400_000;

/** Makes an announcer that has no connection yet. */
export function makeAnnouncer(parts: AnnouncerParts): Announcer {
  const { patience } = parts;
  let send: Send | undefined;
  /** The others have yet to hear of something. */
  let isOwed = false;
  /** What went over this connection: not taken yet, and not heard yet. */
  let [untaken, unheard] = [0, 0];
  let doubts = false;
  // A process before this one may have announced something just now.
  let announcedAt = performance.now();
  let strangeEchoes = 0;
  let resting: PromiseWithResolvers<void> | undefined;
  /** For the next echo, or else for the next try. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  let strangerTimer: ReturnType<typeof setTimeout> | undefined;

  function announce(): void {
    isOwed = true;
    if (send === undefined) return;
    announcedAt = performance.now();
    [untaken, unheard] = [untaken + 1, unheard + 1];
    awaitEcho();
    send(() => {
      untaken--;
      if (untaken === 0) resting?.resolve();
    });
  }

  function awaitEcho(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (untaken > 0) return parts.onSilent();
      unheard = 0;
      timer = setTimeout(announce, spread(patience.resendMs, Math.random()));
      setDoubts(true);
    }, patience.answerMs);
  }

  function setDoubts(next: boolean): void {
    if (doubts === next) return;
    doubts = next;
    parts.onDoubt();
  }

  function hear(): void {
    if (unheard > 1) {
      unheard--;
      awaitEcho();
    } else if (unheard === 1 || doubts) {
      clearTimeout(timer);
      unheard = 0;
      isOwed = false;
    } else if (performance.now() - announcedAt > patience.ownMs) {
      noteStranger();
    }
    setDoubts(false);
  }

  function noteStranger(): void {
    strangeEchoes++;
    // A single one may be a message that the broker sent twice.
    if (strangeEchoes === 2) parts.onStranger(true);
    clearTimeout(strangerTimer);
    strangerTimer = setTimeout(() => {
      if (strangeEchoes > 1) parts.onStranger(false);
      strangeEchoes = 0;
    }, STRANGER_MS);
  }

  return {
    get doubts() {
      return doubts;
    },
    announce,
    start(over) {
      send = over;
      if (isOwed) announce();
    },
    stop() {
      send = undefined;
      [untaken, unheard] = [0, 0];
      clearTimeout(timer);
      resting?.resolve();
    },
    hear,
    async rest() {
      if (!isOwed || (send !== undefined && untaken === 0)) return;
      resting = Promise.withResolvers();
      await resting.promise;
    },
    end() {
      clearTimeout(timer);
      clearTimeout(strangerTimer);
    },
  };
}
