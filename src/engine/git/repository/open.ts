// Opens a folder as a repository: where its parts are and what its configuration says.

import { join } from "node:path";
import { gitRunner } from "../process/run_git.ts";
import { gitEnvironment } from "../process/environment.ts";
import { type GitResult, type GitSettings, GitStartError, type RunGit } from "../process/types.ts";
import type { Connections } from "../process/ssh_connections.ts";
import { canSync } from "../../../system/disk/fsync.ts";
import { classify, isAboutSettings } from "../process/classify.ts";
import { foldsCase } from "./case_folding.ts";
import { LfsServer } from "./lfs_server.ts";
import { NO_COMMIT_GRAPH, requiredFilters } from "../process/forced_settings.ts";
import { hooksOutside, sendsForLfs } from "../process/hooks.ts";
import { allowQuickCalls } from "../../../system/disk/quick_calls.ts";
import { stampAt } from "../../../system/file_state.ts";
import { fileIn } from "../values/path.ts";
import { decodeText } from "../values/git_text.ts";
import { GitError } from "../process/git.ts";
import { scratchName } from "./scratch.ts";
import { makeOwnFolder } from "./own_folder.ts";
import { gitVersion, isNewEnough } from "../process/version.ts";
import { oneLine } from "../../../system/text.ts";
import { realPath } from "../../../system/real_path.ts";
import {
  configFilesIn,
  configValue,
  fallbackIdentity,
  parseGitConfig,
  sshCommand,
} from "../values/git_config.ts";
import {
  DamagedRepository,
  FolderMissing,
  FolderOfOther,
  FolderUnreadable,
  NotARepository,
  OldGit,
} from "./errors.ts";
import type { Repository } from "./repository.ts";

/** The properties of the machine that `openRepository` needs. */
export interface OpenOptions extends
  Omit<
    GitSettings,
    "sshCommand" | "identity" | "note" | "caseCounts" | "canSync" | "hooks" | "ownSettings"
  > {
  readonly host: string;
  readonly user: string;
  readonly connections?: Connections | undefined;
}

/** To say its version takes git no time and no more than a line. */
export const BRIEFLY = { silenceMs: 10_000, mostBytes: 64 * 1024 } as const;

/**
 * Opens the repository whose top folder is `options.folder`. With `leavesNoNote` all that it makes is our folder
 * in the git folder, which stays empty.
 *
 * Throws `FolderMissing`, `FolderUnreadable`, `FolderOfOther`, `NotARepository` when the folder is not
 * the top of a work tree, `DamagedRepository`, `OldGit`, and `GitStartError` when git cannot be started.
 */
export async function openRepository(
  options: OpenOptions,
  { leavesNoNote = false }: { readonly leavesNoNote?: boolean } = {},
): Promise<Repository> {
  const root = await readableFolder(options.folder);
  const settings: GitSettings = { ...options, folder: root };
  const probe = gitRunner(settings);
  const version = await versionOf(probe, options.program);
  if (!isNewEnough(version)) throw new OldGit(version);
  const parts = await probe([
    "rev-parse",
    "--path-format=absolute",
    "--show-toplevel",
    "--git-dir",
    "--git-common-dir",
    "--show-object-format",
  ], { access: "reads", mostBytes: BRIEFLY.mostBytes });
  const [top, gitDir, commonDir, format] = parts.stdout.split("\n").map(decodeText);
  if (parts.code !== 0 || !top || !gitDir || !commonDir) throw await notOpened(parts, root);
  if (await Deno.realPath(top) !== root) {
    throw new NotARepository(`it is a folder inside of the repository "${top}"`);
  }
  const hooksFolder = await hooksFolderOf(probe);
  const configFiles = [
    ...new Set([
      ...[join(commonDir, "config"), join(gitDir, "config.worktree")],
      ...userConfigFiles(options.environment),
      ...await includedFiles(probe, { root, environment: options.environment }),
    ]),
  ];
  const settingsFiles = [...configFiles, ...(hooksFolder === undefined ? [] : [hooksFolder])];
  const settingsStamp = await stampOfAll(settingsFiles);
  const listed = await probe(["config", "--list", "-z"], { access: "reads" });
  if (listed.code !== 0) throw await notOpened(listed, root);
  const config = parseGitConfig(listed.stdout);
  const ownDir = await makeOwnFolder(gitDir);
  for (const folder of [root, gitDir]) await allowQuickCalls(folder);
  const hooks = hooksFolder === undefined
    ? undefined
    : await hooksOutside({ root, gitDir, commonDir, ownDir, hooks: hooksFolder });
  const ssh = sshCommand(config, options.environment);
  const identity = fallbackIdentity(config, options);
  const run = gitRunner({
    ...settings,
    caseCounts: !await foldsCase(root),
    canSync: await canSync(join(gitDir, "HEAD")),
    note: join(ownDir, "running"),
    ownSettings: [NO_COMMIT_GRAPH, ...requiredFilters(config)],
    ...(hooks === undefined ? {} : { hooks }),
    ...(ssh === undefined ? {} : { sshCommand: ssh }),
    ...(identity === undefined ? {} : { identity }),
  });
  const lfs = await LfsServer.of({ run, config, root, gitDir, ownDir }, { isNoted: !leavesNoNote });
  return {
    // The arguments of a script begin with no verb, and no script talks to a server.
    run: lfs === undefined
      ? run
      : async (args, given) =>
        await run(given.script === undefined ? [...await lfs.options(), ...args] : args, given),
    lfs,
    hasLfsHook: lfs === undefined || await sendsForLfs(hooks ?? hooksFolder ?? ""),
    signal: options.signal,
    root,
    fileOf: (path) => fileIn(root, path),
    gitDir,
    commonDir,
    ownDir,
    config,
    configFiles,
    settingsFiles,
    settingsStamp,
    zeroId: "0".repeat(format === "sha256" ? 64 : 40),
    ssh: {
      command: ssh ?? "ssh",
      variant: options.environment.GIT_SSH_VARIANT ?? configValue(config, "ssh.variant"),
      environment: gitEnvironment(settings),
      folder: root,
    },
    connections: options.connections,
    reftable: config.get("extensions.refstorage")?.at(-1) === "reftable",
    host: options.host,
    scratch: await scratchName(ownDir, { isNoted: !leavesNoNote }),
  };
}

/** Returns the folder in which git searches for hooks. An empty `core.hooksPath` is none to git. */
async function hooksFolderOf(run: RunGit): Promise<string | undefined> {
  const args = ["rev-parse", "--path-format=absolute", "--git-path", "hooks"];
  const { code, stdout } = await run(args, { access: "reads", ...BRIEFLY });
  return code === 0 ? decodeText(stdout.replace(/\n$/, "")) : undefined;
}

/** Returns the files of the user's own configuration (git-config, "FILES"). */
function userConfigFiles(environment: Readonly<Record<string, string>>): string[] {
  const { GIT_CONFIG_GLOBAL, HOME, XDG_CONFIG_HOME } = environment;
  if (GIT_CONFIG_GLOBAL) return [GIT_CONFIG_GLOBAL];
  const folder = XDG_CONFIG_HOME || (HOME && join(HOME, ".config"));
  return [
    ...(HOME ? [join(HOME, ".gitconfig")] : []),
    ...(folder ? [join(folder, "git", "config")] : []),
  ];
}

/** Returns the files of git's configuration that it has settings of, and those that they include. */
async function includedFiles(
  run: RunGit,
  { root, environment }: {
    readonly root: string;
    readonly environment: Readonly<Record<string, string>>;
  },
): Promise<ReadonlySet<string>> {
  const { stdout } = await run(["config", "--list", "--show-origin", "-z"], { access: "reads" });
  return configFilesIn(stdout, { folder: root, home: environment.HOME ?? "/" });
}

/** Returns the stamps of files as one text. A file that is a link is stamped where it leads. */
async function stampOfAll(files: readonly string[]): Promise<string> {
  const stamps = await Promise.all(files.map(async (file) => stampAt(await realPath(file))));
  return stamps.join("\n");
}

/** Returns the version of git. Throws `GitStartError` when the program is not git. */
async function versionOf(run: RunGit, program: string): Promise<string> {
  const answer = await run(["version"], { access: "reads", ...BRIEFLY });
  const version = gitVersion(answer.stdout);
  if (version !== undefined) return version;
  if (answer.ended === "abort") throw new GitError(classify(answer), "start git");
  // On a Mac without the command line tools, a program `git` that only says how to install them stands there.
  const [words = ""] = answer.stderr.trim().split("\n");
  const said = answer.ended === "silence" ? ": it gives no answer" : words && `: ${oneLine(words)}`;
  throw new GitStartError(`Cannot use "${program}": it does not answer as git does${said}`);
}

/** Returns the error for a folder in which git did not answer. */
async function notOpened(result: GitResult, root: string): Promise<Error> {
  const failure = classify(result);
  const { kind, detail } = failure;
  if (isAboutSettings(failure)) return new DamagedRepository(detail);
  switch (kind) {
    case "damaged":
      return new DamagedRepository(detail);
    case "permission":
      return new FolderUnreadable(detail);
    case "remote owner":
      return new FolderOfOther(/ at '(.+)'$/.exec(detail)?.[1] ?? detail);
    default:
      return new NotARepository(await inWords(detail, root));
  }
}

/** Returns git's most frequent messages in words for a user who does not know git; all others as they are. */
async function inWords(detail: string, root: string): Promise<string> {
  if (detail.startsWith("not a git repository (or any")) {
    return await stampAt(join(root, ".git")) === "none"
      ? "no .git is in it"
      : "its .git is damaged, or no git folder at all: move it away first";
  }
  return detail.includes("must be run in a work tree")
    ? "it is a repository without files of yours: bare, or a .git folder"
    : detail;
}

async function readableFolder(folder: string): Promise<string> {
  try {
    const root = await Deno.realPath(folder);
    // macOS lets a folder be named but not be read.
    for await (const _ of Deno.readDir(root)) break;
    return root;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new FolderMissing(folder);
    if (error instanceof Deno.errors.PermissionDenied) throw new FolderUnreadable(error.message);
    if (error instanceof Deno.errors.NotADirectory) {
      throw new NotARepository("it is a file");
    }
    throw error;
  }
}

/** Reports whether git's configuration and the folder of hooks are still as they were read. */
export async function isCurrent({ settingsFiles, settingsStamp }: Repository): Promise<boolean> {
  return await stampOfAll(settingsFiles) === settingsStamp;
}
