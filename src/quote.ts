// How a text from outside stands in a message. Pure.

/** The text in double quotes, on one line, with nothing in it that a terminal would obey. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/[\p{Cc}\p{Bidi_Control}]/gu, "\ufffd");
}
