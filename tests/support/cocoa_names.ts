// The declarations of Cocoa that our helper for macOS uses, as in Apple's headers
// (https://developer.apple.com/documentation/appkit, /foundation). The bridge knows no others.

/** The type of an argument: the name of a class, `id`, `SEL`, or that of a C type. */
export type Type = string;

interface Declaration {
  readonly framework: "Foundation" | "AppKit";
  /** Selectors of the class, with the types of their arguments. */
  readonly ofClass?: Readonly<Record<string, readonly Type[]>>;
  /** Selectors of its instances. */
  readonly ofInstance?: Readonly<Record<string, readonly Type[]>>;
}

const MAKING = { alloc: [] };

/** The classes of Cocoa that the helper uses, and of each the selectors that it uses. */
export const CLASSES: Readonly<Record<string, Declaration>> = {
  NSString: {
    framework: "Foundation",
    ofClass: MAKING,
    ofInstance: {
      "initWithData:encoding:": ["NSData", "NSInteger"],
      "dataUsingEncoding:": ["NSInteger"],
    },
  },
  NSArray: { framework: "Foundation" },
  NSData: {
    framework: "Foundation",
    ofClass: MAKING,
    ofInstance: { length: [], "initWithBase64EncodedString:options:": ["NSString", "NSInteger"] },
  },
  NSFileHandle: {
    framework: "Foundation",
    ofClass: {
      fileHandleWithStandardInput: [],
      fileHandleWithStandardOutput: [],
      fileHandleWithStandardError: [],
    },
    ofInstance: {
      availableData: [],
      "writeData:": ["NSData"],
      "waitForDataInBackgroundAndNotifyForModes:": ["NSArray"],
    },
  },
  NSNotificationCenter: {
    framework: "Foundation",
    ofClass: { defaultCenter: [] },
    ofInstance: { "addObserver:selector:name:object:": ["id", "SEL", "NSString", "id"] },
  },
  NSApplication: {
    framework: "AppKit",
    ofClass: { sharedApplication: [] },
    ofInstance: { "setActivationPolicy:": ["NSInteger"], run: [] },
  },
  NSStatusBar: {
    framework: "AppKit",
    ofClass: { systemStatusBar: [] },
    ofInstance: { "statusItemWithLength:": ["CGFloat"] },
  },
  NSStatusItem: {
    framework: "AppKit",
    ofInstance: { button: [], "setMenu:": ["NSMenu"], "setAutosaveName:": ["NSString"] },
  },
  NSStatusBarButton: {
    framework: "AppKit",
    ofInstance: { "setImage:": ["NSImage"], "setToolTip:": ["NSString"] },
  },
  NSImage: {
    framework: "AppKit",
    ofClass: MAKING,
    ofInstance: {
      "initWithData:": ["NSData"],
      "setSize:": ["NSSize"],
      "setTemplate:": ["BOOL"],
      "setAccessibilityDescription:": ["NSString"],
    },
  },
  NSMenu: {
    framework: "AppKit",
    ofClass: MAKING,
    ofInstance: { init: [], "setAutoenablesItems:": ["BOOL"], "addItem:": ["NSMenuItem"] },
  },
  NSMenuItem: {
    framework: "AppKit",
    ofClass: { ...MAKING, separatorItem: [] },
    ofInstance: {
      "initWithTitle:action:keyEquivalent:": ["NSString", "SEL", "NSString"],
      tag: [],
      "setTag:": ["NSInteger"],
      "setTarget:": ["id"],
      "setTitle:": ["NSString"],
      "setSubmenu:": ["NSMenu"],
      "setEnabled:": ["BOOL"],
      "setHidden:": ["BOOL"],
      "setState:": ["NSInteger"],
    },
  },
};
