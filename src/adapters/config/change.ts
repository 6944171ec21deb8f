// Changes values in the configuration file: its order, its other keys and its layout stay.

import { isDeepStrictEqual } from "node:util";
import { quote } from "../../system/text.ts";
import { createConfig } from "./file.ts";
import { readSavedText, replaceText } from "./saved_text.ts";
import { type ConfigLocation, parseConfig } from "./schema.ts";
import { withValues } from "./text_edit.ts";

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
  change: (content: ConfigContent) => ConfigContent | Promise<ConfigContent>,
): Promise<boolean> {
  await createConfig(origin);
  const fail = (why: string) =>
    new Error(`Cannot change the configuration ${quote(origin.file)}: ${why}`);
  const { text, revision } = await readSavedText(origin);
  assertValid(text);
  const content: ConfigContent = JSON.parse(text);
  const values = new Map(
    Object.entries(await change(content)).filter(([key, value]) =>
      !isDeepStrictEqual(value, content[key])
    ),
  );
  if (values.size === 0) return false;
  const changed = withValues(text, values);
  assertValid(changed);
  if (!await replaceText(origin, { revision, text: changed })) {
    throw fail("it was changed meanwhile");
  }
  return true;

  function assertValid(text: string): void {
    const parsed = parseConfig(text, origin);
    if (!("config" in parsed)) throw fail(parsed.mistakes[0]?.message ?? "it has a mistake");
  }
}
