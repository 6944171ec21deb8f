// Texts from outside in a message. Pure.

/** Returns the text in double quotes, on one line, without control characters. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd");
}

/** Returns one line without characters that could change the text around it: control and bidi characters. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ").trim();
}

/**
 * Returns a value as JSON of several lines, in which the same characters are escaped: whoever parses it gets all of the
 * value, and a terminal that shows it is told nothing.
 */
export function shownJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\u009f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Returns a name whose direction does not change the line (https://www.unicode.org/reports/tr9/, isolates). */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Returns one line of at most so many characters: its middle is cut. */
export function shorten(text: string, longest: number): string {
  const clean = oneLine(ends(text, longest));
  const characters = [...clean];
  if (characters.length <= longest) return clean;
  const tail = Math.floor((longest - 1) / 2);
  const head = longest - 1 - tail;
  return `${characters.slice(0, head).join("")}…${characters.slice(-tail).join("")}`;
}

/**
 * Returns one line of at most so many characters for a sentence that quotes a value: the middle of its longest
 * part in double quotes is cut first, then the end of the sentence.
 */
export function shortenQuoted(text: string, longest: number): string {
  const clean = oneLine(ends(text, longest));
  const over = [...clean].length - longest;
  if (over <= 0) return clean;
  const [quoted] = (clean.match(/"[^"]*"/g) ?? []).toSorted((a, b) => b.length - a.length);
  const characters = [...quoted === undefined ? clean : withShorter(clean, { quoted, over })];
  if (characters.length <= longest) return characters.join("");
  return `${characters.slice(0, longest - 1).join("").trimEnd()}…`;
}

function withShorter(
  text: string,
  { quoted, over }: { readonly quoted: string; readonly over: number },
): string {
  const value = quoted.slice(1, -1);
  const room = Math.max(SHORTEST_VALUE, [...value].length - over);
  return text.replace(quoted, () => `"${shorten(value, room)}"`);
}

/** Characters of a value that stay, so that it can be recognised. */
const SHORTEST_VALUE = 9;

/** Returns the beginning and the end of a text of megabytes: that is enough to shorten it. */
function ends(text: string, longest: number): string {
  const most = 20 * longest + 1_000;
  return text.length <= 2 * most ? text : `${text.slice(0, most)}…${text.slice(-most)}`;
}

/** Removes slashes at the end of a path, but not its first character. */
export function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}
