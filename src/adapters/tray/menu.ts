// The menu bar as a value, and the changes from one such value to the next. Pure.

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
  | "sync"
  | "pause"
  | "folder"
  | "terminal"
  | "log"
  | "config"
  | "login"
  | "quit";

/** A submenu. */
export type ListId = "deleted files" | "conflicts" | "not synced" | "recent";

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

/** The whole menu bar. Titles are one line of text, shown as they are. */
export interface TrayView {
  readonly icon: IconName;
  /** Shown when the mouse is over the icon, on some systems. */
  readonly tooltip: string;
  readonly lines: Readonly<Record<LineId, Line>>;
  readonly lists: Readonly<Record<ListId, List>>;
}

/** A click of the user. */
export type Click =
  | { readonly kind: "line"; readonly line: LineId }
  /** `at` counts from 0. */
  | { readonly kind: "entry"; readonly list: ListId; readonly at: number };

/** The entries that fit into a submenu: a menu on the screen never gets another line. */
export const LIST_CAPACITY: Readonly<Record<ListId, number>> = {
  "deleted files": 3,
  conflicts: 10,
  "not synced": 10,
  recent: 20,
};

/** The menu from top to bottom. */
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
  "sync",
  "pause",
  "separator",
  "folder",
  "terminal",
  "log",
  "config",
  "login",
  "separator",
  "quit",
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

/** Returns the lines on the screen: equally many for every view, in the same order. */
export function itemsOf(view: TrayView): Item[] {
  const items: Item[] = [];
  const add = (item: Omit<Item, "number">) => items.push({ number: items.length + 1, ...item });
  for (const id of LAYOUT) {
    switch (id) {
      case "separator":
        add({ ...BLANK, kind: "separator", hidden: false });
        break;
      case "deleted files":
      case "conflicts":
      case "not synced":
      case "recent": {
        const { title, entries } = view.lists[id];
        add({ ...BLANK, kind: "submenu", title, hidden: entries.length === 0 });
        const within = items.length;
        for (let at = 0; at < LIST_CAPACITY[id]; at++) {
          const entry = entries[at];
          const click: Click = { kind: "entry", list: id, at };
          add({ ...BLANK, title: entry ?? "", hidden: entry === undefined, within, click });
        }
        break;
      }
      default:
        add({ ...BLANK, ...view.lines[id], click: { kind: "line", line: id } });
    }
  }
  return items;
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

/** A part of the menu bar to draw again. */
export type MenuChange =
  | { readonly kind: "icon"; readonly icon: IconName; readonly tooltip: string }
  | { readonly kind: "item"; readonly item: Item };

/** Returns the parts to draw when one view replaces another one, from top to bottom. */
export function menuChanges(from: TrayView, to: TrayView): MenuChange[] {
  const { icon, tooltip } = to;
  const old = itemsOf(from);
  return [
    ...(icon === from.icon && tooltip === from.tooltip
      ? []
      : [{ kind: "icon", icon, tooltip } as const]),
    ...itemsOf(to).filter((item, at) => !isEqual(item, old[at]!))
      .map((item) => ({ kind: "item", item }) as const),
  ];
}

function isEqual(one: Item, other: Item): boolean {
  return one.title === other.title && one.enabled === other.enabled &&
    one.hidden === other.hidden && one.checked === other.checked;
}
