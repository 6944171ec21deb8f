// The address of a remote, as a user or a join code gives it (git-clone, "GIT URLS"). Pure.

import { isAbsolute } from "node:path";
import { URL_CHARACTERS } from "../../system/limits/remote.ts";

/** The protocols that a remote may have. Any other one makes git run a program `git-remote-NAME`. */
const PROTOCOLS: ReadonlySet<string> = new Set(["https", "http", "ssh", "git", "file"]);

/** An address whose password is apart from it, so that it is written into no file of ours. */
export interface Address {
  readonly url: string;
  /** The login in an address over http(s). */
  readonly login?: { readonly user: string; readonly password: string };
}

/** Reports whether a text is meant as an address, and not as a path of this machine. */
export function looksLikeAddress(text: string): boolean {
  return text.includes("://") || text.includes("::") || isScpLike(text);
}

/** Reports whether a text is `[USER@]HOST:PATH`, which has no slash before its first colon. */
function isScpLike(text: string): boolean {
  const colon = text.indexOf(":");
  if (colon < 1) return false;
  const slash = text.indexOf("/");
  return slash === -1 || colon < slash;
}

/** Returns an address that git takes for nothing else, or why a text is none, in one line. */
export function parseAddress(text: string): Address | string {
  const given = text.trim();
  if (given === "") return "it is empty";
  if (given.length > URL_CHARACTERS) return `it is longer than ${URL_CHARACTERS} characters`;
  if (/[\p{Cc}\p{Bidi_Control}\s]/u.test(given) && !isAbsolute(given)) {
    return "it has a space or a control character in it";
  }
  if (/[\p{Cc}\p{Bidi_Control}]/u.test(given)) return "it has a control character in it";
  // Git would take it for an option, or for a command to run (gitremote-helpers(7)).
  if (given.startsWith("-")) return "it begins with a dash";
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(given)?.[1]?.toLowerCase();
  if (scheme !== undefined) return parseUrl(given, scheme);
  if (isAbsolute(given)) return { url: given };
  if (/^[^/]*::/.test(given)) return "it names a program that git would run";
  if (!isScpLike(given)) {
    return "it is not an address: expected https://…, ssh://…, user@host:path or an absolute path";
  }
  const colon = given.indexOf(":");
  const [place, path] = [given.slice(0, colon), given.slice(colon + 1)];
  const host = place.slice(place.lastIndexOf("@") + 1);
  if (host === "" || path === "") return "its host or its path is missing";
  // Git takes brackets around a host away.
  if (isOption(host.replace(/^\[/, "")) || isOption(path)) {
    return "its host or its path begins with a dash";
  }
  if (FOR_SHELLS.test(place)) return NOT_FOR_SHELLS;
  return { url: given };
}

function parseUrl(given: string, scheme: string): Address | string {
  if (!PROTOCOLS.has(scheme)) return `the protocol ${scheme} is not used here`;
  if (!URL.canParse(given)) return "it is not an address that can be read";
  const url = new URL(given);
  if (scheme === "file") {
    return url.pathname === "/" ? "its path is missing" : { url: given };
  }
  if (url.hostname === "") return "its host is missing";
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user === undefined || password === undefined) return "its login cannot be read";
  const host = decoded(url.hostname) ?? url.hostname;
  if (isOption(host) || isOption(user)) return "its host or its user begins with a dash";
  if (scheme === "ssh" && FOR_SHELLS.test(host + user)) {
    return NOT_FOR_SHELLS;
  }
  if (password === "") return { url: given };
  if (scheme === "ssh") return "it has a password in it, which ssh does not use";
  return { url: shareableAddress(given), login: { user, password } };
}

/**
 * Characters that a shell takes for its own. A `ProxyCommand` or `Match exec` in the user's configuration of ssh may
 * give it the host and the user (CVE-2023-51385); OpenSSH refuses them since 9.6.
 */
const FOR_SHELLS = /['"`$\\;&<>|(){}]/;
const NOT_FOR_SHELLS = "its host or its user has a character that a shell takes for its own";

function isOption(text: string): boolean {
  return text.startsWith("-");
}

/** Returns a part of a URL as it is meant; `undefined` where it cannot be decoded. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/**
 * Returns an address that can be shown to others: without user and password over http(s), without the password
 * otherwise. The user of ssh stays, as it is a part of the address.
 */
export function shareableAddress(address: string): string {
  const found = /^([a-z][a-z\d+.-]*:\/\/)([^/?#]*)@/i.exec(address);
  if (found === null) return address;
  const [whole, scheme = "", login = ""] = found;
  const rest = address.slice(whole.length);
  const user = login.split(":", 1)[0]!;
  return /^https?:/i.test(scheme) || user === "" ? scheme + rest : `${scheme}${user}@${rest}`;
}

/** Returns the name of the folder that git would make for an address, without characters that do harm in a name. */
export function folderNameOf(address: string): string {
  let path = address.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, "");
  if (path === address) path = path.slice(path.indexOf(":") + 1);
  const parts = path.replace(/[?#].*$/s, "").split("/")
    .filter((part) => part !== "" && part !== ".git");
  const name = (parts.at(-1) ?? "").replace(/\.git$/, "").replace(/[\p{Cc}\p{Bidi_Control}]/gu, "");
  return name === "" || name.startsWith(".") || name.startsWith("-") ? "GitSync" : name;
}
