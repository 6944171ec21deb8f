// Asks the session bus about the panel that shows status icons. Without `gdbus` nobody knows, and all is
// taken to be well.

import { runTool } from "../../system/process/programs.ts";

/** https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/ */
const WATCHER = "org.kde.StatusNotifierWatcher";

/** Whether such a panel is there, or appears within some seconds; 0 means that there is no hurry. */
export async function waitForPanel(
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const args = ["wait", "--session", "--timeout", `${seconds}`, WATCHER];
  return await gdbus(args, signal) !== undefined;
}

/** Whether the panel knows an icon of this process. */
export async function isOnPanel(pid: number, signal: AbortSignal): Promise<boolean> {
  const get = "org.freedesktop.DBus.Properties.Get";
  const items = await call(
    [WATCHER, "/StatusNotifierWatcher", get, WATCHER, "RegisteredStatusNotifierItems"],
    signal,
  );
  if (items === undefined || items === "unknown") return true;
  // Each is the name of a connection, and behind it, by panel, a slash or an at sign and more.
  const names = [...items.matchAll(/'([^'/@]+)/g)].map(([, name]) => name!);
  const answers = await Promise.all(names.map((name) => {
    const bus = "org.freedesktop.DBus";
    return call([bus, "/org/freedesktop/DBus", `${bus}.GetConnectionUnixProcessID`, name], signal);
  }));
  return answers.includes(`(uint32 ${pid},)`);
}

function call(
  [to, path, method, ...args]: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const names = ["--dest", to!, "--object-path", path!, "--method", method!];
  return gdbus(["call", "--session", "--timeout", "10", ...names, ...args], signal);
}

/** What it prints; `undefined` when it fails, "unknown" when there is no such program. */
async function gdbus(args: string[], signal: AbortSignal): Promise<string | undefined> {
  const result = await runTool(["gdbus", ...args], { signal, timeoutMs: Infinity });
  if (result === undefined) return "unknown";
  return result.code === 0 ? new TextDecoder().decode(result.stdout).trim() : undefined;
}
