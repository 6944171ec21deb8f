// How a text from outside stands in a message. Pure.

/** The text in double quotes, on one line, with nothing in it that a terminal would obey. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd");
}

/** One line without anything that could disturb what stands around it: control and bidi characters. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ").trim();
}

/** A name within a line keeps its direction to itself (https://www.unicode.org/reports/tr9/, isolates). */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** One line of at most so many characters: the middle gives way. */
export function shorten(text: string, longest: number): string {
  const clean = oneLine(text);
  const characters = [...clean];
  if (characters.length <= longest) return clean;
  const tail = Math.floor((longest - 1) / 2);
  const head = longest - 1 - tail;
  return `${characters.slice(0, head).join("")}…${characters.slice(-tail).join("")}`;
}
