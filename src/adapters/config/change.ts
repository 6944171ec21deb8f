// Changes values in the configuration file. The order of its keys and the keys that are not known here stay.

import { realPath } from "../../system/real_path.ts";
import { replaceFile } from "../../system/replace_file.ts";
import { errorMessage } from "../../system/error_message.ts";
import { quote } from "../../system/text.ts";
import { createConfig } from "./file.ts";
import { type ConfigLocation, parseConfig } from "./schema.ts";

/** The keys and values of a configuration file, as JSON has them. */
export type ConfigContent = Readonly<Record<string, unknown>>;

/**
 * Changes values in the configuration file, which is made when there is none. At any moment it is the old one or the
 * new one. Returns false where the change changes nothing.
 *
 * Throws one line when the file cannot be used or written, when it would have a mistake afterwards, and when
 * somebody else has changed it meanwhile.
 */
export async function changeConfig(
  origin: ConfigLocation,
  change: (content: ConfigContent) => ConfigContent,
): Promise<boolean> {
  await createConfig(origin);
  // A link stays one: users keep this file elsewhere.
  const file = await realPath(origin.file);
  const fail = (why: string) =>
    new Error(`Cannot change the configuration ${quote(origin.file)}: ${why}`);
  try {
    const before = await Deno.readTextFile(file);
    const parsed = parseConfig(before, origin);
    if (!("config" in parsed)) throw new Error(parsed.mistakes[0]?.message ?? "it has a mistake");
    const content: ConfigContent = JSON.parse(before);
    const changed = change(content);
    if (JSON.stringify(changed) === JSON.stringify(content)) return false;
    const after = `${JSON.stringify(changed, undefined, indentOf(before))}\n`;
    const checked = parseConfig(after, origin);
    if (!("config" in checked)) throw new Error(checked.mistakes[0]?.message ?? "it has a mistake");
    const { mode } = await Deno.stat(file);
    if (await Deno.readTextFile(file) !== before) throw new Error("it was changed meanwhile");
    await replaceFile(file, after, { mode: (mode ?? 0o600) & 0o777 });
    return true;
  } catch (error) {
    throw fail(errorMessage(error));
  }
}

/** Returns the indentation of a JSON text, by its first line that has one. */
function indentOf(text: string): string {
  return /\n([ \t]{1,8})"/.exec(text)?.[1] ?? "  ";
}
