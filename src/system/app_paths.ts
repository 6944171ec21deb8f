// The paths of the app's own files, by system and environment. Pure.

import { dirname, isAbsolute, join } from "node:path";

/** Absolute paths. The folders need not exist yet. */
export type AppPaths = {
  readonly home: string;
  /** The configuration file. */
  readonly config: string;
  /** The folder of the saved state: paused, recent changes. */
  readonly state: string;
  /** The folder of the log files. */
  readonly log: string;
  /** The folder of the tray helper. */
  readonly cache: string;
  /** The folder of sockets, to be made with mode 0700. A socket's path holds 104 bytes on macOS. */
  readonly runtime: string;
  /** The folder of ssh's sockets, to be made with mode 0700; short, as ssh adds to their paths. */
  readonly ssh: string;
};

/**
 * Returns the paths for a system (as `Deno.build.os` names it). On Linux they follow
 * https://specifications.freedesktop.org/basedir-spec/latest/, by which a relative path counts as
 * not set. Throws when the home folder is not known.
 */
export function findAppPaths(
  system: string,
  environment: Readonly<Record<string, string>>,
  { uid }: { readonly uid: number | null },
): AppPaths {
  const folder = (name: string) => {
    const path = environment[name];
    return path !== undefined && isAbsolute(path) ? path : undefined;
  };
  const home = folder("HOME");
  if (home === undefined) {
    throw new Error("Cannot find the home folder: HOME is not set to an absolute path");
  }
  return system === "darwin" ? onMacOS(home, uid ?? 0) : onLinux(home, folder);
}

/** Returns the app's own files and folders; `config` is the configuration in force. Pure. */
export function ownFiles(places: AppPaths, config: string): string[] {
  const { state, log, cache, runtime, ssh } = places;
  // The usual folder of the configuration holds certificates, too.
  return [config, dirname(places.config), state, log, cache, runtime, ssh];
}

/**
 * Returns the places on macOS. The control socket is not in TMPDIR: macOS removes files there that
 * were not opened for three days (`man confstr`), and some shells have another one. The names of
 * ssh's sockets are too long for both, and with some user names: the user's number is short.
 */
function onMacOS(home: string, uid: number): AppPaths {
  const support = join(home, "Library/Application Support/Git Sync Bar");
  const cache = join(home, "Library/Caches/Git Sync Bar");
  return {
    home,
    config: join(support, "config.json"),
    state: support,
    log: join(home, "Library/Logs/Git Sync Bar"),
    cache,
    runtime: join(cache, "run"),
    ssh: `/tmp/git-sync-bar-${uid}`,
  };
}

function onLinux(home: string, folder: (name: string) => string | undefined): AppPaths {
  const name = "git-sync-bar";
  const state = join(folder("XDG_STATE_HOME") ?? join(home, ".local/state"), name);
  const cache = join(folder("XDG_CACHE_HOME") ?? join(home, ".cache"), name);
  const given = folder("XDG_RUNTIME_DIR");
  const runtime = given === undefined ? join(cache, "run") : join(given, name);
  return {
    home,
    config: join(folder("XDG_CONFIG_HOME") ?? join(home, ".config"), name, "config.json"),
    state,
    log: state,
    cache,
    runtime,
    ssh: runtime,
  };
}

/**
 * Returns the folders of sockets of an instance with another environment, on Linux: the one that
 * systemd gives to a session (pam_systemd(8)), and the one without a session.
 */
export function otherRuntimeFolders({ cache }: AppPaths, uid: number): string[] {
  return [join("/run/user", `${uid}`, "git-sync-bar"), join(cache, "run")];
}
