// Reads what `gdbus` prints: GVariant's text format.
// https://docs.gtk.org/glib/gvariant-text-format.html

/** A value without its type: a tuple is an array, too, and a variant is what it holds. */
export type Value = string | number | boolean | Value[] | { [key: string]: Value };

const TOKENS =
  /\s*(?:(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<word>-?[\w.]+)|(?<type>@[\w{}()]+)|(?<sign>[()[\]{}<>,:]))/gsy;

/** Throws when the text is something else. */
export function readGVariant(text: string): Value {
  const tokens = [...text.trim().matchAll(TOKENS)].map(({ groups }) => groups!);
  let at = 0;
  const peek = () => tokens[at]?.sign;
  const skip = (sign: string) => {
    if (peek() === sign) at++;
  };

  function list(end: string): Value[] {
    const values: Value[] = [];
    for (at++; peek() !== end; skip(",")) values.push(value());
    at++;
    return values;
  }

  function dictionary(): Value {
    const entries: [string, Value][] = [];
    for (at++; peek() !== "}"; skip(",")) {
      const key = String(value());
      skip(":");
      entries.push([key, value()]);
    }
    at++;
    return Object.fromEntries(entries);
  }

  function value(): Value {
    const token = tokens[at];
    if (token === undefined) throw new Error(`Cannot read as GVariant: ${text}`);
    const { text: quoted, word, type, sign } = token;
    if (quoted !== undefined) {
      at++;
      return unquoted(quoted);
    }
    if (sign === "(") return list(")");
    if (sign === "[") return list("]");
    if (sign === "{") return dictionary();
    if (sign === "<") return list(">")[0]!;
    at++;
    if (word === "true" || word === "false") return word === "true";
    if (word !== undefined && !Number.isNaN(Number(word))) return Number(word);
    // The name of a type stands before its value.
    if (word !== undefined || type !== undefined) return value();
    throw new Error(`Cannot read as GVariant at "${sign}": ${text}`);
  }

  return value();
}

function unquoted(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\u(.{4})|\\U(.{8})|\\(.)/gs, (_, four, eight, one) => {
    if (one === undefined) return String.fromCodePoint(Number.parseInt(four ?? eight, 16));
    return { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", a: "\x07" }[one as "n"] ?? one;
  });
}
