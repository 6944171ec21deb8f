// Property lists as XML. Pure.

/** A value of a property list. */
export type PlistValue =
  | string
  | true
  | number
  | Uint8Array
  | readonly PlistValue[]
  | { readonly [key: string]: PlistValue };

/**
 * Writes a dictionary as a property list. The format:
 * http://www.apple.com/DTDs/PropertyList-1.0.dtd
 */
export function plistOf(root: { readonly [key: string]: PlistValue }): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${element(root, "")}
</plist>
`;
}

function element(value: PlistValue, indent: string): string {
  if (value === true) return `${indent}<true/>`;
  if (typeof value === "string") return `${indent}<string>${xml(value)}</string>`;
  if (typeof value === "number") return `${indent}<real>${value}</real>`;
  if (value instanceof Uint8Array) return `${indent}<data>${value.toBase64()}</data>`;
  if (isList(value)) {
    const items = value.map((inner) => `${element(inner, `${indent}\t`)}\n`);
    return `${indent}<array>\n${items.join("")}${indent}</array>`;
  }
  const lines = Object.entries(value).map(([key, inner]) =>
    `${indent}\t<key>${xml(key)}</key>\n${element(inner, `${indent}\t`)}\n`
  );
  return `${indent}<dict>\n${lines.join("")}${indent}</dict>`;
}

function isList(value: PlistValue): value is readonly PlistValue[] {
  return Array.isArray(value);
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
