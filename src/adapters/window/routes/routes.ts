// All routes of the window behind its secret. A route reads the request, calls an action that the app has given, and
// answers its result.

import { Hono } from "hono/tiny";
import { failure, refusal, WindowError } from "../answers.ts";
import { FOLDER_HEADER } from "../api/session.ts";
import type { Client } from "../listener.ts";
import type { RouteEnv } from "./env.ts";
import { addHistoryRoutes, type HistoryActions } from "./history.ts";
import { addNowRoutes, type NowActions } from "./now.ts";
import { addSetupRoutes, type SetupActions } from "./setup.ts";
import { addSettingsRoutes, type SettingsActions } from "./settings.ts";

/** The actions of the app for the page. Each may throw one line, or a `WindowError`. */
export type WindowActions = NowActions & HistoryActions & SettingsActions & SetupActions;

/** Returns what the app does for one of its folders, for the first without a name. Throws `WindowError`. */
export type ActionsOf = (folder: string | undefined) => WindowActions;

/** Returns the function that answers a request with a secret. It never throws. */
export function createRoutes(
  actionsOf: ActionsOf,
): (request: Request, client: Client) => Promise<Response> {
  const apps = new WeakMap<WindowActions, Hono<RouteEnv>>();
  return async (request, client) => {
    try {
      const actions = actionsOf(folderOf(request));
      const app = apps.get(actions) ?? routesOf(actions);
      apps.set(actions, app);
      return await app.fetch(request, client);
    } catch (error) {
      return failure(error);
    }
  };
}

function folderOf({ headers }: Request): string | undefined {
  const name = headers.get(FOLDER_HEADER);
  try {
    return name === null ? undefined : decodeURIComponent(name);
  } catch {
    throw new WindowError("request", "the name of the folder cannot be read");
  }
}

function routesOf(actions: WindowActions): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>();
  addNowRoutes(app, actions);
  addHistoryRoutes(app, actions);
  addSettingsRoutes(app, actions);
  addSetupRoutes(app, actions);
  // Routes of a new screen are added here: a file in this folder, its types and schemas in `api`, its actions in
  // `app/window`.
  app.notFound(() => refusal({ kind: "gone", error: "There is no such address" }));
  app.onError((error) => failure(error));
  return app;
}
