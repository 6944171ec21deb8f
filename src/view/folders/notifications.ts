// The notifications about several folders: each names its folder, and those about the whole app come once. Pure.

import { type AppEvent, isAboutTheApp } from "../../core/events.ts";
import {
  type LastProblem,
  NO_PROBLEM,
  type Notification,
  type NotificationContext,
  notificationsAfter,
} from "../notifications.ts";
import type { AppState } from "../../core/state.ts";
import { appPart, folderPart, quotedFolder } from "./folders.ts";

/** The last problem of one folder, and the last one of the app. */
export interface LastProblems {
  readonly folder: LastProblem;
  readonly app: LastProblem;
}

/** Nothing needs the user. */
export const NO_PROBLEMS: LastProblems = { folder: NO_PROBLEM, app: NO_PROBLEM };

/** The values on which the notifications depend besides the event. */
export interface FolderContext extends Omit<NotificationContext, "last"> {
  readonly before: AppState;
  readonly after: AppState;
  readonly last: LastProblems;
  /** The name of the folder; `undefined` when it is the only one. */
  readonly name: string | undefined;
  /** It stands for the whole app as well. */
  readonly isFirst: boolean;
}

/** Returns the notifications that an event in a folder is worth, and what is to be remembered of them. */
export function folderNotifications(
  event: AppEvent,
  { name, isFirst, last, ...at }: FolderContext,
): { readonly notifications: readonly Notification[]; readonly last: LastProblems } {
  if (name === undefined) {
    const all = notificationsAfter(event, { ...at, last: last.folder });
    return { notifications: all.notifications, last: { ...NO_PROBLEMS, folder: all.last } };
  }
  const nothing: AppEvent = { kind: "due" };
  const isShared = isAboutTheApp(event);
  const own = notificationsAfter(isShared ? nothing : event, {
    ...at,
    before: folderPart(at.before),
    after: folderPart(at.after),
    last: last.folder,
  });
  const named = own.notifications.map(({ title, text }) => ({
    title: `${quotedFolder(name)}: ${title}`,
    text,
  }));
  if (!isFirst) return { notifications: named, last: { ...last, folder: own.last } };
  const app = notificationsAfter(isShared ? event : nothing, {
    ...at,
    before: appPart(at.before),
    after: appPart(at.after),
    last: last.app,
  });
  return {
    notifications: [...app.notifications, ...named],
    last: { folder: own.last, app: app.last },
  };
}
