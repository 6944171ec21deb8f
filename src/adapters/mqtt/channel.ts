// The channel over which machines announce that there is something new. It keeps a connection to the broker,
// whatever happens.

import { Buffer } from "node:buffer";
import { pause, settlesWithin } from "../../system/pause.ts";
import { type Announcer, makeAnnouncer } from "./announcer.ts";
import { type Connection, openConnection } from "./connection.ts";
import { backOffAfter, failuresAfter, TIMEOUTS, type Timeouts } from "./timeouts.ts";
import { type ChannelSettings, topicsOf } from "./settings.ts";
import { tlsNote } from "./tls.ts";
import { connectionSentence } from "./connection_problem.ts";

/** Whether messages arrive. */
export type ConnectionState =
  | { readonly kind: "up" }
  | { readonly kind: "down"; readonly reason: string };

/** The callbacks of a channel; none is called any more once the closing has begun. */
export interface ChannelParts {
  /** Another machine has announced something on a topic. A burst of messages may be one call. */
  readonly onMessage: (topic: string) => void;
  /** The state of the connection has changed. The first call comes when the first connection is up or has failed. */
  readonly onConnection: (connection: ConnectionState) => void;
  /** Another machine has the same id and knows it; this one should go on with another id. */
  readonly onSharedId: () => void;
  readonly log: (line: string) => void;
  readonly timeouts?: Partial<Timeouts>;
}

/** A channel that is kept open. */
export interface Channel {
  /** Announces on a topic that its remote has something new: at once, or as soon as the connection is up. */
  announce(topic: string): void;
  /** Finds out at once whether the broker answers: the machine slept, or the network is back. */
  wake(): void;
  /** Ends it, after an announcement under way: that has 1.5 s at most. */
  close(): Promise<void>;
}

/** So many messages with its own id show another machine that the id is shared, even one that has just announced. */
const SHARED_ID_MESSAGES = 3;

/** Opens a channel. Never throws: problems with the broker come to `onConnection`. */
export function openChannel(settings: ChannelSettings, parts: ChannelParts): Channel {
  const timeouts = { ...TIMEOUTS, ...parts.timeouts };
  const ownId = Buffer.from(settings.clientId);
  let connection: Connection | undefined;
  let isUp = false;
  let isClosing = false;
  let failures = 0;
  /** Ends the wait for the next attempt. */
  let waiting: AbortController | undefined;
  let link: ConnectionState | undefined;
  let messageTimer: ReturnType<typeof setTimeout> | undefined;
  /** The topics with messages that are to be passed on. */
  const arrived = new Set<string>();
  const announcers = new Map(topicsOf(settings).map((topic) => [topic, announcerOf(topic)]));

  function announcerOf(topic: string): Announcer {
    return makeAnnouncer({
      timeouts,
      onNotAcked: () => connection?.end({ kind: "silent", stage: "up" }),
      onUnconfirmed: reportUp,
      onDuplicateClientId: () => {
        if (isClosing) return;
        for (let sent = 0; sent < SHARED_ID_MESSAGES; sent++) {
          connection?.send(topic, settings.clientId, () => {});
        }
        parts.onSharedId();
      },
    });
  }

  function report(next: ConnectionState): void {
    if (isClosing || isSame(link, next)) return;
    link = next;
    parts.onConnection(next);
  }

  /** After an announcement that was not passed on, only an echo shows that messages arrive. */
  function reportUp(): void {
    const reason = connectionSentence({ kind: "swallowed" }, settings);
    const isUnconfirmed = [...announcers.values()].some((announcer) => announcer.isUnconfirmed);
    report(isUnconfirmed ? { kind: "down", reason } : { kind: "up" });
  }

  async function keepConnected(): Promise<void> {
    while (!isClosing) {
      const began = performance.now();
      connection = openConnection(settings, {
        timeouts,
        onPassed: (stage) => stage === "subscribe" && onUp(),
        onMessage,
      });
      const reason = await connection.ended;
      isUp = false;
      for (const announcer of announcers.values()) announcer.stop();
      if (isClosing || reason === undefined) continue;
      report({ kind: "down", reason });
      failures = failuresAfter(failures, performance.now() - began);
      waiting = new AbortController();
      const backOffMs = backOffAfter(failures, { ...timeouts, chance: Math.random() });
      await pause(backOffMs, { signal: waiting.signal });
      waiting = undefined;
    }
  }

  function onUp(): void {
    isUp = true;
    reportUp();
    for (const [topic, announcer] of announcers) {
      announcer.start((onAcked) => connection?.send(topic, settings.clientId, onAcked));
    }
  }

  function onMessage(topic: string, body: Uint8Array): void {
    // It may be the message of a machine with the same id.
    const isOwn = ownId.equals(body) && announcers.get(topic)?.onEcho() === "own";
    if (isOwn) return;
    arrived.add(topic);
    messageTimer ??= setTimeout(passOnMessages, 0);
  }

  function passOnMessages(): void {
    messageTimer = undefined;
    const topics = [...arrived];
    arrived.clear();
    for (const topic of topics) if (!isClosing) parts.onMessage(topic);
  }

  const note = tlsNote(settings);
  if (note !== undefined) parts.log(note);
  const ended = keepConnected();
  return {
    announce: (topic) => announcers.get(topic)?.announce(),
    wake() {
      failures = 0;
      if (isUp) connection?.ping();
      // An attempt from before the sleep may wait for an answer that never comes.
      else if (waiting === undefined) connection?.end();
      else waiting.abort();
    },
    async close() {
      isClosing = true;
      const all = [...announcers.values()];
      if (waiting === undefined) {
        const flushed = Promise.all(all.map((announcer) => announcer.flush()));
        await settlesWithin(flushed, timeouts.closeMs);
      }
      for (const announcer of all) announcer.end();
      waiting?.abort();
      await connection?.close();
      clearTimeout(messageTimer);
      await ended;
    },
  };
}

function isSame(one: ConnectionState | undefined, other: ConnectionState): boolean {
  if (one?.kind === "down" && other.kind === "down") return one.reason === other.reason;
  return one?.kind === other.kind;
}
