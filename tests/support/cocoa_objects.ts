// Objects of Cocoa, as far as our helper for macOS uses them. What an argument may be beyond its type is checked here.

import { CocoaObject, CocoaString, NIL, type Receiver } from "./objc_bridge.ts";

/** An item of a menu, as it is on the screen. */
export interface MacItem {
  readonly title: string;
  readonly isSeparator: boolean;
  readonly enabled: boolean;
  readonly hidden: boolean;
  readonly checked: boolean;
  readonly items: readonly MacItem[];
}

/** NSUTF8StringEncoding, NSISOLatin1StringEncoding */
export const UTF8 = 4;
export const LATIN1 = 5;

export class NSString extends CocoaString {
  constructor(readonly js = "") {
    super();
  }
  initWithDataEncoding({ bytes }: NSData, encoding: number): NSString {
    check(encoding === LATIN1, "the encoding");
    return new NSString([...bytes].map((byte) => String.fromCharCode(byte)).join(""));
  }
  dataUsingEncoding(encoding: number): NSData {
    check(encoding === UTF8, "the encoding");
    return new NSData(new TextEncoder().encode(this.js));
  }
}

export class NSArray extends CocoaObject {
  constructor(readonly items: readonly unknown[]) {
    super();
  }
}

export class NSData extends CocoaObject {
  constructor(readonly bytes = new Uint8Array()) {
    super();
  }
  length(): number {
    return this.bytes.length;
  }
  initWithBase64EncodedStringOptions(text: string, options: number): NSData | typeof NIL {
    check(options === 0, "the options");
    try {
      return new NSData(Uint8Array.fromBase64(text));
    } catch {
      return NIL;
    }
  }
}

export class NSImage extends CocoaObject {
  width = 0;
  isTemplate = false;
  description = "";
  constructor(readonly data = new NSData()) {
    super();
  }
  initWithData(data: NSData): NSImage | typeof NIL {
    return data.bytes[0] === 0x89 ? new NSImage(data) : NIL;
  }
  setSize(size: { readonly width: number }): void {
    this.width = size.width;
  }
  setTemplate(is: boolean): void {
    this.isTemplate = is;
  }
  setAccessibilityDescription(text: string): void {
    this.description = text;
  }
}

export class NSMenu extends CocoaObject {
  readonly items: NSMenuItem[] = [];
  autoenablesItems = true;
  init(): NSMenu {
    return this;
  }
  setAutoenablesItems(does: boolean): void {
    this.autoenablesItems = does;
  }
  addItem(item: NSMenuItem): void {
    check(!item.isInMenu, "an item that is in a menu already");
    item.isInMenu = true;
    this.items.push(item);
  }
  seen(): MacItem[] {
    return this.items.map((item) => ({
      title: item.title,
      isSeparator: item.isSeparator,
      enabled: this.autoenablesItems ? item.action !== null : item.isEnabled,
      hidden: item.isHidden,
      checked: item.state === 1,
      items: item.submenu?.seen() ?? [],
    }));
  }
  find(title: string): NSMenuItem | undefined {
    for (const item of this.items) {
      const found = item.title === title ? item : item.submenu?.find(title);
      if (found !== undefined) return found;
    }
  }
}

export class NSMenuItem extends CocoaObject {
  target: Receiver | undefined;
  submenu: NSMenu | undefined;
  isInMenu = false;
  isEnabled = true;
  isHidden = false;
  state = 0;
  number = 0;
  constructor(
    public title = "",
    readonly action: string | null = null,
    readonly isSeparator = false,
  ) {
    super();
  }
  initWithTitleActionKeyEquivalent(title: string, action: string | null, key: string): NSMenuItem {
    check(key === "", "the key");
    return new NSMenuItem(title, action);
  }
  tag(): number {
    return this.number;
  }
  setTag(tag: number): void {
    this.number = tag;
  }
  setTitle(title: string): void {
    this.title = title;
  }
  setTarget(target: Receiver): void {
    this.target = target;
  }
  setSubmenu(menu: NSMenu): void {
    this.submenu = menu;
  }
  setEnabled(is: boolean): void {
    this.isEnabled = is;
  }
  setHidden(is: boolean): void {
    this.isHidden = is;
  }
  setState(state: number): void {
    this.state = state;
  }
}

export function check(holds: boolean, what: string): void {
  if (!holds) throw new TypeError(`${what} is not what Cocoa takes`);
}
