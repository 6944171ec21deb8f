// The routes of set-up, and of the join code.

import type { Hono } from "hono";
import { json, jsonLines } from "../answers.ts";
import { API } from "../api/session.ts";
import {
  ANSWER_SETUP_REQUEST,
  BEGIN_SETUP_REQUEST,
  GIVE_UP_SETUP_REQUEST,
  type SetupTaken,
  type ShownSetup,
  type WindowInvitations,
} from "../api/setup.ts";
import { bodyOf } from "../request.ts";
import type { RouteEnv } from "./env.ts";

/** The actions behind them. */
export interface SetupActions {
  /** Returns the state of set-up, now and after each change, until the signal. */
  readonly setup: (signal: AbortSignal) => AsyncIterable<ShownSetup>;
  readonly beginSetup: () => Promise<void>;
  /** Reports whether the question is still the one that is asked. */
  readonly answerSetup: (answer: { readonly id: number; readonly text: string }) => boolean;
  readonly giveUpSetup: () => void;
  readonly invitations: () => Promise<WindowInvitations>;
}

/** Adds the routes. */
export function addSetupRoutes(app: Hono<RouteEnv>, actions: SetupActions): void {
  const taken = (isTaken: boolean) => json({ isTaken } satisfies SetupTaken);
  app.get(API.setup, ({ env }) => jsonLines(actions.setup(env.signal)));
  app.post(API.beginSetup, async ({ req }) => {
    await bodyOf(req.raw, BEGIN_SETUP_REQUEST);
    await actions.beginSetup();
    return taken(true);
  });
  app.post(API.answerSetup, async ({ req }) => {
    return taken(actions.answerSetup(await bodyOf(req.raw, ANSWER_SETUP_REQUEST)));
  });
  app.post(API.giveUpSetup, async ({ req }) => {
    await bodyOf(req.raw, GIVE_UP_SETUP_REQUEST);
    actions.giveUpSetup();
    return taken(true);
  });
  app.get(API.invitations, async () => json(await actions.invitations()));
}
