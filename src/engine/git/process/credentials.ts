// Where git has the password of a remote from, and whether it can keep one. Pure.

import { type GitConfig, remoteUrls } from "../values/git_config.ts";
import type { Failure } from "./failure.ts";

/**
 * Marks the failure of a sign-in over http(s) where the remote's address has a password, which git uses and asks
 * for no other; and where git has no credential helper (gitcredentials(7)): what is typed into a terminal is
 * forgotten then, so that the next try fails as well.
 */
export function withHelper(
  failure: Failure,
  { config, remote }: { readonly config: GitConfig; readonly remote: string | undefined },
): Failure {
  if (failure.kind !== "sign in" || remote === undefined) return failure;
  if (urlsOf(config, remote).some(hasPassword)) return { ...failure, hasPassword: true };
  return lacksHelper(config, remote) ? { ...failure, lacksHelper: true } : failure;
}

function hasPassword(url: string): boolean {
  return isHttp(url) && URL.canParse(url) && new URL(url).password !== "";
}

function isHttp(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

function urlsOf(config: GitConfig, remote: string): string[] {
  return [...remoteUrls(config, remote, "fetch"), ...remoteUrls(config, remote, "push")];
}

/** Reports whether a remote is reached over http(s), and git has no helper to keep a password for it. */
export function lacksHelper(config: GitConfig, remote: string): boolean {
  return urlsOf(config, remote).some((url) => isHttp(url) && !hasHelper(config, url));
}

/**
 * Reports whether git has a credential helper. An empty value takes back the ones before it (git-config,
 * "credential.helper").
 */
function hasHelper(config: GitConfig, url: string): boolean {
  return [...config].some(([key, values]) => {
    if (!key.startsWith("credential.") || !key.endsWith(".helper")) return false;
    const scope = key.slice("credential.".length, -".helper".length);
    return values.at(-1) !== "" && (key === "credential.helper" || concerns(scope, url));
  });
}

/**
 * Reports whether settings for a URL count for another one (gitcredentials(7), "CREDENTIAL CONTEXTS"): scheme
 * and host have to be the same, and a `*` is any one part of the host's name. Users and paths are not compared.
 */
function concerns(scope: string, url: string): boolean {
  if (!URL.canParse(scope) || !URL.canParse(url)) return true;
  const [wanted, given] = [new URL(scope), new URL(url)];
  const parts = given.host.split(".");
  const patterns = wanted.host.split(".");
  return wanted.protocol === given.protocol && patterns.length === parts.length &&
    patterns.every((pattern, at) => pattern === "*" || pattern === parts[at]);
}
