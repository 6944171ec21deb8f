// The changes from one menu bar to the next. Pure.

import { type IconName, type Item, itemsOf, type TrayView } from "./menu.ts";

/** Returns a text that is the same for all views with the same lines on the screen. */
export function shapeOf({ folders }: TrayView): string {
  return JSON.stringify(folders.map(({ name }) => name));
}

/** A part of the menu bar to draw again. */
export type MenuChange =
  | { readonly kind: "icon"; readonly icon: IconName; readonly tooltip: string }
  | { readonly kind: "item"; readonly item: Item };

/** Returns the parts to draw when one view replaces another one of the same shape, from top to bottom. */
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
