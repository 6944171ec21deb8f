// The routes of the present: what there is to see, and clicks.

import type { Hono } from "hono";
import { json, jsonLines } from "../answers.ts";
import { CLICK_REQUEST, type Clicked, type HeldFiles, type Now, type NowLine } from "../api/now.ts";
import { API } from "../api/session.ts";
import { bodyOf, givenNumber } from "../request.ts";
import type { RouteEnv } from "./env.ts";

/** The actions behind them. */
export interface NowActions {
  /** Returns what there is to see, now and after each change, until the signal. */
  readonly now: (signal: AbortSignal) => AsyncIterable<Now>;
  readonly click: (click: string) => Promise<Clicked>;
  /** Returns the files of the deletion that waits here, after the first `skip`. */
  readonly held: (skip: number) => Promise<HeldFiles>;
}

/** Adds the routes. */
export function addNowRoutes(app: Hono<RouteEnv>, actions: NowActions): void {
  app.get(API.events, ({ env }) => jsonLines(lines(actions.now(env.signal))));
  app.get(
    API.held,
    async ({ req: { raw } }) => json(await actions.held(givenNumber(raw, "skip") ?? 0)),
  );
  app.post(API.click, async ({ req }) => {
    const { click } = await bodyOf(req.raw, CLICK_REQUEST);
    return json(await actions.click(click));
  });
}

async function* lines(values: AsyncIterable<Now>): AsyncGenerator<NowLine> {
  for await (const now of values) yield { kind: "now", now };
}
