// One connection to the broker, from the look-up of its name to its end. It is not renewed here, and the meaning
// of the messages is not known here.

import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import "./disable_debug_output.ts";
import { type IClientOptions, MqttClient } from "mqtt";
import { writeToStream } from "mqtt-packet";
import { checkArrivingBytes } from "./arriving_bytes.ts";
import type { Timeouts } from "./timeouts.ts";
import { type ChannelSettings, topicsOf } from "./settings.ts";
import { tlsOptions, withGivenFiles } from "./tls.ts";
import { type ConnectionProblem, connectionSentence, type Stage } from "./connection_problem.ts";

/** A connection under way, or up. After its end nothing is called back. */
export interface Connection {
  /** Settles at the end with the reason, or with `undefined` when it was ended here. Never rejects. */
  readonly ended: Promise<string | undefined>;
  /** Sends a message on a topic if the connection is up; `onAcked` comes when the broker has acknowledged it. */
  send(topic: string, body: string, onAcked: () => void): void;
  /** Sends a ping if the connection is up; without an answer the connection ends. */
  ping(): void;
  /** Ends it because of a problem. */
  end(problem?: ConnectionProblem): void;
  /** Ends it after a DISCONNECT, which may take half a second. */
  close(): Promise<void>;
}

export interface ConnectionParts {
  readonly timeouts: Timeouts;
  /** A stage has ended. The stages come in order; after the last one the connection is up. */
  readonly onPassed: (stage: Exclude<Stage, "up">) => void;
  /** A message on a topic has come; retained messages are left out. */
  readonly onMessage: (topic: string, body: Uint8Array) => void;
}

/** How long a DISCONNECT may take, in milliseconds. */
const DISCONNECT_MS = 500;

/** The first byte of the first packet from a broker: MQTT 3.1.1, section 3.2.1. */
const CONNACK = 0x20;

// Otherwise mqtt-packet makes a buffer for each of the 65,536 numbers, 10 MB, before the first packet.
writeToStream.cacheNumbers = false;

/** Opens a connection. Never throws: a failure ends the connection. */
export function openConnection(given: ChannelSettings, parts: ConnectionParts): Connection {
  const { timeouts } = parts;
  const ended = Promise.withResolvers<string | undefined>();
  const closed = Promise.withResolvers<void>();
  let settings = given;
  let stage: Stage = "reach";
  let socket: Socket | undefined;
  let client: MqttClient | undefined;
  let hasEnded = false;
  let isClosing = false;
  let answerTimer: ReturnType<typeof setTimeout> | undefined;
  let endChecks = () => {};
  const connectTimer = setTimeout(() => end({ kind: "silent", stage }), timeouts.connectMs);

  function end(problem?: ConnectionProblem): void {
    if (hasEnded) return;
    hasEnded = true;
    clearTimeout(connectTimer);
    clearTimeout(answerTimer);
    endChecks();
    client?.end(true);
    if (socket === undefined) closed.resolve();
    else socket.destroy();
    const isWanted = problem === undefined || isClosing;
    ended.resolve(isWanted ? undefined : connectionSentence(problem, settings));
  }

  function pass(next: Stage): void {
    const passed = stage;
    stage = next;
    if (!hasEnded && passed !== "up") parts.onPassed(passed);
  }

  async function start(): Promise<void> {
    settings = await withGivenFiles(given);
    let tls: ConnectionOptions | undefined;
    try {
      tls = settings.tls && await tlsOptions(settings.tls);
    } catch (error) {
      return end({ kind: "file", sentence: messageOf(error) });
    }
    if (hasEnded) return;
    socket = openSocket(settings, tls);
    observe(socket);
    client = new MqttClient(() => socket!, clientOptions(settings));
    follow(client);
  }

  /** Mqtt.js passes on only some of a socket's errors. */
  function observe(socket: Socket): void {
    socket.on("connect", () => pass(settings.tls === undefined ? "sign in" : "secure"));
    // Only a byte from the broker proves that it took the client's certificate (TLS 1.3), and before
    // Deno 2.9 that the handshake has ended.
    socket.once("data", (bytes: Uint8Array) => {
      if (stage === "secure") pass("sign in");
      if (bytes[0] !== CONNACK) end({ kind: "foreign", firstByte: bytes[0] });
    });
    // Before mqtt.js, which is given the same bytes next.
    endChecks = checkArrivingBytes(socket, {
      topics: topicsOf(settings),
      packetMs: timeouts.answerMs,
      onRefused: (unwanted) => end({ kind: "unwanted", unwanted }),
      onStalled: () => end({ kind: "silent", stage }),
    });
    socket.on("error", (error) => end({ kind: "broken", stage, detail: messageOf(error) }));
    socket.on("close", () => {
      end({ kind: "broken", stage, detail: "" });
      closed.resolve();
    });
  }

  function follow(client: MqttClient): void {
    client.on("packetreceive", (packet) => {
      clearTimeout(answerTimer);
      answerTimer = undefined;
      const code = packet.cmd === "connack" ? packet.returnCode ?? 0 : 0;
      if (code !== 0) end({ kind: "refused", code });
      // A packet without room for its number gets -1 from mqtt-packet. Mqtt.js answers it all the same, and
      // writing such a number throws where it cannot be caught.
      if (packet.messageId === -1) {
        packet.messageId = 0;
        end({ kind: "broken", stage, detail: "" });
      }
    });
    client.on("connect", () => {
      if (hasEnded) return;
      pass("subscribe");
      client.subscribe([...topicsOf(settings)], { qos: 1 }, (error, _granted, answer) => {
        if (error !== null) {
          // Without an answer the connection has ended, which is reported anyhow.
          if (answer !== undefined) end({ kind: "forbidden" });
          return;
        }
        clearTimeout(connectTimer);
        pass("up");
      });
    });
    client.on("message", (topic, body, { retain }) => {
      if (!hasEnded && !retain) parts.onMessage(topic, body);
    });
    client.on("error", (error) => {
      if (error.message === "Keepalive timeout") end({ kind: "silent", stage });
      else if (stage === "sign in") end({ kind: "foreign", firstByte: undefined });
      else end({ kind: "broken", stage, detail: messageOf(error) });
    });
  }

  start().catch((error) => end({ kind: "broken", stage, detail: messageOf(error) }));
  return {
    ended: ended.promise,
    end,
    send(topic, body, onAcked) {
      if (hasEnded || stage !== "up") return;
      client?.publish(topic, body, { qos: 1 }, (error) => {
        if (!hasEnded && !error) onAcked();
      });
    },
    ping() {
      if (hasEnded || stage !== "up") return;
      answerTimer ??= setTimeout(() => end({ kind: "silent", stage }), timeouts.answerMs);
      client?.sendPing();
    },
    async close() {
      isClosing = true;
      const timer = setTimeout(() => end(), DISCONNECT_MS);
      if (stage === "up" && !hasEnded) client?.end();
      else end();
      await closed.promise;
      clearTimeout(timer);
    },
  };
}

function openSocket({ host, port }: ChannelSettings, tls: ConnectionOptions | undefined): Socket {
  if (tls === undefined) return connectPlain({ host, port });
  return connectTls({ ...tls, host, port, ...(isIP(host) === 0 ? { servername: host } : {}) });
}

function clientOptions(settings: ChannelSettings): IClientOptions {
  const { username, password, keepaliveSeconds } = settings;
  return {
    // Not the client_id: if a configuration is copied to another machine, the broker would disconnect one of the
    // two. Every broker must take 23 letters and digits: MQTT 3.1.1, section 3.1.3.1.
    clientId: crypto.randomUUID().replaceAll("-", "").slice(0, 23),
    protocolVersion: 4,
    clean: true,
    keepalive: keepaliveSeconds,
    reconnectPeriod: 0,
    // Never: the timer here knows the stage. After a sleep both would be due, and that of mqtt.js may ring first.
    connectTimeout: 2 ** 31 - 1,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error ? `${error.code} ${error.message}` : error.message;
}
