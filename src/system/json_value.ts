// Tests of values that were read from JSON. Pure.

/** Reports whether a value is an object, with keys. */
export function isJsonObject(content: unknown): content is Readonly<Record<string, unknown>> {
  return typeof content === "object" && content !== null && !Array.isArray(content);
}

/** Reports whether a value is a list of such items. */
export function isListOf<Content>(
  content: unknown,
  isSuch: (content: unknown) => content is Content,
): content is readonly Content[] {
  return Array.isArray(content) && content.every(isSuch);
}

/** Reports whether a value is a text. */
export function isText(content: unknown): content is string {
  return typeof content === "string";
}
