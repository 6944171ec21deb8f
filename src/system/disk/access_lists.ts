// Access lists of files and folders (acl(5)). Deno knows none: programs of the system are asked.

import { runTool } from "../process/programs.ts";

/**
 * Reports whether one of the files or folders has an access list, on a Mac one that new files may inherit: a `+` behind
 * the mode (ls(1) of coreutils and BusyBox), on a Mac a line below it. Where there is no `ls`, none has one.
 */
export async function haveAccessLists(paths: readonly string[]): Promise<boolean> {
  const isMac = Deno.build.os === "darwin";
  const list = isMac ? "-lden" : "-ldn";
  // Whatever its code: it also fails for a folder that is gone.
  const result = await runTool(["/bin/ls", list, "--", ...paths], { env: { LC_ALL: "C" } });
  const lines = new TextDecoder().decode(result?.stdout).split("\n");
  return lines.some((line) => isMac ? /^ \d+: .*_inherit/.test(line) : /^[-d][^ ]{9}\+/.test(line));
}

/** Gives a file the access list of another one, or none. Reports whether that was possible. */
export async function copyAccessList(from: string, to: string): Promise<boolean> {
  // Only that of coreutils knows how.
  const options = ["--attributes-only", "--preserve=mode"];
  const copied = await runTool(["/bin/cp", ...options, "--", from, to], { env: { LC_ALL: "C" } });
  if (copied?.code !== 0) return false;
  return await haveAccessLists([from]) === await haveAccessLists([to]);
}
