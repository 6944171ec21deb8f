// Draws the icon on macOS: a script for `osascript -l JavaScript`, which is part of macOS and native on both
// processors. It speaks the lines of systray2's helper (https://github.com/felixhao28/node-systray):
// `serve` understands them and knows no Cocoa, `cocoaScreen` is all the Cocoa there is. The file is plain
// ASCII, so that no guess about its encoding can be wrong.

/**
 * Says that it is ready, reads the menu and then what changes in it, draws all that, and tells what is
 * clicked: a line of JSON each. It ends with its input, and on what it cannot understand or draw: the menu
 * would not be true any more, and the app starts another helper, which is told everything.
 */
function serve(screen) {
  /** Each item as it was last told, by its id: a click sends it back. */
  const items = new Map();
  /** The beginning of a line, a character for each byte. */
  let rest = "";
  let hasMenu = false;

  function say(words) {
    // As ASCII, which every encoding leaves as it is.
    const text = JSON.stringify(words).replace(
      /[\u0080-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    screen.say(`${text}\n`);
  }

  function setItem(item) {
    if (!items.has(item.__id)) throw new Error(`there is no item ${item.__id}`);
    items.set(item.__id, item);
    screen.setItem(item.__id, {
      title: String(item.title),
      enabled: item.enabled === true,
      hidden: item.hidden === true,
      checked: item.checked === true,
    });
  }

  function addItem(item, within) {
    if (item.title === "<SEPARATOR>") return screen.addSeparator(within);
    const inside = item.items ?? [];
    screen.addItem(item.__id, { within, isSubmenu: inside.length > 0 });
    items.set(item.__id, item);
    setItem(item);
    for (const one of inside) addItem(one, item.__id);
  }

  function setIcon({ icon, isTemplateIcon, tooltip }) {
    screen.setIcon(icon, { isTemplate: isTemplateIcon === true, tooltip: String(tooltip) });
  }

  function setMenu(menu) {
    for (const item of menu.items) addItem(item, undefined);
    setIcon(menu);
  }

  function obey(order) {
    switch (order.type) {
      case "update-item":
        return setItem(order.item);
      case "update-menu":
        return setIcon(order.menu);
      case "update-menu-and-item":
        setItem(order.item);
        return setIcon(order.menu);
      case "exit":
        return screen.end();
    }
  }

  /** A read may end anywhere, also within a character. */
  function hear(bytes) {
    const lines = `${rest}${bytes}`.split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const words = JSON.parse(fromUtf8(line));
      if (hasMenu) obey(words);
      else setMenu(words);
      hasMenu = true;
    }
  }

  function carefully(deed) {
    try {
      deed();
    } catch (error) {
      screen.end(`Cannot show the icon: ${error.message}`);
    }
  }

  carefully(() => {
    screen.begin({
      onReadable: () =>
        carefully(() => {
          const bytes = screen.read();
          if (bytes === "") screen.end();
          else hear(bytes);
        }),
      onClick: (id) =>
        carefully(() => say({ type: "clicked", item: items.get(id), seq_id: -1, __id: id })),
    });
    say({ type: "ready" });
  });
}

/** Text from its bytes in UTF-8, a character for each. */
function fromUtf8(bytes) {
  return decodeURIComponent(
    bytes.replace(/[%\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`),
  );
}

// Cocoa. Seen from here, methods without arguments are properties, selectors are strings and null is none:
// https://developer.apple.com/library/archive/releasenotes/InterapplicationCommunication/RN-JavaScriptForAutomation/Articles/OSX10-10.html
// The other paths below are those of https://developer.apple.com/documentation.

/** Standard input and output, and the menu bar of a Mac. */
function cocoaScreen() {
  ObjC.import("AppKit");
  ObjC.import("stdlib");
  // appkit/nsapplication/activationpolicy-swift.enum/accessory: it is not in the Dock.
  $.NSApplication.sharedApplication.setActivationPolicy(1); // NSApplicationActivationPolicyAccessory

  // foundation/filehandle/waitfordatainbackgroundandnotify(formodes:): nothing runs until something arrives.
  // The second mode (appkit/nseventtrackingrunloopmode) is that of an open menu, which changes as well.
  const input = $.NSFileHandle.fileHandleWithStandardInput;
  const modes = $(["kCFRunLoopDefaultMode", "NSEventTrackingRunLoopMode"]);

  // appkit/nsstatusbar/statusitem(withlength:): -1 makes it as wide as its picture. macOS remembers under its
  // name where somebody has dragged it to (appkit/nsstatusitem/autosavename-swift.property).
  const statusItem = $.NSStatusBar.systemStatusBar.statusItemWithLength(-1);
  statusItem.setAutosaveName("Git Sync Bar");
  const items = new Map();
  const menus = new Map([[undefined, newMenu()]]);
  statusItem.setMenu(menus.get(undefined));
  let target;

  function newMenu() {
    const menu = $.NSMenu.alloc.init;
    // appkit/nsmenuitem/isenabled: it has no effect otherwise.
    menu.setAutoenablesItems(false);
    return menu;
  }

  function write(handle, text) {
    handle.writeData($(text).dataUsingEncoding($.NSUTF8StringEncoding));
  }

  const method = (implementation) => ({ types: ["void", ["id"]], implementation });

  return {
    begin({ onReadable, onClick }) {
      ObjC.registerSubclass({
        name: "GitSyncBarTarget",
        methods: {
          "inputArrived:": method(() => onReadable()),
          "itemClicked:": method((item) => onClick(Number(item.tag))),
        },
      });
      target = $.GitSyncBarTarget.alloc.init;
      // foundation/nsnotification/name-swift.struct/nsfilehandledataavailable
      const name = "NSFileHandleDataAvailableNotification";
      $.NSNotificationCenter.defaultCenter
        .addObserverSelectorNameObject(target, "inputArrived:", name, input);
      input.waitForDataInBackgroundAndNotifyForModes(modes);
    },

    /** What has arrived, a character for each byte; nothing at the end. */
    read() {
      // foundation/filehandle/availabledata
      const data = input.availableData;
      if (Number(data.length) === 0) return "";
      input.waitForDataInBackgroundAndNotifyForModes(modes);
      return $.NSString.alloc.initWithDataEncoding(data, $.NSISOLatin1StringEncoding).js;
    },

    say: (text) => write($.NSFileHandle.fileHandleWithStandardOutput, text),
    setIcon(base64, { isTemplate, tooltip }) {
      const data = $.NSData.alloc.initWithBase64EncodedStringOptions(base64, 0);
      const image = data.isNil() ? data : $.NSImage.alloc.initWithData(data);
      if (image.isNil()) throw new Error("its picture cannot be read");
      image.setSize($.NSMakeSize(16, 16));
      // appkit/nsimage/istemplate: macOS gives it the colour that the menu bar needs.
      image.setTemplate(isTemplate);
      // appkit/nsimage/accessibilitydescription: for those who do not see it.
      image.setAccessibilityDescription(tooltip);
      statusItem.button.setImage(image);
      statusItem.button.setToolTip(tooltip);
    },

    addSeparator: (within) => menus.get(within).addItem($.NSMenuItem.separatorItem),
    addItem(id, { within, isSubmenu }) {
      // appkit/nsmenuitem/init(title:action:keyequivalent:); a submenu opens by itself, without an action.
      const action = isSubmenu ? null : "itemClicked:";
      const item = $.NSMenuItem.alloc.initWithTitleActionKeyEquivalent("", action, "");
      item.setTarget(target);
      item.setTag(id);
      items.set(id, item);
      menus.get(within).addItem(item);
      if (!isSubmenu) return;
      menus.set(id, newMenu());
      item.setSubmenu(menus.get(id));
    },

    setItem(id, { title, enabled, hidden, checked }) {
      const item = items.get(id);
      item.setTitle(title);
      item.setEnabled(enabled);
      item.setHidden(hidden);
      // appkit/nscontrol/statevalue: 1 is on.
      item.setState(checked ? 1 : 0);
    },

    /** Ends the process at once, also while the menu is open (`man 3 exit`). */
    end(reason) {
      if (reason !== undefined) write($.NSFileHandle.fileHandleWithStandardError, `${reason}\n`);
      $.exit(reason === undefined ? 0 : 1);
    },
  };
}

/** Held by the script: neither menu bar nor notification center nor menu item keeps alive what it is given. */
let held;

/** osascript calls this (`man osascript`). It ends with `end`. */
// deno-lint-ignore no-unused-vars
function run() {
  held = cocoaScreen();
  serve(held);
  $.NSApplication.sharedApplication.run;
}
