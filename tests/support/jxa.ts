// JavaScript for Automation as far as our helper for macOS uses it: a realm with the language's own globals and two
// more, and behind those the few classes of Cocoa (`cocoa_names.ts`), as Apple documents them.

import vm from "node:vm";
import {
  check,
  LATIN1,
  type MacItem,
  NSArray,
  NSData,
  NSImage,
  NSMenu,
  NSMenuItem,
  NSString,
  UTF8,
} from "./cocoa_objects.ts";
import { CocoaObject, openBridge, type Receiver } from "./objc_bridge.ts";

/** What a user reads: entries indented, `-` for what cannot be clicked, `✓` for what is checked. */
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

/** Runs a script as `osascript -l JavaScript` does: its text, then its function `run`. */
export function runJxa(text: string, { write, exit }: JxaOptions): Jxa {
  let menu: NSMenu | undefined;
  let image: NSImage | undefined;
  let tooltip = "";
  let isInDock = true;
  let isRunning = false;
  let arrived: Uint8Array<ArrayBuffer> | undefined;
  let waits = false;
  let observer: (() => void) | undefined;

  class NSFileHandle extends CocoaObject {
    constructor(readonly descriptor: "input" | "output" | "error") {
      super();
    }
    availableData(): NSData {
      check(this === input, "a read from what is written to");
      check(arrived !== undefined, "a read that would wait");
      const data = new NSData(arrived);
      arrived = undefined;
      return data;
    }
    writeData(data: NSData): void {
      check(this.descriptor !== "input", "a write to what is read");
      write(
        this.descriptor === "output" ? "output" : "error",
        new TextDecoder().decode(data.bytes),
      );
    }
    waitForDataInBackgroundAndNotifyForModes({ items }: NSArray): void {
      check(items.includes("kCFRunLoopDefaultMode"), "the mode");
      check(items.includes("NSEventTrackingRunLoopMode"), "the mode of an open menu");
      waits = true;
    }
  }
  const input = new NSFileHandle("input");
  const [output, error] = [new NSFileHandle("output"), new NSFileHandle("error")];

  class NSNotificationCenter extends CocoaObject {
    addObserverSelectorNameObject(
      ...[target, selector, name, object]: [
        Receiver,
        string,
        string,
        unknown,
      ]
    ): void {
      check(name === "NSFileHandleDataAvailableNotification", "the notification");
      check(object === input, "the sender");
      observer = () => target.methods[selector]!(bridge.wrap(new NSArray([])));
    }
  }
  const center = new NSNotificationCenter();

  class NSStatusBarButton extends CocoaObject {
    setImage(given: NSImage): void {
      image = given;
    }
    setToolTip(given: string): void {
      tooltip = given;
    }
  }
  const itsButton = new NSStatusBarButton();

  class NSStatusItem extends CocoaObject {
    button(): NSStatusBarButton {
      return itsButton;
    }
    setMenu(given: NSMenu): void {
      menu = given;
    }
    setAutosaveName(name: string): void {
      check(name !== "", "a name");
    }
  }

  class NSStatusBar extends CocoaObject {
    statusItemWithLength(length: number): NSStatusItem {
      check(length === -1, "the length");
      return new NSStatusItem();
    }
  }

  class NSApplication extends CocoaObject {
    setActivationPolicy(policy: number): void {
      isInDock = policy === 0;
    }
    run(): void {
      isRunning = true;
    }
  }
  const [bar, app] = [new NSStatusBar(), new NSApplication()];

  const bridge = openBridge({
    box: (value) => typeof value === "string" ? new NSString(value) : new NSArray(value),
    classes: {
      NSString: { alloc: () => new NSString() },
      NSData: { alloc: () => new NSData() },
      NSImage: { alloc: () => new NSImage() },
      NSMenu: { alloc: () => new NSMenu() },
      NSMenuItem: {
        alloc: () => new NSMenuItem(),
        separatorItem: () => new NSMenuItem("", null, true),
      },
      NSFileHandle: {
        fileHandleWithStandardInput: () => input,
        fileHandleWithStandardOutput: () => output,
        fileHandleWithStandardError: () => error,
      },
      NSNotificationCenter: { defaultCenter: () => center },
      NSStatusBar: { systemStatusBar: () => bar },
      NSApplication: { sharedApplication: () => app },
    },
    constants: {
      NSUTF8StringEncoding: UTF8,
      NSISOLatin1StringEncoding: LATIN1,
    },
    functions: {
      Foundation: { NSMakeSize: (width: number, height: number) => ({ width, height }) },
      stdlib: { exit },
    },
  });

  // No global of Deno or of Node is there, as on a Mac.
  vm.runInContext(`${text}\nrun();`, vm.createContext({ ObjC: bridge.ObjC, $: bridge.$ }));

  return {
    bar() {
      if (image === undefined || menu === undefined) return undefined;
      const { isTemplate, width, description } = image;
      const picture = image.data.bytes.toBase64();
      return { picture, isTemplate, width, tooltip, description, items: menu.seen(), isInDock };
    },
    arrive(bytes) {
      check(isRunning, "an app that does not run");
      check(waits, "a reader that does not wait");
      arrived = new Uint8Array(bytes);
      waits = false;
      observer!();
    },
    click(title) {
      const item = menu!.find(title)!;
      check(item.isEnabled && !item.isHidden, "a click on what cannot be clicked");
      item.target!.methods[item.action!]!(bridge.wrap(item));
    },
  };
}
