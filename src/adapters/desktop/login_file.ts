// The file that starts the app at login: its path and its text, by kind. Pure.

import { basename, dirname, isAbsolute, join } from "node:path";
import { plistOf } from "./plist.ts";
import { systemdUnit } from "./systemd_unit.ts";

/** The label of the launch agent, and the name of the file. */
export const LABEL = "git-sync-bar";

/**
 * How the app is started at login: by launchd on macOS, by the desktop on Linux, or by the user's systemd where
 * there is no desktop.
 */
export type LoginKind = "launch agent" | "autostart" | "unit";

/** Returns the kinds of a system, as `Deno.build.os` names it. */
export function loginKinds(system: string): readonly LoginKind[] {
  return system === "darwin" ? ["launch agent"] : ["autostart", "unit"];
}

/** Returns the kind for a system and an environment. */
export function loginKind(
  system: string,
  environment: Readonly<Record<string, string>>,
): LoginKind {
  if (system === "darwin") return "launch agent";
  const signs = ["DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP"];
  return signs.some((sign) => (environment[sign] ?? "") !== "") ? "autostart" : "unit";
}

/** Returns the path of the file that starts the app at login. */
export function loginFile(
  kind: LoginKind,
  environment: Readonly<Record<string, string>>,
): string {
  const home = environment.HOME ?? "/";
  if (kind === "launch agent") return join(home, "Library/LaunchAgents", `${LABEL}.plist`);
  const set = environment.XDG_CONFIG_HOME ?? "";
  const config = isAbsolute(set) ? set : join(home, ".config");
  return kind === "autostart"
    ? join(config, "autostart", `${LABEL}.desktop`)
    : join(config, "systemd/user", `${LABEL}.service`);
}

/** Returns the link by which systemd starts the unit with the user's other units: `systemctl enable` makes it. */
export function unitLink(unit: string): string {
  return join(dirname(unit), "default.target.wants", basename(unit));
}

/** Returns the text of the file, for a program and its arguments. */
export function loginText(kind: LoginKind, command: readonly string[]): string {
  switch (kind) {
    case "launch agent":
      return launchAgent(command);
    case "autostart":
      return autostart(command);
    case "unit":
      return systemdUnit([...command, "--headless"]);
  }
}

/**
 * Reports whether macOS runs a program from a temporary path, as it does with a program that was
 * downloaded and not moved since (https://lapcatsoftware.com/articles/app-translocation.html).
 */
export function isTranslocated(program: string): boolean {
  return program.includes("/AppTranslocation/");
}

/** Reports whether a file with this text starts anything: the system's own settings switch it off in place. */
export function isInForce(kind: LoginKind, text: string): boolean {
  switch (kind) {
    case "launch agent":
      return !/<key>Disabled<\/key>\s*<true\s*\/>/.test(text);
    case "autostart":
      return !/^[ \t]*(?:Hidden[ \t]*=[ \t]*true|X-GNOME-Autostart-enabled[ \t]*=[ \t]*false)\s*$/im
        .test(text);
    case "unit":
      return true;
  }
}

/**
 * Reports whether launchd ignores the file, by the output of `launchctl print-disabled`: the file itself does not
 * say so. Until macOS 12 the word is "true".
 */
export function isDisabled(printed: string): boolean {
  return new RegExp(`^[ \\t]*"${LABEL}" => (?:disabled|true)$`, "m").test(printed);
}

/** Returns a launch agent: `man launchd.plist`. After a crash it is started again, after *Quit* it is not. */
function launchAgent(command: readonly string[]): string {
  return plistOf({
    Label: LABEL,
    ProgramArguments: command,
    RunAtLoad: true,
    KeepAlive: { Crashed: true },
    LimitLoadToSessionType: "Aqua",
    ProcessType: "Interactive",
  });
}

/**
 * Returns a desktop entry that starts a command at login
 * (https://specifications.freedesktop.org/autostart-spec/latest/).
 */
function autostart(command: readonly string[]): string {
  return `[Desktop Entry]
Type=Application
Name=Git Sync Bar
Comment=Keeps a folder in sync with its git remote
Exec=${command.map(execArgument).join(" ")}
Terminal=false
`;
}

/**
 * Quotes an argument for Exec, then escapes it once more as any string
 * (https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html).
 */
function execArgument(argument: string): string {
  const quoted = `"${argument.replace(/["`$\\]/g, "\\$&").replaceAll("%", "%%")}"`;
  return quoted.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t")
    .replaceAll("\r", "\\r");
}
