// The routes of the history, of conflicts, and of changes that are made from both.

import type { Hono } from "hono";
import { download, json, WindowError } from "../answers.ts";
import {
  CHANGE_REQUEST,
  type ChangeAnswer,
  type ChangeRequest,
  type ConflictDetails,
  type Days,
  type DeletedPage,
  type FolderAt,
  type Hosts,
  OLDER_REQUEST,
  type PageStart,
  type Save,
  SAVE_KINDS,
  type SaveKind,
  type SavesPage,
  type Span,
  type Versions,
} from "../api/history.ts";
import type { Conflicts } from "../api/now.ts";
import { API } from "../api/session.ts";
import { bodyOf, given, givenNumber, needed, neededNumber } from "../request.ts";
import type { RouteEnv } from "./env.ts";

/** The actions behind them. Paths and ids come from the page: those that the history lacks are refused as `gone`. */
export interface HistoryActions {
  readonly saves: (query: SavesQuery) => Promise<SavesPage>;
  readonly save: (of: { readonly id: string; readonly skip: number }) => Promise<Save>;
  readonly versions: (path: string) => Promise<Versions>;
  readonly deleted: (query: DeletedQuery) => Promise<DeletedPage>;
  readonly folderAt: (of: FolderQuery) => Promise<FolderAt>;
  readonly span: () => Promise<Span>;
  readonly days: () => Promise<Days>;
  readonly hosts: () => Promise<Hosts>;
  readonly content: (of: ContentQuery) => Promise<FoundContent>;
  readonly conflicts: () => Promise<Conflicts>;
  readonly conflict: (copy: string) => Promise<ConflictDetails>;
  readonly older: () => Promise<ChangeAnswer>;
  readonly change: (change: ChangeRequest["change"]) => Promise<ChangeAnswer>;
}

/** Which saves are wanted. */
export interface SavesQuery {
  readonly path: string | undefined;
  readonly name: string | undefined;
  readonly host: string | undefined;
  readonly kind: SaveKind | undefined;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly start: PageStart | undefined;
}

export interface DeletedQuery {
  readonly name: string | undefined;
  readonly start: PageStart | undefined;
}

export interface FolderQuery {
  readonly time: number;
  /** The empty text is the synced folder itself. */
  readonly folder: string;
  readonly skip: number;
}

export interface ContentQuery {
  readonly id: string;
  readonly path: string;
  /** As a checkout would write it. */
  readonly asSeen: boolean;
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
  app.get(API.saves, async ({ req: { raw } }) =>
    json(
      await actions.saves({
        path: given(raw, "path"),
        name: given(raw, "name"),
        host: given(raw, "host"),
        kind: SAVE_KINDS.find((kind) => kind === given(raw, "kind")),
        since: givenNumber(raw, "since"),
        until: givenNumber(raw, "until"),
        start: pageStart(raw),
      }),
    ));
  app.get(
    API.save,
    async ({ req: { raw } }) =>
      json(await actions.save({ id: needed(raw, "id"), skip: givenNumber(raw, "skip") ?? 0 })),
  );
  app.get(
    API.versions,
    async ({ req: { raw } }) => json(await actions.versions(needed(raw, "path"))),
  );
  app.get(
    API.deleted,
    async ({ req: { raw } }) =>
      json(await actions.deleted({ name: given(raw, "name"), start: pageStart(raw) })),
  );
  app.get(API.at, async ({ req: { raw } }) =>
    json(
      await actions.folderAt({
        time: neededNumber(raw, "time"),
        folder: given(raw, "folder") ?? "",
        skip: givenNumber(raw, "skip") ?? 0,
      }),
    ));
  app.get(API.span, async () => json(await actions.span()));
  app.get(API.days, async () => json(await actions.days()));
  app.get(API.hosts, async () => json(await actions.hosts()));
  app.get(API.content, async ({ req: { raw } }) => {
    const found = await actions.content({
      id: needed(raw, "id"),
      path: needed(raw, "path"),
      asSeen: given(raw, "seen") === "1",
    });
    if (found.kind !== "bytes") throw new WindowError(found.kind, NOT_GIVEN[found.kind]);
    return download(new Uint8Array(found.bytes));
  });
  app.get(API.conflicts, async () => json(await actions.conflicts()));
  app.get(
    API.conflict,
    async ({ req: { raw } }) => json(await actions.conflict(needed(raw, "copy"))),
  );
  app.post(API.older, async ({ req: { raw } }) => {
    await bodyOf(raw, OLDER_REQUEST);
    return json(await actions.older());
  });
  app.post(API.change, async ({ req: { raw } }) => {
    const { change } = await bodyOf(raw, CHANGE_REQUEST);
    return json(await actions.change(change));
  });
}

function pageStart(request: Request): PageStart | undefined {
  const tip = given(request, "tip");
  return tip === undefined ? undefined : { tip, skip: givenNumber(request, "skip") ?? 0 };
}
