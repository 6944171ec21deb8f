// Waits for a panel that shows status icons. Without `gdbus` nobody knows, and one is taken to be there.

/** https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/ */
const WATCHER = "org.kde.StatusNotifierWatcher";

/** Whether such a panel is there, or appears within some seconds; 0 means that there is no hurry. */
export async function hostAppears(
  { seconds, signal }: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<boolean> {
  // Deno 2.7 does not look whether it is aborted already.
  if (signal.aborted) return false;
  try {
    const { success } = await new Deno.Command("gdbus", {
      args: ["wait", "--session", "--timeout", `${seconds}`, WATCHER],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      signal,
    }).output();
    return success;
  } catch {
    return true;
  }
}
