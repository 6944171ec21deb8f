// The join code: what a second machine needs to sync the same folder. It holds no secret but the topic. Pure.

import { Buffer } from "node:buffer";
import * as z from "zod/mini";
import { URL_CHARACTERS } from "../../system/limits/remote.ts";
import { JOIN_CODE_CHARACTERS, JOIN_TEXT_CHARACTERS } from "../../system/limits/setup.ts";
import { parseAddress, shareableAddress } from "./address.ts";

/** The content of a join code. */
export interface Invitation {
  /** The address of the remote, without a password. */
  readonly remote: string;
  readonly branch: string;
  /** Absent where the first machine has no live updates. */
  readonly live?: LiveInvitation;
}

/** The broker of the first machine. */
export interface LiveInvitation {
  readonly host: string;
  readonly port: number;
  readonly topic: string;
  readonly isEncrypted: boolean;
  /** The login or certificate that the broker wants and the code does not hold. */
  readonly wants: readonly ("password" | "certificate" | "authority")[];
}

/** The beginning of a code of this form. */
const PREFIX = "gsb1.";

const anyText = z.string().check(
  z.minLength(1),
  z.maxLength(JOIN_TEXT_CHARACTERS),
  z.refine((text) => text.isWellFormed() && !/[\p{Cc}\p{Bidi_Control}]/u.test(text)),
);

const form = z.strictObject({
  remote: z.string().check(z.minLength(1), z.maxLength(URL_CHARACTERS)),
  branch: anyText,
  broker: z.optional(z.strictObject({
    host: anyText,
    port: z.int().check(z.minimum(1), z.maximum(65535)),
    topic: anyText,
    tls: z.boolean(),
    wants: z.array(z.enum(["password", "certificate", "authority"])).check(z.maxLength(3)),
  })),
});

/** Reports whether a text is meant as a join code. */
export function looksLikeCode(text: string): boolean {
  return /^gsb\d+\./.test(text.trim());
}

/** Returns the join code for an invitation. Throws one line where it would be too long to be read again. */
export function joinCode({ remote, branch, live }: Invitation): string {
  if (hasQuery(remote)) throw new Error(`Cannot make a join code: ${QUERY}`);
  const content: z.infer<typeof form> = {
    remote: shareableAddress(remote),
    branch,
    ...(live === undefined ? {} : {
      broker: {
        host: live.host,
        port: live.port,
        topic: live.topic,
        tls: live.isEncrypted,
        wants: [...live.wants],
      },
    }),
  };
  const code = PREFIX + Buffer.from(JSON.stringify(content)).toString("base64url");
  const read = readJoinCode(code);
  if (typeof read === "string") throw new Error(`Cannot make a join code: ${read}`);
  return code;
}

/** Returns what a join code holds, or why it cannot be used, in one line. A code comes from anybody. */
export function readJoinCode(text: string): Invitation | string {
  if (text.length > JOIN_CODE_CHARACTERS) {
    return `the join code is longer than ${JOIN_CODE_CHARACTERS} characters`;
  }
  // A mail may have broken it into lines.
  const code = text.replaceAll(/\s/g, "");
  if (!code.startsWith(PREFIX)) {
    return looksLikeCode(code)
      ? "the join code is of another version of Git Sync Bar: update this one"
      : 'this is no join code: one begins with "gsb1."';
  }
  const body = code.slice(PREFIX.length);
  if (!/^[\w-]+$/.test(body)) return "the join code is damaged: copy all of it";
  const content = parsed(Buffer.from(body, "base64url"));
  const result = z.safeParse(form, content);
  if (!result.success) return "the join code is damaged: copy all of it";
  const { remote, branch, broker } = result.data;
  const address = parseAddress(remote);
  if (typeof address === "string") return `the join code has no usable address: ${address}`;
  if (address.login !== undefined) return "the join code has a password in its address";
  if (hasQuery(remote)) return `the join code has no usable address: ${QUERY}`;
  if (!isBranchName(branch)) return "the join code has no usable branch";
  if (broker === undefined) return { remote: address.url, branch };
  const { host, port, topic, tls, wants } = broker;
  if (/[\s/@#+]/.test(host) || host.startsWith("-") || /[+#]/.test(topic)) {
    return "the join code has no usable broker";
  }
  return {
    remote: address.url,
    branch,
    live: { host, port, topic, isEncrypted: tls, wants: [...new Set(wants)] },
  };
}

/** Reports whether an address over http(s) has a query or a fragment. Some hosts take a token there. */
function hasQuery(address: string): boolean {
  return /^https?:/i.test(address) && /[?#]/.test(address);
}

const QUERY = 'its address has a part behind a "?" or a "#", which may be an access token: ' +
  "give the remote an address without it (`git remote set-url`)";

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Reports whether git takes a name for a branch (git-check-ref-format). */
function isBranchName(name: string): boolean {
  return !/[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|^[-/]|\/$|\.$|^@$/u.test(name) &&
    name.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"));
}
