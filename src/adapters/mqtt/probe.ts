// For `--check`: one connection as a channel has it, step by step.

import { Buffer } from "node:buffer";
import { quote } from "../../system/text.ts";
import { openConnection } from "./connection.ts";
import { TIMEOUTS, type Timeouts } from "./timeouts.ts";
import type { ChannelSettings } from "./settings.ts";
import { tlsNote, withGivenFiles } from "./tls.ts";
import { brokerAddress, type Stage } from "./connection_problem.ts";

/** One step: the finding, and what to do when it is not ok. */
export interface ProbeStep {
  readonly ok: boolean;
  readonly text: string;
}

/**
 * Tries a connection and yields its steps as they come; one that is not ok is the last. The message that has to
 * come back is not the own id, so the other machines fetch once.
 */
export function probe(
  given: ChannelSettings,
  options: { readonly timeouts?: Partial<Timeouts> } = {},
): AsyncIterable<ProbeStep> {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const body = `check ${crypto.randomUUID()}`;
  return new ReadableStream<ProbeStep>({
    async start(steps) {
      const settings = await withGivenFiles(given);
      const tell = (text: string | undefined, ok = true) => {
        if (text !== undefined) steps.enqueue({ ok, text });
      };
      tell(tlsNote(settings));
      let isAcked = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const connection = openConnection(settings, {
        timeouts,
        onPassed(stage) {
          tell(passedSentence(stage, settings));
          if (stage !== "subscribe") return;
          connection.send(settings.topic, body, () => isAcked = true);
          timer = setTimeout(() => {
            connection.end(isAcked ? { kind: "swallowed" } : { kind: "silent", stage: "up" });
          }, timeouts.answerMs);
        },
        onMessage(_topic, message) {
          if (!Buffer.from(body).equals(message)) return;
          tell("messages are passed on");
          void connection.close();
        },
      });
      tell(await connection.ended, false);
      clearTimeout(timer);
      steps.close();
    },
  });
}

function passedSentence(stage: Exclude<Stage, "up">, settings: ChannelSettings): string {
  const { username, tls } = settings;
  switch (stage) {
    case "reach":
      return `${brokerAddress(settings)} answers`;
    case "secure":
      return "the connection is encrypted, and the broker's certificate is trusted";
    case "sign in":
      return [
        "signed in",
        ...(username === undefined ? [] : [`as ${quote(username)}`]),
        ...(tls?.certFile === undefined ? [] : ["with the client certificate"]),
      ].join(" ");
    case "subscribe":
      return "listening on the topic";
  }
}
