// Gives out the files of the page. Only these have a policy under which a browser runs anything.

import { answer, refusal } from "./answers.ts";
import type { LoadPageFiles } from "./page_files.ts";

/** The place of the nonce in the page itself. */
const NONCE = "{{nonce}}";

/** Returns the file of the page at a path, as the path was sent, or a refusal. */
export async function pageAnswer(path: string, pageFiles: LoadPageFiles): Promise<Response> {
  const file = (await pageFiles()).get(path);
  if (file === undefined) return refusal({ kind: "gone", error: "There is no such page" });
  const { type, bytes } = file;
  if (path !== "/") return answer(bytes, { type, more: { "content-encoding": "gzip" } });
  const nonce = crypto.randomUUID();
  const html = new TextDecoder().decode(bytes).replaceAll(NONCE, nonce);
  return answer(html, { type, policy: pagePolicy(nonce) });
}

/** Returns what the page may load: its own files, and pictures of its own making. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
