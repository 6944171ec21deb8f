// JavaScript for Automation as far as our helper for macOS uses it: its two globals, and behind them the few
// classes of Cocoa, as Apple documents them. What is not here is undefined, as a wrong name is on a Mac.
//
// Methods without arguments are properties there, and so they are getters here.

/** An item of a menu, as it is on the screen. */
export interface MacItem {
  readonly title: string;
  readonly isSeparator: boolean;
  readonly enabled: boolean;
  readonly hidden: boolean;
  readonly checked: boolean;
  readonly items: readonly MacItem[];
}

/** What a person reads: entries indented, `-` for what cannot be clicked, `✓` for what is checked. */
export function readable(items: readonly MacItem[], indent = ""): string[] {
  return items.filter(({ hidden }) => !hidden).flatMap((item) => [
    item.isSeparator
      ? "—"
      : `${indent}${item.enabled ? "" : "-"}${item.checked ? "✓" : ""}${item.title}`,
    ...readable(item.items, `${indent}  `),
  ]);
}

/** What is in the menu bar. */
export interface MacBar {
  /** The bytes of the picture, in base64. */
  readonly picture: string;
  readonly isTemplate: boolean;
  /** In points. */
  readonly width: number;
  readonly tooltip: string;
  /** The picture in words. */
  readonly description: string;
  readonly items: readonly MacItem[];
  /** Whether the process has an icon in the Dock. */
  readonly isInDock: boolean;
}

/** The world around a script. */
export interface JxaOptions {
  readonly write: (to: "output" | "error", text: string) => void;
  /** Does not return on a Mac; where it does, nothing counts that comes after. */
  readonly exit: (code: number) => void;
}

/** A script in its world. */
export interface Jxa {
  /** What is in the menu bar; `undefined` before it has a picture. */
  bar(): MacBar | undefined;
  /** Something can be read at standard input: all of it at once, nothing means its end. */
  arrive(bytes: Uint8Array): void;
  /** Clicks the item with this title, in the menu or in a submenu. */
  click(title: string): void;
}

type Implementation = (argument: unknown) => unknown;

/** Cocoa calls methods by their names. */
type Receiver = Readonly<Record<string, Implementation>>;

/** NSUTF8StringEncoding, NSISOLatin1StringEncoding */
const UTF8 = 4;
const LATIN1 = 5;

class NSString {
  constructor(readonly js: string) {}
  dataUsingEncoding(encoding: number): NSData {
    check(encoding === UTF8, "the encoding");
    return new NSData(new TextEncoder().encode(this.js));
  }
}

class NSData {
  constructor(readonly bytes: Uint8Array | undefined) {}
  get length(): number {
    return this.bytes?.length ?? 0;
  }
}

class NSImage {
  width = 0;
  isTemplate = false;
  description = "";
  constructor(readonly data: NSData) {}
  isNil(): boolean {
    return this.data.bytes === undefined || this.data.bytes[0] !== 0x89;
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

class NSMenu {
  readonly items: NSMenuItem[] = [];
  autoenablesItems = true;
  setAutoenablesItems(does: boolean): void {
    this.autoenablesItems = does;
  }
  addItem(item: NSMenuItem): void {
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

class NSMenuItem {
  target: Receiver | undefined;
  submenu: NSMenu | undefined;
  tag = 0;
  isEnabled = true;
  isHidden = false;
  state = 0;
  constructor(
    public title: string,
    readonly action: string | null,
    readonly isSeparator = false,
  ) {}
  setTitle(title: string): void {
    check(typeof title === "string", "a title");
    this.title = title;
  }
  setTarget(target: Receiver): void {
    check(target !== undefined, "a target");
    this.target = target;
  }
  setTag(tag: number): void {
    this.tag = tag;
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

function check(holds: boolean, what: string): void {
  if (!holds) throw new TypeError(`${what} is not what Cocoa takes`);
}

/** Runs a script as `osascript -l JavaScript` does: its text, then its function `run`. */
export function runJxa(text: string, { write, exit }: JxaOptions): Jxa {
  let menu: NSMenu | undefined;
  let image: NSImage | undefined;
  let tooltip = "";
  let isInDock = true;
  let isRunning = false;
  let arrived: Uint8Array | undefined;
  let waits = false;
  let observer: (() => void) | undefined;

  const input = {
    waitForDataInBackgroundAndNotifyForModes(modes: readonly string[]) {
      check(modes.includes("kCFRunLoopDefaultMode"), "the mode");
      check(modes.includes("NSEventTrackingRunLoopMode"), "the mode of an open menu");
      waits = true;
    },
    get availableData() {
      check(arrived !== undefined, "a read that would wait");
      const data = new NSData(arrived);
      arrived = undefined;
      return data;
    },
  };
  const handle = (to: "output" | "error") => ({
    writeData: (data: NSData) => write(to, new TextDecoder().decode(data.bytes)),
  });
  const button = {
    setImage: (given: NSImage) => image = given,
    setToolTip: (given: string) => tooltip = given,
  };
  const statusItem = {
    button,
    setMenu: (given: NSMenu) => menu = given,
    setAutosaveName: (name: string) => check(name !== "", "a name"),
  };
  const app = {
    setActivationPolicy: (policy: number) => isInDock = policy === 0,
    get run() {
      isRunning = true;
      return undefined;
    },
  };

  const wrap = (value?: string | readonly string[]) =>
    typeof value === "string" ? new NSString(value) : value;
  const cocoa = Object.assign(wrap, {
    NSApplicationActivationPolicyAccessory: 1,
    NSUTF8StringEncoding: UTF8,
    NSISOLatin1StringEncoding: LATIN1,
    NSMakeSize: (width: number, height: number) => ({ width, height }),
    NSApplication: { sharedApplication: app },
    NSStatusBar: {
      systemStatusBar: {
        statusItemWithLength(length: number) {
          check(length === -1, "the length");
          return statusItem;
        },
      },
    },
    NSMenu: {
      alloc: {
        get init() {
          return new NSMenu();
        },
      },
    },
    NSMenuItem: {
      get separatorItem() {
        return new NSMenuItem("", null, true);
      },
      alloc: {
        initWithTitleActionKeyEquivalent(title: string, action: string | null, key: string) {
          check(action === null || typeof action === "string", "an action");
          check(key === "", "the key");
          return new NSMenuItem(title, action);
        },
      },
    },
    NSString: {
      alloc: {
        initWithDataEncoding({ bytes }: NSData, encoding: number) {
          check(encoding === LATIN1, "the encoding");
          return new NSString([...bytes!].map((byte) => String.fromCharCode(byte)).join(""));
        },
      },
    },
    NSData: {
      alloc: {
        initWithBase64EncodedStringOptions(text: string, options: number) {
          check(options === 0, "the options");
          try {
            return new NSData(Uint8Array.fromBase64(text));
          } catch {
            return new NSData(undefined);
          }
        },
      },
    },
    NSImage: { alloc: { initWithData: (data: NSData) => new NSImage(data) } },
    NSFileHandle: {
      fileHandleWithStandardInput: input,
      fileHandleWithStandardOutput: handle("output"),
      fileHandleWithStandardError: handle("error"),
    },
    NSNotificationCenter: {
      defaultCenter: {
        addObserverSelectorNameObject(
          target: Receiver,
          selector: string,
          ...[name, object]: [string, unknown]
        ) {
          check(name === "NSFileHandleDataAvailableNotification", "the notification");
          check(object === input, "the sender");
          observer = () => target[selector]!({});
        },
      },
    },
    exit,
  });
  const objc = {
    import: (framework: string) => check(["AppKit", "stdlib"].includes(framework), framework),
    registerSubclass({ name, methods }: {
      readonly name: string;
      readonly methods: Readonly<
        Record<string, { readonly types: unknown; readonly implementation: Implementation }>
      >;
    }) {
      const receiver = Object.fromEntries(
        Object.entries(methods).map(([selector, { types, implementation }]) => {
          check(JSON.stringify(types) === '["void",["id"]]', "the types");
          return [selector, implementation];
        }),
      );
      Object.assign(cocoa, { [name]: { alloc: { init: receiver } } });
    },
  };

  new Function("ObjC", "$", `${text}\nrun();`)(objc, cocoa);

  return {
    bar() {
      if (image === undefined || menu === undefined) return undefined;
      const { isTemplate, width, description } = image;
      const picture = image.data.bytes!.toBase64();
      return { picture, isTemplate, width, tooltip, description, items: menu.seen(), isInDock };
    },
    arrive(bytes) {
      check(isRunning, "an app that does not run");
      check(waits, "a reader that does not wait");
      arrived = bytes;
      waits = false;
      observer!();
    },
    click(title) {
      const item = menu!.find(title)!;
      check(item.isEnabled && !item.isHidden, "a click on what cannot be clicked");
      item.target![item.action!]!(item);
    },
  };
}
