// The ssh command for git: what is added to the user's own, and whether its connections may be kept
// open. Pure.

import { URL_CHARACTERS } from "../../../system/limits/remote.ts";

/** The longest path of a socket on each system, in bytes, without its end (sockaddr_un). */
const LONGEST_SOCKET = { darwin: 103, linux: 107 } as const;

/** `/%C`, a hash of hosts, port and user, and what ssh adds until the socket is bound. */
const ADDED_BY_SSH = "/".length + 40 + ".0123456789abcdef".length;

/** How long a connection stays open without being used, in milliseconds. */
export const KEEP_OPEN_MS = 600_000;

/**
 * Returns an ssh that never asks and notices a dead connection. It forwards no ports: they are for
 * the user's own connections. PuTTY's programs do not know the options.
 */
export function batchSsh(command: string): string {
  if (isPlink(command)) return command;
  return `${command} -o BatchMode=yes -o ConnectTimeout=30 -o ClearAllForwardings=yes` +
    " -o ServerAliveInterval=15";
}

/**
 * Returns an ssh as `batchSsh` does, with connections that are kept open, their sockets in
 * `folder`. `%C` keeps hosts apart: git also starts this command for others (git-lfs, a second push
 * URL). A connection without a network is noticed within 20 s.
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
 * Reports whether connections may be kept open, by the output of `ssh -G HOST`. Settings of the
 * user about it stay; "ControlPath none" shows only as a ControlMaster without a path. A verbose
 * ssh would hold git's standard error open.
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
 * Returns the arguments that git gives ssh for a URL; `undefined` for one of another protocol
 * (git-clone).
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

// The colon comes before any slash; `::` is a helper's, `://` another protocol's. Brackets hold an
// address, or a port beside the host.
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
