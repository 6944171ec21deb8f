// The commands of the desktop, by system. Pure: none is run here.

import { extname } from "node:path";
import { pathToFileURL } from "node:url";

/** An action of the desktop. Paths are absolute. */
export type DesktopAction =
  /** In the file manager, selected. */
  | { readonly kind: "show file"; readonly path: string }
  | { readonly kind: "open folder"; readonly path: string }
  | { readonly kind: "open terminal"; readonly path: string }
  /** Runs a script of sh, an executable file, in a terminal. */
  | { readonly kind: "run in terminal"; readonly path: string }
  /** To the clipboard. */
  | { readonly kind: "copy"; readonly text: string }
  /** With the user's program for such files. */
  | { readonly kind: "open file"; readonly path: string }
  /** With a text editor, whatever the name of the file. */
  | { readonly kind: "edit file"; readonly path: string }
  /** Plain text on one line each; `markup` is true where the desktop reads the text as markup. */
  | {
    readonly kind: "notify";
    readonly title: string;
    readonly text: string;
    readonly markup: boolean;
  };

/** A program and its arguments, and the folder in which it starts. */
export interface DesktopCommand {
  readonly argv: readonly [program: string, ...args: string[]];
  readonly cwd?: string;
  /** Its name in a message, where that is not the program. */
  readonly name?: string;
}

/** Returns the commands for an action, to be tried in this order, for a system as `Deno.build.os` names it. */
export function commandsFor(action: DesktopAction, system: string): DesktopCommand[] {
  return system === "darwin" ? onMacOS(action) : onLinux(action);
}

/** Returns the commands of macOS (`man open`, `man osascript`). */
function onMacOS(action: DesktopAction): DesktopCommand[] {
  switch (action.kind) {
    case "show file":
      return [{ argv: ["/usr/bin/open", "-R", action.path] }];
    case "open folder":
      // A folder whose name has an extension may be opened as an application or a document: it is shown in the
      // folder above.
      return extname(action.path) === ""
        ? [{ argv: ["/usr/bin/open", "-a", "Finder", action.path] }]
        : [{ argv: ["/usr/bin/open", "-R", action.path] }];
    case "open terminal":
      return [{ argv: ["/usr/bin/open", "-a", "Terminal", action.path] }];
    case "run in terminal":
      return [{ argv: ["/usr/bin/open", "-a", "Terminal", action.path] }];
    case "copy":
      return copying(action.text, [["/usr/bin/pbcopy"]]);
    case "open file":
      return [{ argv: ["/usr/bin/open", action.path] }];
    case "edit file":
      return [{ argv: ["/usr/bin/open", "-t", action.path] }];
    case "notify":
      // Title and text are arguments of the script and never part of it.
      return [{ argv: ["/usr/bin/osascript", ...NOTIFY_SCRIPT, action.title, action.text] }];
  }
}

const NOTIFY_SCRIPT = [
  "on run argv",
  "display notification (item 2 of argv) with title (item 1 of argv)",
  "end run",
].flatMap((line) => ["-e", line]);

function onLinux(action: DesktopAction): DesktopCommand[] {
  switch (action.kind) {
    case "show file":
      return [
        // https://www.freedesktop.org/wiki/Specifications/file-manager-interface/
        dbusCall("org.freedesktop.FileManager1", {
          path: "/org/freedesktop/FileManager1",
          method: "org.freedesktop.FileManager1.ShowItems",
          args: [`[${gvariant(pathToFileURL(action.path).href)}]`, gvariant("")],
        }),
        ...opening(folderOf(action.path)),
      ];
    case "open folder":
    case "open file":
      return opening(action.path);
    case "edit file":
      return [
        ...opening(action.path),
        ...inTerminal(["/bin/sh", "-c", EDIT_SCRIPT, "edit", action.path]),
      ];
    case "open terminal":
      return [
        { argv: ["/bin/sh", "-c", CHOSEN_TERMINAL], name: "$TERMINAL", cwd: action.path },
        ...TERMINALS.map(([program]): DesktopCommand => ({ argv: [program], cwd: action.path })),
      ];
    case "run in terminal":
      return inTerminal(["/bin/sh", action.path]);
    case "copy":
      return copying(action.text, CLIPBOARDS);
    case "notify": {
      const { title } = action;
      const text = action.markup ? withoutMarkup(action.text) : action.text;
      return [
        // https://specifications.freedesktop.org/notification-spec/latest/protocol.html
        dbusCall("org.freedesktop.Notifications", {
          path: "/org/freedesktop/Notifications",
          method: "org.freedesktop.Notifications.Notify",
          args: [
            gvariant("Git Sync Bar"),
            "0",
            gvariant(""),
            gvariant(title),
            gvariant(text),
            "[]",
            "{}",
            "-1",
          ],
        }),
        { argv: ["notify-send", "--app-name=Git Sync Bar", "--", title, text] },
      ];
    }
  }
}

/** Returns the commands that open a file: small desktops lack xdg-open; gio is part of GLib. */
function opening(path: string): DesktopCommand[] {
  return [{ argv: ["xdg-open", path] }, { argv: ["gio", "open", path] }];
}

/** The terminal that the user names in the environment, with its options; 127 is for "not found". */
const CHOSEN_TERMINAL = '[ -n "$TERMINAL" ] || exit 127; exec $TERMINAL';

/** Terminals, and the options after which each takes a command. The first one is the user's choice on Debian. */
const TERMINALS: readonly (readonly [program: string, ...options: string[]])[] = [
  ["x-terminal-emulator", "-e"],
  ["xdg-terminal-exec"],
  ["gnome-terminal", "--"],
  ["kgx", "--"],
  ["ptyxis", "--"],
  ["konsole", "-e"],
  ["xfce4-terminal", "-x"],
  ["mate-terminal", "-x"],
  ["qterminal", "-e"],
  ["kitty"],
  ["alacritty", "-e"],
  ["foot"],
  ["wezterm", "start", "--"],
  ["xterm", "-e"],
];

/** The user's editor for terminals; the variables may hold arguments and quotes. */
const EDIT_SCRIPT =
  'eval "${VISUAL:-${EDITOR:-$(command -v editor || command -v nano || echo vi)}} \\"\\$1\\""';

/** The terminal that the user names, with a command: most of them take it after this option. */
const COMMAND_IN_CHOSEN = '[ -n "$TERMINAL" ] || exit 127; exec $TERMINAL -e "$@"';

function inTerminal(command: readonly string[]): DesktopCommand[] {
  return [
    { argv: ["/bin/sh", "-c", COMMAND_IN_CHOSEN, "terminal", ...command], name: "$TERMINAL" },
    ...TERMINALS.map(([program, ...options]): DesktopCommand => ({
      argv: [program, ...options, ...command],
    })),
  ];
}

/** Programs that take a text for the clipboard: of Wayland, and of X. */
const CLIPBOARDS: readonly (readonly [program: string, ...options: string[]])[] = [
  ["wl-copy"],
  ["xclip", "-selection", "clipboard"],
  ["xsel", "--clipboard", "--input"],
];

/** They read it from their standard input, and may go on running as long as the clipboard is theirs. */
const COPY_SCRIPT =
  'text=$1; shift; command -v "$1" >/dev/null || exit 127; printf %s "$text" | "$@"';

function copying(
  text: string,
  programs: readonly (readonly [program: string, ...options: string[]])[],
): DesktopCommand[] {
  return programs.map((argv) => ({
    argv: ["/bin/sh", "-c", COPY_SCRIPT, "copy", text, ...argv],
    name: argv[0],
  }));
}

/** Prints the capabilities of the notification server; "body-markup" is the one that matters. */
export const capabilities: DesktopCommand = dbusCall("org.freedesktop.Notifications", {
  path: "/org/freedesktop/Notifications",
  method: "org.freedesktop.Notifications.GetCapabilities",
  args: [],
});

function dbusCall(
  to: string,
  { path, method, args }: {
    readonly path: string;
    readonly method: string;
    readonly args: readonly string[];
  },
): DesktopCommand {
  const call = ["--session", "--timeout", "5", "--dest", to, "--object-path", path];
  return { argv: ["gdbus", "call", ...call, "--method", method, "--", ...args] };
}

/** Returns a string in GVariant's text format, in which `gdbus` takes arguments. */
function gvariant(text: string): string {
  const escaped = text.toWellFormed().replace(/[\\']/g, "\\$&").replace(
    /\p{Cc}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `'${escaped}'`;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/**
 * Escapes what a notification takes for markup
 * (https://specifications.freedesktop.org/notification-spec/latest/markup.html).
 */
function withoutMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
