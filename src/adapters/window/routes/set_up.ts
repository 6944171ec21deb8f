// The routes of set-up, and of the join code.

import type { Hono } from "hono";
import { json, jsonLines } from "../answers.ts";
import { API } from "../api/session.ts";
import {
  ANSWER_SET_UP_REQUEST,
  BEGIN_SET_UP_REQUEST,
  GIVE_UP_SET_UP_REQUEST,
  type SetUp,
  type SetUpTaken,
  type WindowInvitations,
} from "../api/set_up.ts";
import { bodyOf } from "../request.ts";
import type { RouteEnv } from "./env.ts";

/** The actions behind them. */
export interface SetUpActions {
  /** Returns the state of set-up, now and after each change, until the signal. */
  readonly setUp: (signal: AbortSignal) => AsyncIterable<SetUp>;
  readonly beginSetUp: () => Promise<void>;
  /** Reports whether the question is still the one that is asked. */
  readonly answerSetUp: (answer: { readonly id: number; readonly text: string }) => boolean;
  readonly giveUpSetUp: () => void;
  readonly invitations: () => Promise<WindowInvitations>;
}

/** Adds the routes. */
export function addSetUpRoutes(app: Hono<RouteEnv>, actions: SetUpActions): void {
  const taken = (isTaken: boolean) => json({ isTaken } satisfies SetUpTaken);
  app.get(API.setUp, ({ env }) => jsonLines(actions.setUp(env.signal)));
  app.post(API.beginSetUp, async ({ req }) => {
    await bodyOf(req.raw, BEGIN_SET_UP_REQUEST);
    await actions.beginSetUp();
    return taken(true);
  });
  app.post(API.answerSetUp, async ({ req }) => {
    return taken(actions.answerSetUp(await bodyOf(req.raw, ANSWER_SET_UP_REQUEST)));
  });
  app.post(API.giveUpSetUp, async ({ req }) => {
    await bodyOf(req.raw, GIVE_UP_SET_UP_REQUEST);
    actions.giveUpSetUp();
    return taken(true);
  });
  app.get(API.invitations, async () => json(await actions.invitations()));
}
