// The bytes of a broker before mqtt.js gets them: which packets may come, how many in a minute, and how long one takes.

import type { Socket } from "node:net";
import { MQTT_ANSWERS_A_MINUTE, MQTT_PACKETS_A_MINUTE } from "../../system/limits/broker.ts";
import { packetGuard, type RefusedPacket } from "./packet_guard.ts";

const MINUTE_MS = 60_000;

/**
 * Checks the bytes that arrive at a socket until the returned function is called. `onRefused` comes at the first
 * packet that may not come, `onStalled` when the rest of one did not come within `packetMs` milliseconds.
 */
export function checkArrivingBytes(
  socket: Socket,
  { topics, packetMs, onRefused, onStalled }: {
    readonly topics: readonly string[];
    readonly packetMs: number;
    readonly onRefused: (packet: RefusedPacket) => void;
    readonly onStalled: () => void;
  },
): () => void {
  const guard = packetGuard(topics);
  let isOver = false;
  /** For the end of the packet under way. */
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When the minute under way began, and how many packets and answers had come before it. */
  let [minuteBegan, packetsBefore, answersBefore] = [performance.now(), 0, 0];

  function take(bytes: Uint8Array): RefusedPacket | undefined {
    const { complete: before, answers } = guard;
    const unwanted = guard.take(bytes);
    if (unwanted !== undefined) return unwanted;
    const now = performance.now();
    if (now - minuteBegan > MINUTE_MS) {
      [minuteBegan, packetsBefore, answersBefore] = [now, before, answers];
    }
    if (guard.answers - answersBefore > MQTT_ANSWERS_A_MINUTE) return { reason: "not asked for" };
    if (guard.complete - packetsBefore > MQTT_PACKETS_A_MINUTE) return { reason: "too many" };
    if (guard.complete > before || !guard.isInside) {
      clearTimeout(timer);
      timer = undefined;
    }
    if (guard.isInside) timer ??= setTimeout(onStalled, packetMs);
    return undefined;
  }

  socket.on("data", (bytes: Uint8Array) => {
    if (isOver) return;
    const refused = take(bytes);
    if (refused !== undefined) onRefused(refused);
  });
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
