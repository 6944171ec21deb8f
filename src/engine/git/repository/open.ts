// Opens a folder as a repository: where its parts are and what its configuration says.

import { join } from "node:path";
import { gitRunner } from "../process/run_git.ts";
import { gitEnvironment } from "../process/environment.ts";
import type { GitResult, GitSettings, RunGit } from "../process/types.ts";
import type { Connections } from "../process/ssh_connections.ts";
import { canSync } from "../../../system/disk/fsync.ts";
import { classify, isAboutSettings } from "../process/classify.ts";
import { foldsCase } from "./case_folding.ts";
import { readLayout } from "./layout.ts";
import { LfsServer } from "./lfs_server.ts";
import { NO_COMMIT_GRAPH, requiredFilters } from "../process/forced_settings.ts";
import { hooksOutside, sendsForLfs } from "../process/hooks.ts";
import { allowQuickCalls } from "../../../system/disk/quick_calls.ts";
import { stampAt } from "../../../system/file_state.ts";
import { fileIn } from "../values/path.ts";
import { decodeText } from "../values/git_text.ts";
import { scratchName } from "./scratch.ts";
import { makeOwnFolder } from "./own_folder.ts";
import { BRIEFLY, versionOf } from "../process/find_git.ts";
import { isNewEnough } from "../process/version.ts";
import { realPath } from "../../../system/real_path.ts";
import {
  configFilesIn,
  configValue,
  fallbackIdentity,
  parseGitConfig,
  sshCommand,
  usualConfigFiles,
} from "../values/git_config.ts";
import {
  damagedHead,
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

const PARTS = ["--show-toplevel", "--git-dir", "--git-common-dir", "--show-object-format"];
const LIST_CONFIG = ["config", "--list", "--show-origin", "-z"];

/** Asks where the parts of the repository are, and for its configuration with the files that it comes from. */
const DESCRIBE = `"$git" rev-parse --path-format=absolute "$@" && "$git" ${LIST_CONFIG.join(" ")}`;

/** No configuration takes so many bytes. */
const MOST_BYTES = 16 * 1024 * 1024;

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
  const { environment } = options;
  const files = usualConfigFiles(environment, await readLayout(root).catch(() => undefined));
  const stamps = await stampsOf(files);
  const described = await probe(PARTS, {
    script: DESCRIBE,
    access: "reads",
    mostBytes: MOST_BYTES,
  });
  const [top, gitDir, commonDir, format] = described.stdout.split("\n", 4).map(decodeText);
  if (described.code !== 0 || !top || !gitDir || !commonDir) throw await notOpened(described, root);
  if (await Deno.realPath(top) !== root) {
    throw new NotARepository(`it is a folder inside of the repository "${top}"`);
  }
  const own = usualConfigFiles(environment, { gitDir, commonDir });
  const listed = described.stdout.split("\n").slice(PARTS.length).join("\n");
  const known = { files, stamps, listed };
  const read = await listedWhole(probe, known, { root, own, home: environment.HOME ?? "/" });
  const config = parseGitConfig(read.listed, { withOrigins: true });
  const hooksFolder = config.has("core.hookspath")
    ? await hooksFolderOf(probe)
    : join(commonDir, "hooks");
  const hooksFolders = hooksFolder === undefined ? [] : [hooksFolder];
  const settingsStamp = [...read.stamps, ...await stampsOf(hooksFolders)].join("\n");
  const ownDir = await makeOwnFolder(gitDir);
  for (const folder of [root, gitDir]) await allowQuickCalls(folder);
  const hooks = hooksFolder === undefined
    ? undefined
    : await hooksOutside({ root, gitDir, commonDir, ownDir, hooks: hooksFolder });
  const ssh = sshCommand(config, environment);
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
    configFiles: read.files,
    settingsFiles: [...read.files, ...hooksFolders],
    settingsStamp,
    zeroId: "0".repeat(format === "sha256" ? 64 : 40),
    ssh: {
      command: ssh ?? "ssh",
      variant: environment.GIT_SSH_VARIANT ?? configValue(config, "ssh.variant"),
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

/** Git's list of its configuration, and the files that were stamped before it. */
interface Listing {
  readonly listed: string;
  readonly files: readonly string[];
  readonly stamps: readonly string[];
}

/** Returns a listing all of whose files were stamped before git read them. Throws as `notOpened` says. */
async function listedWhole(
  run: RunGit,
  listing: Listing,
  about: { readonly root: string; readonly own: readonly string[]; readonly home: string },
): Promise<Listing> {
  const { root: folder, own, home } = about;
  const named = configFilesIn(listing.listed, { folder, home });
  const files = [...new Set([...listing.files, ...own, ...named])];
  if (files.length === listing.files.length) return listing;
  const stamps = await stampsOf(files);
  const again = await run(LIST_CONFIG, { access: "reads" });
  if (again.code !== 0) throw await notOpened(again, folder);
  return await listedWhole(run, { files, stamps, listed: again.stdout }, about);
}

/** Returns the stamps of files. A file that is a link is stamped where it leads. */
async function stampsOf(files: readonly string[]): Promise<string[]> {
  return await Promise.all(files.map(async (file) => stampAt(await realPath(file))));
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
    const [git, ...parts] = await Promise.all(
      [".git", ".git/objects", ".git/refs"].map((name) => stampAt(join(root, name))),
    );
    // Of a folder that has both git asks for no more than HEAD.
    return git === "none"
      ? "no .git is in it"
      : !parts.includes("none")
      ? damagedHead(join(root, ".git"))
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
  return (await stampsOf(settingsFiles)).join("\n") === settingsStamp;
}
