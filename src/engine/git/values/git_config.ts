// The parts of git's own configuration that matter here: the remote of a branch, the ssh command,
// the identity. Pure.

import { dirname, join, resolve } from "node:path";
import { decodeText, nulFields } from "./git_text.ts";
import { shellQuoted } from "./ssh_command.ts";

/**
 * All values of each key, the last one being the one in force. Section and key are in lower case.
 */
export type GitConfig = ReadonlyMap<string, readonly string[]>;

/** Where a branch is published. */
export interface Upstream {
  readonly remote: string;
  /** The branch's full name at the remote. */
  readonly ref: string;
  /** The local ref that remembers what was last seen there. */
  readonly tracking: string;
  /** Whether git's configuration names it; if not, the first push does. */
  readonly configured: boolean;
}

/**
 * Reads `git config --list -z`, `withOrigins` that of `--show-origin`: bytes in, text out, as all of it goes back to
 * git as arguments.
 */
export function parseGitConfig(
  output: string,
  { withOrigins = false }: { readonly withOrigins?: boolean } = {},
): GitConfig {
  const config = new Map<string, string[]>();
  const fields = nulFields(decodeText(output));
  for (const field of withOrigins ? fields.filter((_, at) => at % 2 === 1) : fields) {
    const end = field.indexOf("\n");
    const key = end === -1 ? field : field.slice(0, end);
    const value = end === -1 ? "true" : field.slice(end + 1);
    const values = config.get(key);
    if (values === undefined) config.set(key, [value]);
    else values.push(value);
  }
  return config;
}

/**
 * Returns the files that `git config --list --show-origin -z` names, and those that they include,
 * also where one is not there yet or its condition does not hold now (git-config, "Includes").
 * Relative origins are below `folder`.
 */
export function configFilesIn(
  output: string,
  { folder, home }: { readonly folder: string; readonly home: string },
): ReadonlySet<string> {
  const files = new Set<string>();
  const fields = nulFields(decodeText(output));
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [origin, field] = [fields[at]!, fields[at + 1]!];
    if (!origin.startsWith("file:")) continue;
    const file = resolve(folder, origin.slice("file:".length));
    files.add(file);
    const [key, path] = [field.split("\n", 1)[0]!, field.slice(field.indexOf("\n") + 1)];
    if (key !== "include.path" && !(key.startsWith("includeif.") && key.endsWith(".path"))) {
      continue;
    }
    files.add(path.startsWith("~/") ? join(home, path.slice(2)) : resolve(dirname(file), path));
  }
  return files;
}

/**
 * Returns the files that git reads, where it has no others (git-config, "FILES"): those of the system, of the user, and
 * of a repository.
 */
export function usualConfigFiles(
  { GIT_CONFIG_SYSTEM, GIT_CONFIG_GLOBAL, HOME, XDG_CONFIG_HOME }: Readonly<Record<string, string>>,
  repository: { readonly gitDir: string; readonly commonDir: string } | undefined,
): string[] {
  const folder = XDG_CONFIG_HOME || (HOME && join(HOME, ".config"));
  const user = [
    ...(HOME ? [join(HOME, ".gitconfig")] : []),
    ...(folder ? [join(folder, "git", "config")] : []),
  ];
  return [
    GIT_CONFIG_SYSTEM || "/etc/gitconfig",
    ...(GIT_CONFIG_GLOBAL ? [GIT_CONFIG_GLOBAL] : user),
    ...(repository === undefined
      ? []
      : [join(repository.commonDir, "config"), join(repository.gitDir, "config.worktree")]),
  ];
}

/** Returns the value in force, or `undefined`. */
export function configValue(config: GitConfig, key: string): string | undefined {
  return config.get(key)?.at(-1);
}

/** Reports whether the work tree is a sparse checkout (git-config, "core.sparseCheckout"). */
export function isSparse(config: GitConfig): boolean {
  return /^(?:true|yes|on|[1-9]\d*)$/i.test(configValue(config, "core.sparsecheckout") ?? "");
}

/**
 * Reports whether a user wants git to be silent about untracked files, as in a repository of
 * dotfiles whose work tree is the home folder (git-config, "status.showUntrackedFiles").
 */
export function savesOnlyTracked(config: GitConfig): boolean {
  const value = configValue(config, "status.showuntrackedfiles")?.toLowerCase();
  return value !== undefined && ["no", "false", "off", "0"].includes(value);
}

/** Returns the names of all remotes that have a URL. */
export function remotes(config: GitConfig): string[] {
  return [...config.keys()].flatMap((key) => /^remote\.(.+)\.url$/.exec(key)?.[1] ?? []);
}

/**
 * Returns where a branch is published: what git's configuration says of it, else the only remote,
 * else `origin`. `undefined` when there is no remote, or several and none is chosen.
 */
export function upstreamOf(config: GitConfig, branch: string): Upstream | undefined {
  const names = remotes(config);
  const chosen = configValue(config, `branch.${branch}.remote`);
  const remote = chosen !== undefined && chosen !== "."
    ? chosen
    : names.length === 1
    ? names[0]
    : names.find((name) => name === "origin");
  if (remote === undefined) return undefined;
  const merge = chosen === remote ? configValue(config, `branch.${branch}.merge`) : undefined;
  const ref = merge ?? `refs/heads/${branch}`;
  return {
    remote,
    ref,
    tracking: trackingRef(config.get(`remote.${remote}.fetch`) ?? [], ref) ??
      `refs/gitsyncbar/remotes/${asRefName(remote)}/${ref}`,
    configured: merge !== undefined,
  };
}

/**
 * Returns the URLs that git asks, or sends to, for a remote (git-config, "url.<base>.insteadOf",
 * "pushInsteadOf", "remote.<name>.pushurl"). A remote that is not configured is a URL itself.
 */
export function remoteUrls(
  config: GitConfig,
  remote: string,
  direction: "fetch" | "push",
): string[] {
  const urls = config.get(`remote.${remote}.url`) ?? [remote];
  const alias = (url: string) => rewritten(config, url, "insteadof") ?? url;
  if (direction === "fetch") return urls.slice(0, 1).map(alias);
  const own = config.get(`remote.${remote}.pushurl`);
  if (own !== undefined) return own.map(alias);
  const forPush = urls.flatMap((url) => rewritten(config, url, "pushinsteadof") ?? []);
  return forPush.length > 0 ? forPush : urls.map(alias);
}

/** Returns a URL with its beginning replaced: the longest one that is named counts. */
function rewritten(
  config: GitConfig,
  url: string,
  key: "insteadof" | "pushinsteadof",
): string | undefined {
  let best: { readonly base: string; readonly beginning: string } | undefined;
  for (const [name, beginnings] of config) {
    if (!name.startsWith("url.") || !name.endsWith(`.${key}`)) continue;
    const base = name.slice("url.".length, -`.${key}`.length);
    for (const beginning of beginnings) {
      if (!url.startsWith(beginning)) continue;
      if (best === undefined || beginning.length > best.beginning.length) {
        best = { base, beginning };
      }
    }
  }
  return best === undefined ? undefined : best.base + url.slice(best.beginning.length);
}

/**
 * Returns the user's ssh command (git, "GIT_SSH_COMMAND", "core.sshCommand", "GIT_SSH"), if there
 * is one.
 */
export function sshCommand(
  config: GitConfig,
  environment: Readonly<Record<string, string>>,
): string | undefined {
  const { GIT_SSH_COMMAND: command, GIT_SSH: program } = environment;
  return command ?? configValue(config, "core.sshcommand") ??
    (program === undefined ? undefined : shellQuoted(program));
}

/**
 * Returns an author for a user of whom git knows no name or no address; `undefined` when it knows
 * both.
 */
export function fallbackIdentity(
  config: GitConfig,
  machine: { readonly user: string; readonly host: string },
): { readonly name: string; readonly email: string } | undefined {
  const known = (part: string) =>
    configValue(config, `user.${part}`) ??
      (config.has(`committer.${part}`) ? configValue(config, `author.${part}`) : undefined);
  const name = known("name");
  const email = known("email");
  if (name && email) return undefined;
  return { name: name || machine.user, email: email || `${machine.user}@${machine.host}` };
}

/**
 * Returns the local ref of a remote branch by a fetch refspec (git-fetch, "CONFIGURED
 * REMOTE-TRACKING BRANCHES").
 */
function trackingRef(refspecs: readonly string[], ref: string): string | undefined {
  for (const refspec of refspecs) {
    const [from, to] = refspec.replace(/^\+/, "").split(":");
    if (!from || !to || from.startsWith("^")) continue;
    if (from === ref) return to;
    const star = from.indexOf("*");
    if (star === -1) continue;
    const head = from.slice(0, star);
    const tail = from.slice(star + 1);
    if (ref.length < head.length + tail.length) continue;
    if (!ref.startsWith(head) || !ref.endsWith(tail)) continue;
    return to.replace("*", () => ref.slice(head.length, ref.length - tail.length));
  }
  return undefined;
}

/**
 * Returns the name of a remote as a part of a ref: it may be a URL or a path, of which a ref cannot
 * hold everything (git-check-ref-format).
 */
function asRefName(remote: string): string {
  return encodeURIComponent(remote).replace(
    /[.*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
}
