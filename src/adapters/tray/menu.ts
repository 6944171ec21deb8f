// The menu bar as a value, and its lines on the screen. Pure.

/** The icons, each by the condition that it shows. */
export const ICONS = [
  "up to date",
  "syncing",
  "offline",
  "paused",
  "conflict",
  "needs you",
  "live updates off",
] as const;

export type IconName = typeof ICONS[number];

/** A line of the menu that the user can click. */
export type LineId =
  | "status"
  | "advice"
  | "deletion"
  | "repository"
  | "window"
  | "history"
  | "sync"
  | "pause"
  | "folder"
  | "terminal"
  | "log"
  | "config"
  | "invite"
  | "login"
  | "quit";

/** A line of the submenu of a folder, where there are several. */
export type FolderLineId = Exclude<
  LineId,
  "window" | "history" | "log" | "config" | "invite" | "login" | "quit"
>;

/** A submenu. */
export type ListId = "deleted files" | "conflicts" | "not synced" | "recent";

/** A line of the menu. */
export interface Line {
  readonly title: string;
  /** Whether a click does something. */
  readonly enabled: boolean;
  readonly hidden: boolean;
  readonly checked: boolean;
}

/** A submenu; without entries it is hidden. */
export interface List {
  readonly title: string;
  /** From the top; those above `LIST_CAPACITY` are left out. */
  readonly entries: readonly string[];
}

/** The submenu of one of several folders. */
export interface FolderMenu {
  /** No two have the same one. */
  readonly name: string;
  readonly title: string;
  readonly lines: Readonly<Record<FolderLineId, Line>>;
  readonly lists: Readonly<Record<ListId, List>>;
}

/** The whole menu bar. Titles are one line of text, shown as they are. */
export interface TrayView {
  readonly icon: IconName;
  /** Shown when the mouse is over the icon, on some systems. */
  readonly tooltip: string;
  readonly lines: Readonly<Record<LineId, Line>>;
  readonly lists: Readonly<Record<ListId, List>>;
  /** Empty for one folder. Otherwise they stand in the place of the lines and lists about that. */
  readonly folders: readonly FolderMenu[];
}

/** A click of the user; `folder` is the name of the one in whose submenu it was. */
export type Click =
  & (
    | { readonly kind: "line"; readonly line: LineId }
    /** `at` counts from 0. */
    | { readonly kind: "entry"; readonly list: ListId; readonly at: number }
  )
  & { readonly folder?: string };

/** The entries that fit into a submenu: a menu on the screen never gets another line. */
export const LIST_CAPACITY: Readonly<Record<ListId, number>> = {
  "deleted files": 3,
  conflicts: 10,
  "not synced": 10,
  recent: 20,
};

/** The menu of one folder from top to bottom. */
const LAYOUT: readonly (LineId | ListId | "separator")[] = [
  "status",
  "advice",
  "deleted files",
  "deletion",
  "repository",
  "conflicts",
  "not synced",
  "recent",
  "separator",
  "window",
  "sync",
  "pause",
  "separator",
  "history",
  "folder",
  "terminal",
  "log",
  "config",
  "invite",
  "login",
  "separator",
  "quit",
];

/** The menu of several folders. */
const SEVERAL: readonly (LineId | "folders" | "separator")[] = [
  "status",
  "advice",
  "separator",
  "folders",
  "separator",
  "window",
  "sync",
  "pause",
  "separator",
  "history",
  "log",
  "config",
  "invite",
  "login",
  "separator",
  "quit",
];

/** The submenu of one of them. It has no separators: the helper for Linux adds them to the menu above. */
const FOLDER: readonly (FolderLineId | ListId)[] = [
  "status",
  "advice",
  "deleted files",
  "deletion",
  "repository",
  "conflicts",
  "not synced",
  "recent",
  "sync",
  "pause",
  "folder",
  "terminal",
];

/** A line on the screen. */
export interface Item extends Line {
  /** From 1, from top to bottom, a submenu before its entries. */
  readonly number: number;
  readonly kind: "separator" | "submenu" | "line";
  /** The number of its submenu. */
  readonly within: number | undefined;
  /** The click that it stands for. */
  readonly click: Click | undefined;
}

/** Returns the lines on the screen: equally many for every view of the same folders, in the same order. */
export function itemsOf(view: TrayView): Item[] {
  const items: Item[] = [];
  const add = (item: Omit<Item, "number">): number => {
    items.push({ number: items.length + 1, ...item });
    return items.length;
  };

  function addPart(
    id: LineId | ListId,
    { lines, lists, ...at }: Pick<FolderMenu, "lists"> & {
      readonly lines: Readonly<Partial<Record<LineId, Line>>>;
      readonly within?: number;
      readonly folder?: { readonly folder: string };
    },
  ): void {
    if (!isList(id)) {
      const click: Click = { kind: "line", line: id, ...at.folder };
      add({ ...BLANK, ...lines[id], within: at.within, click });
      return;
    }
    const { title, entries } = lists[id];
    const hidden = entries.length === 0;
    const within = add({ ...BLANK, kind: "submenu", title, hidden, within: at.within });
    for (let index = 0; index < LIST_CAPACITY[id]; index++) {
      const entry = entries[index];
      const click: Click = { kind: "entry", list: id, at: index, ...at.folder };
      add({ ...BLANK, title: entry ?? "", hidden: entry === undefined, within, click });
    }
  }

  for (const id of view.folders.length === 0 ? LAYOUT : SEVERAL) {
    if (id === "separator") add({ ...BLANK, kind: "separator", hidden: false });
    else if (id !== "folders") addPart(id, view);
    else {
      for (const menu of view.folders) {
        const within = add({ ...BLANK, kind: "submenu", title: menu.title, hidden: false });
        for (const part of FOLDER) {
          addPart(part, { ...menu, within, folder: { folder: menu.name } });
        }
      }
    }
  }
  return items;
}

function isList(id: LineId | ListId): id is ListId {
  return id in LIST_CAPACITY;
}

const BLANK: Omit<Item, "number"> = {
  kind: "line",
  title: "",
  enabled: true,
  hidden: true,
  checked: false,
  within: undefined,
  click: undefined,
};
