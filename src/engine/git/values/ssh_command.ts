// The ssh command for git: what is added to the user's own, and whether its connections may be kept
// open. Pure.

import { URL_CHARACTERS } from "../../../system/limits/remote.ts";

/** The most that a socket's path may have on each system, in bytes, without its end (sockaddr_un). */
const LONGEST_SOCKET = { darwin: 103, linux: 107 } as const;

/** `/%C`, a hash of both hosts, port and user, and what ssh puts behind it until the socket is bound. */
const ADDED_BY_SSH = "/".length + 40 + ".0123456789abcdef".length;

/** How long a connection stays open without being used, in milliseconds. */
export const KEEP_OPEN_MS = 600_000;

/**
 * Returns an ssh that never asks and notices a dead connection. Forwarded ports are the user's: git needs none, and
 * would take them from their own connection. PuTTY's programs do not know the options.
 */
export function batchSsh(command: string): string {
  if (isPlink(command)) return command;
  return `${command} -o BatchMode=yes -o ConnectTimeout=30 -o ClearAllForwardings=yes` +
    " -o ServerAliveInterval=15";
}

/**
 * Returns an ssh as `batchSsh` does, over connections that are kept open, with their sockets in `folder`. `%C` keeps
 * the hosts apart, as git also starts this command for others than the remote (git-lfs, a second push URL). An open
 * connection whose network is gone is noticed within 20 s, be it in use or not.
 */
export function keptSsh(command: string, folder: string): string {
  const path = shellQuoted(`${escaped(folder)}/%C`);
  return `${batchSsh(`${command} -o ServerAliveInterval=5 -o ServerAliveCountMax=3`)} -S ${path}` +
    ` -o ControlMaster=auto -o ControlPersist=${KEEP_OPEN_MS / 1000}`;
}

/** Reports whether ssh can keep its sockets in this folder on this system. */
export function fitsSocket(folder: string, system: string): boolean {
  const longest = system === "darwin" ? LONGEST_SOCKET.darwin : LONGEST_SOCKET.linux;
  // ssh would put variables of the environment into the path.
  return new TextEncoder().encode(folder).length + ADDED_BY_SSH <= longest &&
    !folder.includes("${");
}

/**
 * Reports whether connections may be kept open, by what `ssh -G HOST` prints of the user's settings. A user who has
 * settings about it keeps them; "ControlPath none" shows only in a ControlMaster without a path. A verbose ssh would
 * hold git's standard error open.
 */
export function mayKeepOpen(printed: string): boolean {
  const settings = new Map(
    printed.split("\n").map((line): [string, string] => {
      const [key = "", ...value] = line.split(" ");
      return [key.toLowerCase(), value.join(" ").trim().toLowerCase()];
    }),
  );
  return settings.has("hostname") && !settings.has("controlpath") &&
    /^(?:false|no)$/.test(settings.get("controlmaster") ?? "no") &&
    !/^debug/.test(settings.get("loglevel") ?? "");
}

/** Reports whether git takes this command for OpenSSH's (git-config, "ssh.variant"). */
export function isOpenSsh(command: string, variant: string | undefined): boolean {
  return !isPlink(command) && (variant === undefined || /^(?:auto|ssh)$/.test(variant));
}

function isPlink(command: string): boolean {
  return /(^|[\\/ "'])(tortoise)?plink(\.exe)?\b/i.test(command);
}

/**
 * Returns the arguments that git gives ssh for a URL: the host, with a user and behind a port where there is one.
 * `undefined` for what is not reached by ssh (git-clone, "GIT URLS").
 */
export function sshHost(url: string): readonly string[] | undefined {
  // No address is longer (RFC 1035), and the expressions below go back and forth.
  if (url.length > URL_CHARACTERS) return undefined;
  const { address, place = address } = (LONG.exec(url) ?? SHORT.exec(url))?.groups ?? {};
  if (place === undefined) return undefined;
  // Of an address of IPv6, what stands behind a colon is no port.
  const { host, port } = PLACE.exec(decoded(place, url))?.groups ?? {};
  const bare = (host ?? place).replace(/\[(.+)\]$/, "$1");
  if (bare === "" || bare.startsWith("-")) return undefined;
  return port === undefined ? [bare] : ["-p", port, bare];
}

const LONG = /^(?:ssh|git\+ssh|ssh\+git):\/\/(?<place>[^/]+)/;

// The colon comes before any slash; two of them are a helper's, and `://` another protocol's. Brackets hold
// an address, or a port beside the host.
const SHORT = /^(?:\[(?<address>[^\]/]+)\]|(?<place>[^:/[]*@\[[^\]/]+\]|[^:/[]+)):(?!:|\/\/)/;

const PLACE = /^(?<host>(?:.*@)?(?:\[[^\]]+\]|[^:]+))(?::(?<port>\d+))?$/;

function decoded(place: string, url: string): string {
  try {
    return url.includes("://") ? decodeURIComponent(place) : place;
  } catch {
    return place;
  }
}

/** Returns a path in which ssh sees no token (ssh_config, "TOKENS"). */
export function escaped(path: string): string {
  return path.replaceAll("%", "%%");
}

/** Returns a text as one word of a shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
