// The routes of the settings.

import type { Hono } from "hono";
import { json, jsonLines } from "../answers.ts";
import { API } from "../api/session.ts";
import {
  CHECK_SETTINGS_REQUEST,
  SAVE_SETTINGS_REQUEST,
  type Settings,
  type SettingsChecked,
  type SettingsEdit,
  type SettingsSaved,
  type TestLine,
} from "../api/settings.ts";
import { bodyOf } from "../request.ts";
import type { RouteEnv } from "./env.ts";

/** The actions behind them. */
export interface SettingsActions {
  readonly settings: () => Promise<Settings>;
  readonly checkSettings: (edit: SettingsEdit) => Promise<SettingsChecked>;
  readonly saveSettings: (
    save: { readonly revision: string; readonly edit: SettingsEdit },
  ) => Promise<SettingsSaved>;
  /** Tests the settings that are in force, until the signal. */
  readonly test: (signal: AbortSignal) => AsyncIterable<TestLine>;
}

/** Adds the routes. */
export function addSettingsRoutes(app: Hono<RouteEnv>, actions: SettingsActions): void {
  app.get(API.settings, async () => json(await actions.settings()));
  app.post(API.checkSettings, async ({ req }) => {
    const { edit } = await bodyOf(req.raw, CHECK_SETTINGS_REQUEST);
    return json(await actions.checkSettings(edit));
  });
  app.post(API.saveSettings, async ({ req }) => {
    return json(await actions.saveSettings(await bodyOf(req.raw, SAVE_SETTINGS_REQUEST)));
  });
  app.get(API.test, ({ env }) => jsonLines(actions.test(env.signal)));
}
