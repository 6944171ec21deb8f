// Which packets of a broker are let through.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { fc } from "../../support/fast_check.ts";
import { MQTT_MESSAGE_BYTES } from "../../../src/system/limits/broker.ts";
import {
  type PacketGuard,
  packetGuard,
  type RefusedPacket,
} from "../../../src/adapters/mqtt/packet_guard.ts";

const TOPIC = "täst/topic";

/** A packet with a first byte and a content: MQTT 3.1.1, section 2.2. */
function packet(first: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = content.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.of(first, ...length), content]);
}

function message(flags: number, body: Uint8Array, topic = TOPIC): Uint8Array {
  const name = Buffer.from(topic);
  const id = flags & 6 ? [0, 1] : [];
  return packet(
    0x30 | flags,
    Buffer.concat([Buffer.of(name.length >> 8, name.length & 0xff), name, Buffer.from(id), body]),
  );
}

const LARGEST = new Uint8Array(MQTT_MESSAGE_BYTES);
const WANTED = [
  packet(0x20, Buffer.of(0, 0)),
  packet(0x90, Buffer.of(0, 1, 1)),
  packet(0x40, Buffer.of(0, 1)),
  packet(0xd0, Buffer.of()),
  // What other programs of the fleet send: quality 0 or 1, retained, sent twice, without a body.
  message(0, Buffer.from("machine")),
  message(0b0010, Buffer.from("machine")),
  message(0b1011, Buffer.from("machine")),
  message(0b0001, Buffer.of()),
  message(0, LARGEST),
  message(0b0010, LARGEST),
];

/** Reports whether a packet takes long byte by byte: then it is taken so once, not before each that is refused. */
function isLarge(packet: Uint8Array): boolean {
  return packet.length > MQTT_MESSAGE_BYTES;
}

/** Gives a guard one byte at a time, to the first that it refuses. */
function takeBytes(guard: PacketGuard, bytes: Uint8Array): RefusedPacket | undefined {
  for (const byte of bytes) {
    const refused = guard.take(Uint8Array.of(byte));
    if (refused !== undefined) return refused;
  }
  return undefined;
}

const NOT_ASKED_FOR: RefusedPacket = { reason: "not asked for" };
const OTHER_TOPIC: RefusedPacket = { reason: "other topic" };
const UNWANTED: readonly (readonly [string, Uint8Array, RefusedPacket])[] = [
  ["quality 2", message(0b0100, Buffer.of(1)), NOT_ASKED_FOR],
  ["quality 3", message(0b0110, Buffer.of(1)), NOT_ASKED_FOR],
  ["a release", packet(0x62, Buffer.of(0, 1)), NOT_ASKED_FOR],
  ["a long answer", packet(0x90, new Uint8Array(1000)), NOT_ASKED_FOR],
  ["an unknown type", packet(0xf0, Buffer.of()), NOT_ASKED_FOR],
  ["what only clients send", packet(0x10, new Uint8Array(10)), NOT_ASKED_FOR],
  ["a length without an end", Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff, 0xff), NOT_ASKED_FOR],
  ["another topic", message(0, Buffer.of(1), "täst/topik"), OTHER_TOPIC],
  ["a longer topic", message(0, Buffer.of(1), `${TOPIC}s`), OTHER_TOPIC],
  ["no topic", packet(0x30, Buffer.of()), OTHER_TOPIC],
  ["a large message", message(0, new Uint8Array(MQTT_MESSAGE_BYTES + 1)), {
    reason: "large",
    bytes: MQTT_MESSAGE_BYTES + 1,
  }],
  ["256 MB", Buffer.of(0x30, 0xff, 0xff, 0xff, 0x7f), {
    reason: "large",
    bytes: 2 ** 28 - 1 - 2 - Buffer.byteLength(TOPIC),
  }],
];

Deno.test("what was asked for is let through, in whatever pieces it comes", () => {
  const all = Buffer.concat(WANTED);
  fc.assert(fc.property(fc.array(fc.nat(all.length)), (cuts) => {
    const guard = packetGuard([TOPIC]);
    let from = 0;
    for (const to of [...cuts.toSorted((a, b) => a - b), all.length]) {
      assert.equal(guard.take(all.subarray(from, to)), undefined);
      from = to;
    }
    assert.equal(guard.complete, WANTED.length);
    assert.equal(guard.isInside, false);
  }));
});

Deno.test("what was asked for is let through byte by byte, the largest messages as well", () => {
  const guard = packetGuard([TOPIC]);
  assert.equal(takeBytes(guard, Buffer.concat(WANTED)), undefined);
  assert.equal(guard.complete, WANTED.length);
});

Deno.test("the first packet that nobody asked for is noticed by its beginning", () => {
  for (const [what, bytes, unwanted] of UNWANTED) {
    const beginning = bytes.subarray(0, 6 + Buffer.byteLength(TOPIC) + 2);
    for (const before of [[], WANTED]) {
      const whole = packetGuard([TOPIC]);
      assert.deepEqual(whole.take(Buffer.concat([...before, beginning])), unwanted, what);
      const single = packetGuard([TOPIC]);
      const bytes = Buffer.concat([...before.filter((packet) => !isLarge(packet)), beginning]);
      assert.deepEqual(takeBytes(single, bytes), unwanted, `${what}, byte by byte`);
    }
  }
});

Deno.test("each of several topics is let through, and nothing that only begins as one of them", () => {
  const topics = ["ab", "ac", "ab/long", TOPIC];
  const wanted = (body: Uint8Array) =>
    topics.flatMap((topic) => [message(0, body, topic), message(2, body, topic)]);
  const guard = () => packetGuard(topics);
  const all = Buffer.concat([packet(0x90, Buffer.of(0, 1, 1, 1, 1, 1)), ...wanted(LARGEST)]);
  assert.equal(guard().take(all), undefined);
  assert.equal(takeBytes(guard(), all), undefined);
  const large = new Uint8Array(MQTT_MESSAGE_BYTES + 1);
  const refused: readonly (readonly [Uint8Array, RefusedPacket])[] = [
    [message(0, Buffer.of(1), "ad"), OTHER_TOPIC],
    [message(0, Buffer.of(1), "ab/lon"), OTHER_TOPIC],
    [message(0, Buffer.of(1), "ab/longer"), OTHER_TOPIC],
    [message(0, large, "ab"), { reason: "large", bytes: large.length }],
    // Its length says that the topic has seven bytes, and it ends before them.
    [packet(0x30, Buffer.of(0, 7, 0x61, 0x62)), OTHER_TOPIC],
    [packet(0x90, Buffer.of(0, 1, 1)), NOT_ASKED_FOR],
  ];
  for (const [bytes, unwanted] of refused) {
    for (const [long, short] of [[[], []], [wanted(LARGEST), wanted(Buffer.of(1))]] as const) {
      assert.deepEqual(guard().take(Buffer.concat([...long, bytes])), unwanted);
      assert.deepEqual(takeBytes(guard(), Buffer.concat([...short, bytes])), unwanted);
    }
  }
});
