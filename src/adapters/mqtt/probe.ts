// For `--check`: the connection that a channel would have, once and step by step. It announces nothing.

import { Buffer } from "node:buffer";
import { quote } from "../../system/text.ts";
import { openConnection } from "./connection.ts";
import { PATIENCE, type Patience } from "./timeouts.ts";
import type { ChannelSettings } from "./settings.ts";
import { tlsNote, withGivenFiles } from "./tls.ts";
import { placeOf, type Stage } from "./trouble.ts";

/** What was found at a step, and what to do when it is not well. */
export interface ProbeStep {
  readonly well: boolean;
  readonly text: string;
}

/**
 * Tries a connection and gives its steps as they come; one that is not well is the last. The message
 * that has to come back is not one's own id: it makes the other machines look at the remote once.
 */
export function probe(
  given: ChannelSettings,
  options: { readonly patience?: Partial<Patience> } = {},
): AsyncIterable<ProbeStep> {
  const patience = { ...PATIENCE, ...options.patience };
  const body = `check ${crypto.randomUUID()}`;
  return new ReadableStream<ProbeStep>({
    async start(steps) {
      const settings = await withGivenFiles(given);
      const tell = (text: string | undefined, well = true) => {
        if (text !== undefined) steps.enqueue({ well, text });
      };
      tell(tlsNote(settings));
      let isTaken = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const connection = openConnection(settings, {
        patience,
        onPassed(stage) {
          tell(passedSentence(stage, settings));
          if (stage !== "subscribe") return;
          connection.send(body, () => isTaken = true);
          timer = setTimeout(() => {
            connection.end(isTaken ? { kind: "swallowed" } : { kind: "silent", stage: "up" });
          }, patience.answerMs);
        },
        onMessage(message) {
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
      return `${placeOf(settings)} answers`;
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
