// The conditions on the head of a request: our host, our origin, and the secret of a session. Pure.

import { WINDOW_BODY_BYTES, WINDOW_SESSION_BYTES } from "../../system/limits/window.ts";
import { API, SECRET_HEADER } from "./api/session.ts";

/** The head of a request; the names of its headers are in small letters. */
export interface RequestHead {
  readonly method: string;
  /** The path with what follows it, as it was sent. */
  readonly target: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** How a request is taken: as one for a file of the page, for a session, or with the secret of one. */
export type Admission =
  | { readonly kind: "page" | "session" | "secret"; readonly mostBytes: number }
  | { readonly kind: "refused"; readonly status: number; readonly why: RefusalReason };

/** Why a request is refused. */
export type RefusalReason = "host" | "method" | "origin" | "type" | "secret";

/**
 * Returns how a request is taken. A page of another origin can make a browser send one to this server, also by a name
 * of its own for 127.0.0.1, but neither with our origin nor with the header of the secret. The path is not decoded:
 * what does not begin with `/api/` as it was sent is only ever a file of the page.
 */
export function admissionOf(
  { method, target, headers }: RequestHead,
  { port, isOpen }: {
    readonly port: number;
    /** Reports whether there is a session with this secret. */
    readonly isOpen: (secret: string) => boolean;
  },
): Admission {
  if (!isOurs(headers.get("host"), port)) return refuse("host", 421);
  if (method !== "GET" && method !== "POST") return refuse("method", 405);
  const path = pathOf(target);
  if (!path.startsWith("/api/")) {
    return method === "GET" ? { kind: "page", mostBytes: 0 } : refuse("method", 405);
  }
  const origin = headers.get("origin");
  const isFromUs = origin?.startsWith("http://") === true && isOurs(origin.slice(7), port);
  if (!isFromUs && (origin !== undefined || method !== "GET")) return refuse("origin", 403);
  if (!["same-origin", undefined].includes(headers.get("sec-fetch-site"))) {
    return refuse("origin", 403);
  }
  const type = headers.get("content-type")?.split(";")[0]?.trim();
  if (method === "POST" && type !== "application/json") return refuse("type", 403);
  if (path === API.session) return { kind: "session", mostBytes: WINDOW_SESSION_BYTES };
  if (!isOpen(headers.get(SECRET_HEADER) ?? "")) return refuse("secret", 401);
  return { kind: "secret", mostBytes: method === "POST" ? WINDOW_BODY_BYTES : 0 };
}

/** Returns the path of a target, as it was sent. */
export function pathOf(target: string): string {
  return target.split(/[?#]/, 1)[0]!;
}

function refuse(why: RefusalReason, status: number): Admission {
  return { kind: "refused", why, status };
}

/** Reports whether a `Host` names this server. */
function isOurs(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}
