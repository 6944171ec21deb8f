// Where a text is not JSON, and which keys are repeated in it. Pure. JSON.parse has no position in many messages,
// and its messages quote the text, which may hold a password.

/** A mistake in a JSON text, and where it is. */
export type JsonMistake = {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in characters. */
  readonly column: number;
  readonly expected: string;
};

const whitespace = /[ \t\n\r]*/y;
// A string up to its closing quote, which is checked afterwards. No quantifier is inside of another one: a long
// string must take linear time.
// deno-lint-ignore no-control-regex -- these are what RFC 8259 forbids in a string
const openString = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
// TextEdit and other editors replace a straight quote by one of these while it is typed.
const curlyQuote = /[\u201c-\u201f\u00ab\u00bb]/;
const otherScalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Returns the first place where a text is not JSON (RFC 8259), `undefined` when it is JSON. */
export function findJsonMistake(text: string): JsonMistake | undefined {
  const open: ("{" | "[")[] = [];
  let at = 0;
  let wanted: "value" | "first value" | "key" | "first key" | "next" = "value";

  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const fail = (expected: string) =>
    describe(text, { at, expected: curlyQuote.test(text[at] ?? "") ? STRAIGHT : expected });

  while (true) {
    skip(whitespace);
    const inside = open.at(-1);
    const character = text[at];
    if (wanted === "next") {
      if (inside === undefined) {
        return character === undefined ? undefined : fail("nothing after the closing brace");
      }
      const closing = inside === "{" ? "}" : "]";
      if (character === ",") wanted = inside === "{" ? "key" : "value";
      else if (character === closing) open.pop();
      else return fail(`"," or "${closing}"`);
      at++;
    } else if (
      (wanted === "first key" && character === "}") ||
      (wanted === "first value" && character === "]")
    ) {
      open.pop();
      wanted = "next";
      at++;
    } else if (character === '"') {
      const isKey = wanted === "key" || wanted === "first key";
      const start = at;
      skip(openString);
      if (text[at] !== '"') {
        const expected = insideString(text[at]);
        // The curly quote that should have closed it.
        const curly = text.slice(start, at).search(curlyQuote);
        if (curly !== -1 && expected === CLOSING) at = start + curly;
        return fail(expected);
      }
      at++;
      wanted = "next";
      if (!isKey) continue;
      skip(whitespace);
      if (text[at] !== ":") return fail('":" after the key');
      at++;
      wanted = "value";
    } else if (wanted === "key" || wanted === "first key") {
      return fail(character === "}" ? 'no comma before "}"' : "a key in double quotes");
    } else if (character === "{" || character === "[") {
      open.push(character);
      wanted = character === "{" ? "first key" : "first value";
      at++;
    } else if (skip(otherScalar)) {
      wanted = "next";
    } else {
      return fail("a value: a text in double quotes, a number, true or false");
    }
  }
}

/** Returns the keys that are repeated in an object, given as JSON: `JSON.parse` takes the last one of each. */
export function repeatedKeys(text: string): Set<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "{" || text[at] === "[") depth++;
    if (text[at] === "}" || text[at] === "]") depth--;
    if (text[at] !== '"') continue;
    const start = at++;
    for (; text[at] !== '"'; at++) if (text[at] === "\\") at++;
    if (depth !== 1 || !/^\s*:/.test(text.slice(at + 1))) continue;
    const key = String(JSON.parse(text.slice(start, at + 1)));
    if (seen.has(key)) repeated.add(key);
    seen.add(key);
  }
  return repeated;
}

const STRAIGHT = 'a straight quote ("), not curly (in TextEdit: Edit, Substitutions, Smart Quotes)';

const CLOSING = "a closing double quote";

function insideString(found: string | undefined): string {
  if (found === "\\") {
    return 'one of \\\\, \\", \\/, \\n, \\t, \\uXXXX (write \\\\ for a backslash)';
  }
  if (found === undefined || found === "\n" || found === "\r") return CLOSING;
  return "no control character within double quotes";
}

function describe(text: string, found: { at: number; expected: string }): JsonMistake {
  const lines = text.slice(0, found.at).split(/\r\n|\r|\n/);
  const end = found.at === text.length ? ", but the text ends" : "";
  return {
    line: lines.length,
    column: [...lines.at(-1)!].length + 1,
    expected: found.expected + end,
  };
}
