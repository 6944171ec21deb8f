// The routes of the history, of conflicts, and of changes that are made from both.

import type { Hono } from "hono";
import { download, json, WindowError } from "../answers.ts";
import {
  CHANGE_REQUEST,
  type ChangeAnswer,
  type ChangeRequest,
  type SavesPage,
  type Version,
} from "../api/history.ts";
import { API } from "../api/session.ts";
import { bodyOf, given, givenNumber, needed } from "../request.ts";
import type { RouteEnv } from "./env.ts";

/** The actions behind them. Paths and ids come from the page: what is not in the history is refused as `gone`. */
export interface HistoryActions {
  readonly saves: (query: SavesQuery) => Promise<SavesPage>;
  readonly versions: (path: string) => Promise<readonly Version[]>;
  readonly deleted: () => Promise<readonly Version[]>;
  readonly content: (of: { readonly id: string; readonly path: string }) => Promise<FoundContent>;
  readonly change: (change: ChangeRequest["change"]) => Promise<ChangeAnswer>;
}

/** Which saves are wanted. */
export interface SavesQuery {
  readonly path: string | undefined;
  readonly start: { readonly tip: string; readonly skip: number } | undefined;
}

/** The bytes of a version, or why they are not given. */
export type FoundContent =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "too large" | "repository" | "not here" };

const NOT_GIVEN: Readonly<Record<Exclude<FoundContent["kind"], "bytes">, string>> = {
  "too large": "It is too large to be shown",
  repository: "It is a repository of its own",
  "not here": "This machine does not have it, and the remote does not give it",
};

/** Adds the routes. */
export function addHistoryRoutes(app: Hono<RouteEnv>, actions: HistoryActions): void {
  app.get(API.saves, async ({ req: { raw } }) => {
    const tip = given(raw, "tip");
    const start = tip === undefined ? undefined : { tip, skip: givenNumber(raw, "skip") ?? 0 };
    return json(await actions.saves({ path: given(raw, "path"), start }));
  });
  app.get(API.versions, async ({ req: { raw } }) => {
    return json({ versions: await actions.versions(needed(raw, "path")) });
  });
  app.get(API.deleted, async () => json({ versions: await actions.deleted() }));
  app.get(API.content, async ({ req: { raw } }) => {
    const found = await actions.content({ id: needed(raw, "id"), path: needed(raw, "path") });
    if (found.kind !== "bytes") throw new WindowError(found.kind, NOT_GIVEN[found.kind]);
    return download(new Uint8Array(found.bytes));
  });
  app.post(API.change, async ({ req: { raw } }) => {
    const { change } = await bodyOf(raw, CHANGE_REQUEST);
    return json(await actions.change(change));
  });
}
