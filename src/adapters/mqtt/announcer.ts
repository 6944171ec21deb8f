// Announcements, and whether they come through: each one has to come back as an echo of one's own id.
// It sends over the connection that it is given, and opens none.

import { spread, type Timeouts } from "./timeouts.ts";

/** Who is told of what. */
export interface AnnouncerParts {
  readonly timeouts: Timeouts;
  /** The broker did not even take an announcement: the connection is dead. */
  readonly onNotAcked: () => void;
  /** `doubts` has changed. */
  readonly onUnconfirmed: () => void;
  /** Somebody else announces with the same id; or was not heard for a long time. */
  readonly onDuplicateClientId: (isThere: boolean) => void;
}

/** Sends one announcement, and tells when the broker has taken it. */
export type Send = (onAcked: () => void) => void;

/** Announces, as soon as it has a connection. */
export interface Announcer {
  /** The last announcement was taken by the broker and did not come back. */
  readonly isUnconfirmed: boolean;
  announce(): void;
  /** A connection is up: what the others have not heard for sure is announced again. */
  start(send: Send): void;
  /** The connection has ended. */
  stop(): void;
  /** One's own id came as a message. */
  onEcho(): void;
  /** Settles when the broker has taken everything, or cannot. */
  flush(): Promise<void>;
  /** Nothing more is to be announced. */
  end(): void;
}

/** A stranger who was not heard for so long is gone, in milliseconds. */
const DUPLICATE_MS = 86_400_000;

/** Makes an announcer that has no connection yet. */
export function makeAnnouncer(parts: AnnouncerParts): Announcer {
  const { timeouts } = parts;
  let send: Send | undefined;
  /** The others have yet to hear of something. */
  let isPending = false;
  /** What went over this connection: not taken yet, and not heard yet. */
  let [unacked, unechoed] = [0, 0];
  let isUnconfirmed = false;
  // A process before this one may have announced something just now.
  let announcedAt = performance.now();
  let foreignEchoes = 0;
  let flushing: PromiseWithResolvers<void> | undefined;
  /** For the next echo, or else for the next try. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  let duplicateTimer: ReturnType<typeof setTimeout> | undefined;

  function announce(): void {
    isPending = true;
    if (send === undefined) return;
    announcedAt = performance.now();
    [unacked, unechoed] = [unacked + 1, unechoed + 1];
    waitForEcho();
    send(() => {
      unacked--;
      if (unacked === 0) flushing?.resolve();
    });
  }

  function waitForEcho(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (unacked > 0) return parts.onNotAcked();
      unechoed = 0;
      timer = setTimeout(announce, spread(timeouts.resendMs, Math.random()));
      setUnconfirmed(true);
    }, timeouts.answerMs);
  }

  function setUnconfirmed(next: boolean): void {
    if (isUnconfirmed === next) return;
    isUnconfirmed = next;
    parts.onUnconfirmed();
  }

  function onEcho(): void {
    if (unechoed > 1) {
      unechoed--;
      waitForEcho();
    } else if (unechoed === 1 || isUnconfirmed) {
      clearTimeout(timer);
      unechoed = 0;
      isPending = false;
    } else if (performance.now() - announcedAt > timeouts.ownMs) {
      countForeignEcho();
    }
    setUnconfirmed(false);
  }

  function countForeignEcho(): void {
    foreignEchoes++;
    // A single one may be a message that the broker sent twice.
    if (foreignEchoes === 2) parts.onDuplicateClientId(true);
    clearTimeout(duplicateTimer);
    duplicateTimer = setTimeout(() => {
      if (foreignEchoes > 1) parts.onDuplicateClientId(false);
      foreignEchoes = 0;
    }, DUPLICATE_MS);
  }

  return {
    get isUnconfirmed() {
      return isUnconfirmed;
    },
    announce,
    start(over) {
      send = over;
      if (isPending) announce();
    },
    stop() {
      send = undefined;
      [unacked, unechoed] = [0, 0];
      clearTimeout(timer);
      flushing?.resolve();
    },
    onEcho,
    async flush() {
      if (!isPending || (send !== undefined && unacked === 0)) return;
      flushing = Promise.withResolvers();
      await flushing.promise;
    },
    end() {
      clearTimeout(timer);
      clearTimeout(duplicateTimer);
    },
  };
}
