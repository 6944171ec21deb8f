// Asks the session bus about the panel that shows status icons. Without `gdbus` that is not known, and the panel
// counts as there.

import { runTool } from "../../system/process/programs.ts";

/** https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/ */
const WATCHER = "org.kde.StatusNotifierWatcher";

/** Reports whether there is such a panel within so many seconds; 0 means no limit. */
export async function waitForPanel(
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const args = ["wait", "--session", "--timeout", `${seconds}`, WATCHER];
  return await gdbus(args, signal) !== undefined;
}

/** Reports whether the panel has an icon of a process. */
export async function isOnPanel(pid: number, signal: AbortSignal): Promise<boolean> {
  const get = "org.freedesktop.DBus.Properties.Get";
  const items = await call(
    [WATCHER, "/StatusNotifierWatcher", get, WATCHER, "RegisteredStatusNotifierItems"],
    signal,
  );
  if (items === undefined || items === "unknown") return true;
  // Each begins with the name of a connection; a slash or an at sign follows it, depending on the panel.
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

/** Returns the output of gdbus; `undefined` when it fails, "unknown" when there is no such program. */
async function gdbus(args: string[], signal: AbortSignal): Promise<string | undefined> {
  const result = await runTool(["gdbus", ...args], { signal, timeoutMs: Infinity });
  if (result === undefined) return "unknown";
  return result.code === 0 ? new TextDecoder().decode(result.stdout).trim() : undefined;
}
