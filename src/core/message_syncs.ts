// When to sync for messages of other machines, and which syncs have taken care of them. Pure.

import type { Report } from "../engine/mod.ts";
import { planSync } from "./due.ts";
import { EMPTY_FETCHES, NOISY_TOPIC_MS, throttleAfter } from "./timing.ts";
import type { FolderState, MessageHistory } from "./state.ts";

/** Plans a sync for a message: at once, unless the topic is noisy. */
export function onMessage(folder: FolderState, now: number): FolderState {
  const { messages, planned } = folder;
  const burstLength = planned === undefined
    ? burstLengthWith(folder, now)
    : folder.messages.burstLength;
  return planSync({ ...folder, messages: { ...messages, receivedAt: now, burstLength } }, {
    at: earliestSync(messages, now),
    message: true,
  });
}

/**
 * Returns the length of the burst with one message more. One machine that saves every few seconds makes no burst; many
 * that save at once do.
 */
function burstLengthWith({ running, messages }: FolderState, now: number): number {
  const { lastSync, burstLength } = messages;
  const isClose = running?.message === true || now - lastSync.endedAt <= lastSync.tookMs;
  return isClose ? burstLength + 1 : 0;
}

function earliestSync(
  { emptyFetches, syncAt, throttledUntil }: MessageHistory,
  now: number,
): number {
  const isNoisy = emptyFetches >= EMPTY_FETCHES;
  return Math.max(now, throttledUntil, isNoisy ? syncAt + NOISY_TOPIC_MS : now);
}

/**
 * Updates the messages when a sync has ended. It settles every message that came before it asked the remote.
 * While many machines save at once, syncs for messages are throttled: one sync then settles several messages.
 */
export function afterSync(folder: FolderState, report: Report, now: number): FolderState {
  const settled = settleMessages(folder, report);
  const { running, messages } = folder;
  const hasReceived = report.received.length > 0;
  if (running?.message !== true) {
    return hasReceived ? { ...settled, messages: { ...messages, emptyFetches: 0 } } : settled;
  }
  const tookMs = now - running.since;
  const counted: MessageHistory = {
    ...messages,
    emptyFetches: hasReceived ? 0 : messages.emptyFetches + 1,
    lastSync: { endedAt: now, tookMs },
    throttledUntil: now + throttleAfter({ tookMs, burstLength: messages.burstLength }),
  };
  const { planned } = settled;
  if (planned?.message !== true) return { ...settled, messages: counted };
  const at = Math.max(planned.at, earliestSync(counted, now));
  return { ...settled, messages: counted, planned: { ...planned, at } };
}

function settleMessages(folder: FolderState, { askedAt = -Infinity }: Report): FolderState {
  const { planned, messages } = folder;
  const isSettled = planned?.message === true && messages.receivedAt < askedAt;
  return isSettled ? { ...folder, planned: undefined } : folder;
}
