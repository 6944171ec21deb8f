// The server that git-lfs uses. Git-lfs follows the `.lfsconfig` of the work tree, else of the
// index or of HEAD (git-lfs-config(5)), so whoever may push could send new content, and sign-ins,
// to a server of their own. Our git processes keep the server from before until the user names
// another one.

import { join } from "node:path";
import { lstatIfThere, stampAt } from "../../../system/file_state.ts";
import { isNoteDamaged, readNote, writeNote } from "../../../system/json_file.ts";
import { isJsonObject, isText } from "../../../system/json_value.ts";
import { LFS_CONFIG_BYTES } from "../../../system/limits/remote.ts";
import type { RunGit } from "../process/types.ts";
import {
  configValue,
  type GitConfig,
  isSparse,
  remotes,
  remoteUrls,
  upstreamOf,
} from "../values/git_config.ts";
import { gitPath } from "../values/path.ts";
import { headText } from "./layout.ts";
import { decodeText, nulFields } from "../values/git_text.ts";

/** The file of git-lfs's own settings, at the top of the work tree. */
export const LFS_CONFIG = gitPath(".lfsconfig");

/** Servers by the keys of git's configuration that name them. */
type Servers = Readonly<Record<string, string>>;

/** The keys of a `.lfsconfig` that name a server (`safeKeys` in git-lfs's config.go). */
const SERVER_KEYS = String.raw`^(lfs\.(push)?url|remote\..*\.lfsurl)$`;

/** Asks for the id of the first of two objects that is there. */
const FIRST_OF = ["$1", "$2"].map((name) => `"$git" rev-parse --quiet --verify "${name}"`)
  .join(" || ");

/** The server of git-lfs for one repository. */
export class LfsServer {
  readonly #parts: Parts;
  #trusted: Servers = {};
  #named: Servers = {};
  #mayDiffer = false;
  /** The file that was read last. */
  #stamp: string | undefined;
  /** Whether nothing was synced yet: then what comes first is what the user has chosen. */
  #isFresh = false;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Returns the server of a repository; `undefined` where git-lfs is not set up. A `.lfsconfig`
   * counts as the user's own when the repository is first opened, and in the first update of an
   * empty one. `isNoted`: that may be written into our folder.
   */
  static async of(parts: Parts, { isNoted }: { readonly isNoted: boolean }) {
    const isUsed = ["clean", "process", "smudge"].some((verb) =>
      configValue(parts.config, `filter.lfs.${verb}`) !== undefined
    );
    if (!isUsed) return undefined;
    const server = new LfsServer(parts);
    await server.refresh();
    const noted = await readNote(noteFile(parts), isServers);
    const head = ["rev-parse", "--quiet", "--verify", "HEAD"];
    const isDamaged = await isNoteDamaged(noteFile(parts), isServers);
    // Others may have named a server since it was written.
    if (noted !== undefined || isDamaged) server.#trusted = noted ?? {};
    else if ((await parts.run(head, { access: "reads" })).code !== 0) server.#isFresh = true;
    else if (isNoted) await server.trust();
    else server.#trusted = server.#named;
    return server;
  }

  /** Whether `.lfsconfig` names another server, and the user has not said which one counts. */
  get isOverruled(): boolean {
    return configValue(this.#parts.config, "lfs.url") === undefined &&
      JSON.stringify(this.#named) !== JSON.stringify(this.#trusted);
  }

  /** Options for git that count more than a `.lfsconfig`. */
  async options(): Promise<readonly string[]> {
    if (!await this.#mayName()) return [];
    const { config } = this.#parts;
    const head = await headText(this.#parts).catch(() => "");
    const branch = head.replace(/^ref: refs\/heads\//, "");
    const remote = upstreamOf(config, branch)?.remote ?? remotes(config)[0];
    if (remote === undefined) return [];
    const said = (key: string) => configValue(config, key) ?? this.#trusted[key];
    const url = said("lfs.url") ?? said(`remote.${remote}.lfsurl`);
    const push = said("lfs.pushurl") ?? configValue(config, `remote.${remote}.lfspushurl`) ?? url;
    const [from, to] = (["fetch", "push"] as const).map((way) =>
      remoteUrls(config, remote, way)[0] ?? ""
    );
    return [
      ...["-c", `lfs.url=${url ?? serverAt(from!)}`],
      ...["-c", `lfs.pushurl=${push ?? serverAt(to!)}`],
    ];
  }

  /**
   * Reports whether a `.lfsconfig` may name a server; reads it again where the user's git changed
   * it.
   */
  async #mayName(): Promise<boolean> {
    if (await this.#seen() !== this.#stamp && !this.#isFresh) await this.refresh();
    return this.#mayDiffer || Object.keys(this.#trusted).length > 0;
  }

  /** Returns a stamp of the `.lfsconfig`; of the index where a sparse checkout lacks the file. */
  async #seen(): Promise<string> {
    const { config, gitDir, root } = this.#parts;
    const stamp = await stampAt(join(root, LFS_CONFIG));
    return stamp === "none" && isSparse(config) ? await stampAt(join(gitDir, "index")) : stamp;
  }

  /** Notes that a git process is about to see another `.lfsconfig`. */
  expectChange(): void {
    this.#mayDiffer ||= !this.#isFresh;
  }

  /** Notes that an update was made. `isChanged`: it has changed `.lfsconfig`. */
  async updated({ isChanged }: { readonly isChanged: boolean }): Promise<void> {
    if (this.#isFresh) await this.trust();
    else if (isChanged) await this.refresh();
  }

  /** Notes that the user's own changes were saved, so that their `.lfsconfig` is the user's own. */
  async saved({ isChanged }: { readonly isChanged: boolean }): Promise<void> {
    if (this.#isFresh || isChanged) await this.trust();
  }

  /** Reads what `.lfsconfig` says. */
  async refresh(): Promise<void> {
    const { run, root } = this.#parts;
    const file = join(root, LFS_CONFIG);
    const stamp = await this.#seen();
    const info = await lstatIfThere(file);
    // Git reads one that is a link where it leads, as git-lfs does.
    const stored = info === undefined ? await this.#stored() : undefined;
    const isThere = info !== undefined || stored !== undefined;
    const source = stored === undefined ? ["--file", file] : ["--blob", stored];
    const args = ["config", ...source, "--includes", "-z", "--get-regexp", SERVER_KEYS];
    const { code, stdout } = isThere
      ? await run(args, { access: "reads", mostBytes: LFS_CONFIG_BYTES })
      : { code: 1, stdout: "" };
    // Without these words it names no server, and git-lfs finds its own. Over ssh no setting gives
    // the same one.
    const text = info?.isFile && info.size <= LFS_CONFIG_BYTES
      ? await Deno.readTextFile(file).catch(() => undefined)
      : undefined;
    this.#mayDiffer = isThere && (text === undefined || /url|include/i.test(text));
    this.#stamp = stamp;
    const entries = code === 0 ? nulFields(stdout).map(keyAndValue) : [];
    this.#named = Object.fromEntries(entries.sort(([a], [b]) => a < b ? -1 : 1));
  }

  /** Returns the id of the `.lfsconfig` that git-lfs takes where none is in the folder. */
  async #stored(): Promise<string | undefined> {
    const names = ["", "HEAD"].map((at) => `${at}:${LFS_CONFIG}`);
    const { code, stdout } = await this.#parts.run(names, { script: FIRST_OF, access: "reads" });
    return code === 0 ? stdout.trim() : undefined;
  }

  /** Takes the servers of `.lfsconfig` for the user's own. */
  async trust(): Promise<void> {
    await this.refresh();
    this.#isFresh = false;
    this.#trusted = this.#named;
    await writeNote(noteFile(this.#parts), this.#trusted);
  }
}

/** The parts by which the server of git-lfs is found. */
interface Parts {
  /** Without our options. */
  readonly run: RunGit;
  readonly config: GitConfig;
  readonly root: string;
  readonly gitDir: string;
  readonly ownDir: string;
}

function keyAndValue(field: string): readonly [key: string, value: string] {
  const end = field.indexOf("\n");
  return end === -1 ? [field, ""] : [field.slice(0, end), decodeText(field.slice(end + 1))];
}

/** Returns the server of a remote by the rules of git-lfs (docs/api/server-discovery.md). */
function serverAt(address: string): string {
  if (!/^https?:/i.test(address)) return address.startsWith("/") ? `file://${address}` : address;
  const url = address.replace(/\/$/, "");
  return url.endsWith(".git") ? `${url}/info/lfs` : `${url}.git/info/lfs`;
}

function isServers(content: unknown): content is Servers {
  return isJsonObject(content) && Object.values(content).every(isText);
}

function noteFile({ ownDir }: Pick<Parts, "ownDir">): string {
  return join(ownDir, "lfs-servers.json");
}
