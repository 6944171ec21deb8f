// The ids of git's objects. Pure.

/** Reports whether a value is the id of an object, by SHA-1 or by SHA-256. */
export function isObjectId(content: unknown): content is string {
  return typeof content === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(content);
}
