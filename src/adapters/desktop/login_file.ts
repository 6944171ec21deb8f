// The file that starts the app at login: where it is and what is in it, by system. Pure.

import { isAbsolute, join } from "node:path";

/** Of the launch agent, and the name of the file. */
export const LABEL = "git-sync-bar";

/** Where the file is, for a system (as `Deno.build.os` names it) and an environment. */
export function loginFile(
  system: string,
  environment: Readonly<Record<string, string>>,
): string {
  const home = environment.HOME ?? "/";
  if (system === "darwin") return join(home, "Library/LaunchAgents", `${LABEL}.plist`);
  const config = environment.XDG_CONFIG_HOME ?? "";
  return join(isAbsolute(config) ? config : join(home, ".config"), "autostart", `${LABEL}.desktop`);
}

/** What is in the file, for a program and its arguments. */
export function loginText(system: string, command: readonly string[]): string {
  return system === "darwin" ? launchAgent(command) : autostart(command);
}

/**
 * Whether macOS runs a program from a place that is gone after the next restart, as it does with what was
 * downloaded and not moved since (https://lapcatsoftware.com/articles/app-translocation.html).
 */
export function isTranslocated(program: string): boolean {
  return program.includes("/AppTranslocation/");
}

/** Whether a file with this text starts anything: the system's own settings switch it off in place. */
export function isInForce(system: string, text: string): boolean {
  return system === "darwin"
    ? !/<key>Disabled<\/key>\s*<true\s*\/>/.test(text)
    : !/^[ \t]*(?:Hidden[ \t]*=[ \t]*true|X-GNOME-Autostart-enabled[ \t]*=[ \t]*false)\s*$/im.test(
      text,
    );
}

/**
 * Whether launchd passes over the file, by what `launchctl print-disabled` prints: that is not written into
 * it. Until macOS 12 the word is "true".
 */
export function isDisabled(printed: string): boolean {
  return new RegExp(`^[ \\t]*"${LABEL}" => (?:disabled|true)$`, "m").test(printed);
}

/** `man launchd.plist` */
function launchAgent(command: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>${LABEL}</string>
	<key>ProgramArguments</key>
	<array>
${command.map((argument) => `\t\t<string>${xml(argument)}</string>\n`).join("")}	</array>
	<key>RunAtLoad</key>
	<true/>
	<key>LimitLoadToSessionType</key>
	<string>Aqua</string>
	<key>ProcessType</key>
	<string>Interactive</string>
</dict>
</plist>
`;
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** https://specifications.freedesktop.org/autostart-spec/latest/ */
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
 * https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html: quoted for Exec,
 * then escaped once more as any other string.
 */
function execArgument(argument: string): string {
  const quoted = `"${argument.replace(/["`$\\]/g, "\\$&").replaceAll("%", "%%")}"`;
  return quoted.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t")
    .replaceAll("\r", "\\r");
}
