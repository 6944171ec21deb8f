// The configuration file: made when there is none, and read. An existing one is never rewritten:
// its order and its other keys are the user's.

import { dirname, join } from "node:path";
import { createFile } from "../../system/replace_file.ts";
import { settlesWithin } from "../../system/pause.ts";
import { realPath } from "../../system/real_path.ts";
import { quote } from "../../system/text.ts";
import { type FolderClash, folderClash } from "./folders.ts";
import {
  type Config,
  type ConfigLocation,
  configuredFolders,
  newConfig,
  parseConfig,
  type Parsed,
  tlsFiles,
} from "./schema.ts";
import { type Mistake, mistake, shown } from "./mistakes.ts";
import { errorMessage } from "../../system/error_message.ts";

/** The largest file, in bytes. A configuration has about 700. */
const mostBytes = 1024 * 1024;

/**
 * Makes the configuration file with the defaults (mode 0600), unless there is one. Returns its text
 * if it was made. Throws one line when something that is no file has the name, or when it cannot be
 * written.
 */
export async function createConfig(origin: ConfigLocation): Promise<string | undefined> {
  try {
    if (await isThere(origin.file)) return undefined;
    return await writeNew(origin);
  } catch (error) {
    throw new Error(`Cannot make the configuration ${quote(origin.file)}: ${reason(error)}`);
  }
}

/**
 * Reads and checks the configuration: whether its folders are apart, and its TLS files can be read.
 */
export async function readConfig(origin: ConfigLocation): Promise<Parsed> {
  let text: string;
  let mode: number;
  try {
    ({ text, mode } = await readText(origin.file));
  } catch (error) {
    const message = `Cannot read the configuration ${quote(origin.file)}: ${reason(error)}`;
    return { mistakes: [{ key: undefined, message }], warnings: [] };
  }
  return await checkConfig(text, { origin, mode });
}

/** Checks a text as that of the configuration file; `mode` has the file's permissions. */
export async function checkConfig(
  text: string,
  { origin, mode }: { readonly origin: ConfigLocation; readonly mode: number },
): Promise<Parsed> {
  const parsed = parseConfig(text, origin);
  if (!("config" in parsed)) return parsed;
  const { config } = parsed;
  const clash = await clashOnDisk(config);
  if (clash !== undefined) {
    const mistakes = [mistake(origin.file, { key: "more_folders", ...clash })];
    return { mistakes, warnings: parsed.warnings };
  }
  const warnings = [
    ...parsed.warnings,
    ...permissionWarnings(origin.file, { mode, secret: config.mqtt_password && "mqtt_password" }),
  ];
  if (!config.mqtt_enabled || !config.mqtt_use_tls) return { config, warnings };
  const checked = await checkTlsFiles(config, origin.file);
  if (!("config" in checked) || checked.config.mqtt_tls_key_file === undefined) {
    return { ...checked, warnings };
  }
  const key = checked.config.mqtt_tls_key_file;
  const { mode: keyMode } = await Deno.stat(key);
  const secret = "mqtt_tls_key_file";
  return {
    ...checked,
    warnings: [...warnings, ...permissionWarnings(key, { mode: keyMode ?? 0, secret })],
  };
}

/** A network volume may not answer for minutes. The lock of a repository protects then. */
const REAL_PATH_MS = 2_000;

/** Returns why the folders cannot be synced by one app, with the links in their paths resolved. */
async function clashOnDisk(config: Config): Promise<FolderClash | undefined> {
  if (config.more_folders.length === 0) return undefined;
  return folderClash(
    await Promise.all(
      configuredFolders(config).map(async ({ name, sync_dir }) => {
        const real = realPath(sync_dir);
        return { name, sync_dir: await settlesWithin(real, REAL_PATH_MS) ? await real : sync_dir };
      }),
    ),
  );
}

/** Permissions of others than the owner (inode(7)). */
const [ANYBODY_WRITES, OTHERS_READ_OR_WRITE] = [0o002, 0o066];

/** Returns what other users of the machine can do with a file, and the command that ends it. */
function permissionWarnings(
  file: string,
  { mode, secret }: { readonly mode: number; readonly secret: string | undefined },
): string[] {
  const end = `run chmod 600 ${quote(file)}`;
  if (secret !== undefined && (mode & OTHERS_READ_OR_WRITE) !== 0) {
    return [`Other users can read ${secret} in ${quote(file)}: ${end}`];
  }
  return (mode & ANYBODY_WRITES) !== 0 ? [`Other users can change ${quote(file)}: ${end}`] : [];
}

async function checkTlsFiles(
  config: Config,
  file: string,
): Promise<{ config: Config } | { mistakes: readonly Mistake[] }> {
  const found: Record<keyof typeof tlsFiles, string | undefined> = {
    mqtt_tls_ca_cert_file: undefined,
    mqtt_tls_cert_file: undefined,
    mqtt_tls_key_file: undefined,
  };
  const mistakes: Mistake[] = [];
  for (const key of Object.keys(tlsFiles) as (keyof typeof tlsFiles)[]) {
    const path = config[key];
    if (path === undefined) continue;
    try {
      await assertPlainFile(path);
      (await Deno.open(path)).close();
      found[key] = path;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound && isUsualPlace(path, { key, file })) continue;
      const detail = `${key} is ${shown(path)}, expected a file that can be read: ${reason(error)}`;
      mistakes.push(mistake(file, { key, detail }));
    }
  }
  const { mqtt_tls_cert_file: certificate, mqtt_tls_key_file: secret } = found;
  if (mistakes.length === 0 && (certificate === undefined) !== (secret === undefined)) {
    const key = secret === undefined ? "mqtt_tls_key_file" : "mqtt_tls_cert_file";
    const detail = `${key} is missing, expected what belongs to ${quote(secret ?? certificate!)}`;
    mistakes.push(mistake(file, { key, detail }));
  }
  return mistakes.length === 0 ? { config: { ...config, ...found } } : { mistakes };
}

/**
 * Reports whether a path is the one that the Python app wrote into each configuration, mostly
 * without a file. Any home counts, as users copy the file to other machines.
 */
function isUsualPlace(
  path: string,
  { key, file }: { key: keyof typeof tlsFiles; file: string },
): boolean {
  return path === join(dirname(file), tlsFiles[key]) ||
    path.endsWith(`/Library/Application Support/Git Sync Bar/${tlsFiles[key]}`);
}

/** Returns the text of a file, and its permissions. Throws. */
export async function readText(
  path: string,
): Promise<{ readonly text: string; readonly mode: number }> {
  const { size, mode } = await assertPlainFile(path);
  if (size > mostBytes) throw new Error("it is larger than 1 MiB");
  const bytes = await Deno.readFile(path);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, mode: mode ?? 0 };
  } catch {
    throw new Error("it is not a text in UTF-8");
  }
}

async function writeNew(origin: ConfigLocation): Promise<string | undefined> {
  const folder = dirname(origin.file);
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const text = newConfig({ mqtt_topic: crypto.randomUUID() }, origin);
  try {
    await createFile(origin.file, text, { mode: 0o600 });
    return text;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists && await isThere(origin.file)) return undefined;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await assertPlainFile(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Returns the state of a plain file. Throws otherwise: opening a FIFO would wait for ever. */
async function assertPlainFile(path: string): Promise<Deno.FileInfo> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(path);
  } catch (error) {
    // The target may be on a volume that is not mounted now: no other file may be made in its
    // place.
    const isHidden = error instanceof Deno.errors.PermissionDenied;
    if (isHidden || !(await isLink(path))) throw error;
    throw new Error("it is a link that leads to no file");
  }
  if (info.isDirectory) throw new Error("it is a folder");
  if (!info.isFile) throw new Error("it is not a plain file");
  return info;
}

async function isLink(path: string): Promise<boolean> {
  return await Deno.lstat(path).then((info) => info.isSymlink, () => false);
}

/** Returns why a file cannot be read or written. */
export function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "no permission";
  if (error instanceof Deno.errors.NotADirectory) return "a part of its path is not a folder";
  return errorMessage(error);
}
