// Announcements, and whether the broker passes them on: each one has to come back as an echo of the own id. It
// sends over the connection that it is given, and opens none.

import { spread, type Timeouts } from "./timeouts.ts";

/** The callbacks of an announcer. */
export interface AnnouncerParts {
  readonly timeouts: Timeouts;
  /** The broker did not acknowledge an announcement: the connection is dead. */
  readonly onNotAcked: () => void;
  /** `isUnconfirmed` has changed. */
  readonly onUnconfirmed: () => void;
  /** Another machine announces with the same client_id. */
  readonly onDuplicateClientId: () => void;
}

/** Sends one announcement; `onAcked` comes when the broker has acknowledged it (PUBACK). */
export type Send = (onAcked: () => void) => void;

/** Announces as soon as it has a connection. */
export interface Announcer {
  /** The last announcement was acknowledged and did not come back. */
  readonly isUnconfirmed: boolean;
  announce(): void;
  /** A connection is up: an announcement that may not have reached the others is sent again. */
  start(send: Send): void;
  /** The connection has ended. */
  stop(): void;
  /** The own id came as a message. Returns whose it is, as far as that is known. */
  onEcho(): "own" | "foreign";
  /** Settles when the broker has acknowledged everything, or there is no connection. */
  flush(): Promise<void>;
  /** Ends the announcer. */
  end(): void;
}

/** Returns an announcer without a connection. */
export function makeAnnouncer(parts: AnnouncerParts): Announcer {
  const { timeouts } = parts;
  let send: Send | undefined;
  /** An announcement has not been confirmed yet. */
  let isPending = false;
  /** Announcements over this connection: not acknowledged yet, and not echoed yet. */
  let [unacked, unechoed] = [0, 0];
  let isUnconfirmed = false;
  // A process before this one may have announced something just now.
  let announcedAt = performance.now();
  /** Echoes that nothing of this machine has caused: soon after an announcement, and all that count. */
  let [unexpected, foreignEchoes] = [0, 0];
  let flushing: PromiseWithResolvers<void> | undefined;
  /** For the echo, then for the next try. */
  let timer: ReturnType<typeof setTimeout> | undefined;

  function announce(): void {
    isPending = true;
    if (send === undefined) return;
    announcedAt = performance.now();
    unexpected = 0;
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

  function onEcho(): "own" | "foreign" {
    const isOwn = unechoed > 0 || isUnconfirmed;
    if (unechoed > 1) {
      unechoed--;
      waitForEcho();
    } else if (unechoed === 1 || isUnconfirmed) {
      clearTimeout(timer);
      unechoed = 0;
      isPending = false;
    } else if (performance.now() - announcedAt > timeouts.ownMs || ++unexpected > 1) {
      // A single one may be a message that the broker sent twice.
      if (++foreignEchoes === 2) parts.onDuplicateClientId();
    }
    setUnconfirmed(false);
    return isOwn ? "own" : "foreign";
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
    },
  };
}
