// All routes of the window behind its secret. A route reads the request, calls an action that the app has given, and
// answers its result.

import { Hono } from "hono/tiny";
import { failure, refusal } from "../answers.ts";
import type { Client } from "../listener.ts";
import type { RouteEnv } from "./env.ts";
import { addHistoryRoutes, type HistoryActions } from "./history.ts";
import { addNowRoutes, type NowActions } from "./now.ts";
import { addSettingsRoutes, type SettingsActions } from "./settings.ts";

/** What the app does for the page. Each may throw one line, or a `WindowError`. */
export type WindowActions = NowActions & HistoryActions & SettingsActions;

/** Returns the function that answers a request with a secret. It never throws. */
export function createRoutes(
  actions: WindowActions,
): (request: Request, client: Client) => Promise<Response> {
  const app = new Hono<RouteEnv>();
  addNowRoutes(app, actions);
  addHistoryRoutes(app, actions);
  addSettingsRoutes(app, actions);
  // Routes of a new screen are added here: a file in this folder, its types and schemas in `api`, its actions in
  // `app/window`.
  app.notFound(() => refusal({ kind: "gone", error: "There is no such address" }));
  app.onError((error) => failure(error));
  return async (request, client) => await app.fetch(request, client);
}
