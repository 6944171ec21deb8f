// The packets of a broker that may reach mqtt.js, which holds each of them whole in memory. Pure.

import { Buffer } from "node:buffer";
import { MQTT_MESSAGE_BYTES } from "../../system/limits/broker.ts";

/** Why a packet is refused. */
export type RefusedPacket =
  | { readonly reason: "large"; readonly bytes: number }
  | { readonly reason: "other topic" }
  /** It is one too many for the time in which they came. */
  | { readonly reason: "too many" }
  /** A type, a quality of service or a length that this app does not ask for. */
  | { readonly reason: "not asked for" };

/** Checks the bytes of one connection in their order. */
export interface PacketGuard {
  /** Returns why the first packet is refused that is, as soon as its first bytes show it. */
  take(bytes: Uint8Array): RefusedPacket | undefined;
  /** The number of packets that are complete. */
  readonly complete: number;
  /** How many of them are no messages. */
  readonly answers: number;
  /** Whether the bytes so far end inside of a packet. */
  readonly isInside: boolean;
}

/**
 * Returns the first byte and the length of each packet that is no message, for so many topics: MQTT 3.1.1,
 * sections 3.2 to 3.13.
 */
function answerLengths(topics: number): ReadonlyMap<number, number> {
  return new Map([
    [0x20, 2], // CONNACK
    [0x40, 2], // PUBACK
    [0x90, 2 + topics], // SUBACK
    [0xd0, 0], // PINGRESP
  ]);
}

/** The first half of the first byte of a message (PUBLISH), section 3.3.1. */
const PUBLISH = 3;

/** Returns a guard for a connection that listens on these topics, with quality of service 1 at most. */
export function packetGuard(topics: readonly string[]): PacketGuard {
  const lengths = answerLengths(topics.length);
  /** A message begins with its topic, behind the length of it: section 3.3.2.1. No beginning is that of another. */
  const beginnings = topics.map((topic) => {
    const name = Buffer.from(topic);
    return Buffer.concat([Buffer.of(name.length >> 8, name.length & 0xff), name]);
  });
  /** Those that the message under way may have. */
  let possible = beginnings;
  let [complete, answers] = [0, 0];
  /** The first byte of the packet under way. */
  let first: number | undefined;
  /** Its length as far as it was read (section 2.2.3), and whether that is all of it. */
  let [length, lengthBytes, isLengthKnown] = [0, 0, false];
  /** How many bytes of it were taken, those behind its length. */
  let seen = 0;

  function takeLength(byte: number): RefusedPacket | undefined {
    length += (byte & 0x7f) * 128 ** lengthBytes;
    lengthBytes++;
    isLengthKnown = byte < 0x80;
    if (isLengthKnown) return unwanted(first!, length);
    return lengthBytes === 4 ? { reason: "not asked for" } : undefined;
  }

  function unwanted(first: number, length: number): RefusedPacket | undefined {
    if (first >> 4 !== PUBLISH) {
      return lengths.get(first) === length ? undefined : { reason: "not asked for" };
    }
    const quality = first >> 1 & 3;
    if (quality > 1) return { reason: "not asked for" };
    const heads = possible.map((beginning) => beginning.length + (quality === 0 ? 0 : 2));
    const longest = heads.reduce((one, other) => Math.max(one, other));
    const shortest = heads.reduce((one, other) => Math.min(one, other));
    if (length > longest + MQTT_MESSAGE_BYTES) {
      return { reason: "large", bytes: length - longest };
    }
    return length < shortest ? { reason: "other topic" } : undefined;
  }

  /** Takes bytes behind the length. Returns how many of them belong to this packet, or why it is refused. */
  function takeContent(bytes: Uint8Array): number | RefusedPacket {
    const count = Math.min(length - seen, bytes.length);
    if (first! >> 4 === PUBLISH) {
      possible = possible.filter((beginning) => {
        const piece = beginning.subarray(seen, seen + count);
        return piece.equals(bytes.subarray(0, piece.length));
      });
      const found = possible.length === 0
        ? { reason: "other topic" } as const
        : unwanted(first!, length);
      if (found !== undefined) return found;
    }
    seen += count;
    return count;
  }

  return {
    get complete() {
      return complete;
    },
    get answers() {
      return answers;
    },
    get isInside() {
      return first !== undefined;
    },
    take(bytes) {
      for (let at = 0; at < bytes.length;) {
        if (first === undefined) {
          first = bytes[at++]!;
          [length, lengthBytes, isLengthKnown, seen] = [0, 0, false, 0];
          possible = beginnings;
          continue;
        }
        if (!isLengthKnown) {
          const found = takeLength(bytes[at++]!);
          if (found !== undefined) return found;
        } else {
          const count = takeContent(bytes.subarray(at));
          if (typeof count !== "number") return count;
          at += count;
        }
        if (isLengthKnown && seen === length) {
          complete++;
          if (first >> 4 !== PUBLISH) answers++;
          first = undefined;
        }
      }
      return undefined;
    },
  };
}
