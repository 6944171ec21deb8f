// The configuration: its keys, their defaults and their rules. Pure: no file is read, no path is checked.

import { withoutSlashes } from "../../system/text.ts";
import { dirname, isAbsolute, join } from "node:path";
import * as z from "zod/mini";
import { suggest } from "../../system/suggest.ts";
import {
  entriesOf,
  entryAt,
  entryDetail,
  FOLDER_KEYS,
  folderClash,
  type FolderSection,
  folderSection,
  MORE_FOLDERS,
  nameOf,
} from "./folders.ts";
import { repeatedKeys } from "./json.ts";
import { ignored, is, type Mistake, mistake, notJson } from "./mistakes.ts";
import {
  anyText,
  flag,
  isHost,
  isPath,
  megabytes,
  path,
  seconds,
  template,
  text,
  topic,
  wholeNumber,
} from "./rules.ts";
import { isJsonObject } from "../../system/json_value.ts";

const defaultPollSeconds = 3600;

/** The client's files for TLS and their usual paths, relative to the configuration's folder. */
export const tlsFiles = {
  mqtt_tls_ca_cert_file: "certs/ca.crt",
  mqtt_tls_cert_file: "certs/client.crt",
  mqtt_tls_key_file: "certs/client.key",
} as const;

const schema = z.object({
  client_id: z._default(anyText, ""),
  sync_dir: z._default(path, "~/GitSync"),
  watch_for_changes: z._default(flag, true),
  sync_delay_seconds: z._default(seconds, 10),
  sync_poll_seconds: z._default(seconds, defaultPollSeconds),
  sync_poll_active_seconds: z._default(seconds, 60),
  mqtt_enabled: z._default(flag, false),
  mqtt_host: z._default(
    text('a host name or an address, without "mqtt://" and without a port', isHost),
    "test.mosquitto.org",
  ),
  mqtt_port: z._default(wholeNumber(1, 65535), 1883),
  mqtt_topic: z._default(topic, ""),
  // 16 bits, 0 is off: MQTT 3.1.1, section 3.1.2.10.
  mqtt_keepalive_seconds: z._default(wholeNumber(0, 65535), 900),
  mqtt_use_tls: z._default(flag, false),
  mqtt_tls_ca_cert_file: z.optional(anyText),
  mqtt_tls_cert_file: z.optional(anyText),
  mqtt_tls_key_file: z.optional(anyText),
  mqtt_tls_version: z._default(z.enum(["1.2", "1.3"], '"1.2" or "1.3"'), "1.2"),
  mqtt_username: z.optional(anyText),
  mqtt_password: z.optional(anyText),
  sync_max_file_mb: z._default(megabytes, 100),
  commit_message: z._default(template, "{files} ({host})"),
  ssh_keep_open: z._default(flag, true),
  git_path: z.optional(
    text('a path that starts with "/" or "~/"', (path) => path === "" || isPath(path)),
  ),
  more_folders: z._default(MORE_FOLDERS, []),
});

/**
 * The settings under the names that they have in the file. All paths are absolute. `client_id`,
 * `mqtt_topic` and `mqtt_host` may be empty (`missingForLiveUpdates`).
 */
export type Config = Readonly<Omit<z.infer<typeof schema>, "more_folders">> & {
  /** The folders beside the one at the top; what an entry leaves out is as at the top. */
  readonly more_folders: readonly FolderSection[];
};

/** The settings of one folder, those that are the same for all among them. */
export type FolderConfig = Omit<Config, "more_folders"> & FolderSection;

/** Returns the folders, the one at the top first. */
export function configuredFolders(
  { more_folders, ...first }: Config,
): readonly [FolderConfig, ...FolderConfig[]] {
  return [
    { ...first, name: nameOf(first.sync_dir) },
    ...more_folders.map((folder) => ({ ...first, ...folder })),
  ];
}

/** A configuration that was read, or its mistakes. */
export type Parsed =
  | { readonly config: Config; readonly warnings: readonly string[] }
  | { readonly mistakes: readonly Mistake[]; readonly warnings: readonly string[] };

/** The paths of a configuration and of the user's home; both are absolute. */
export type ConfigLocation = { readonly file: string; readonly home: string };

/** Parses the text of a configuration file. Unknown keys are no mistakes; a warning names them. */
export function parseConfig(text: string, origin: ConfigLocation): Parsed {
  const refuse = (detail: string): Parsed => ({
    mistakes: [mistake(origin.file, { detail })],
    warnings: [],
  });
  if (text.trim() === "") return refuse("it is empty");
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return refuse(notJson(text));
  }
  if (!isJsonObject(content)) {
    return refuse("it does not consist of keys and values in braces { }");
  }
  const raw = new Map(Object.entries(content));
  const warnings = [
    ...unknownKeys([...raw.keys()], { known: Object.keys(schema.shape), file: origin.file }),
    ...entriesOf(content).flatMap((entry) =>
      unknownKeys(Object.keys(entry), { known: FOLDER_KEYS, file: origin.file })
    ),
    ...[...repeatedKeys(text)].map((key) =>
      ignored(key, {
        file: origin.file,
        why: "it is there more than once, and the last one counts",
      })
    ),
  ];
  const result = z.safeParse(schema, content);
  const details = new Map([
    // Only the first one of a key: the later ones often follow from it.
    ...(result.error?.issues ?? []).toReversed().map((issue) => {
      const key = String(issue.path[0]);
      const isInEntry = issue.path.length > 1;
      const found = isInEntry
        ? entryDetail(issue.path, raw.get(key))
        : `${key} ${is(key, raw.get(key))}`;
      const detail = `${found}, expected ${issue.message}`;
      return [key, { detail, entry: isInEntry ? entryAt(issue.path) : undefined }] as const;
    }),
  ]);
  if (result.success && details.size === 0) {
    const config = normalize(result.data, origin);
    const clash = folderClash(configuredFolders(config));
    if (clash === undefined) return { config, warnings };
    return { mistakes: [mistake(origin.file, { key: "more_folders", ...clash })], warnings };
  }
  const inOrder = Object.keys(schema.shape).filter((key) => details.has(key));
  return {
    mistakes: inOrder.map((key) => mistake(origin.file, { key, ...details.get(key)! })),
    warnings,
  };
}

/**
 * Returns the text of a new configuration file: the defaults, and a random topic. It has no client_id: with one, a
 * copied file would give two machines the same.
 */
export function newConfig(names: { readonly mqtt_topic: string }, origin: ConfigLocation): string {
  const { client_id: _, more_folders: __, ...settings } = normalize(z.parse(schema, names), origin);
  return JSON.stringify(settings, undefined, 2) + "\n";
}

/** Returns the path of a file for TLS where the configuration names none: there need be no such file. */
export function usualTlsFile(key: keyof typeof tlsFiles, { file }: ConfigLocation): string {
  return join(dirname(file), tlsFiles[key]);
}

/** Returns the settings in the form that the rest of the app relies on. */
function normalize(settings: z.infer<typeof schema>, { file, home }: ConfigLocation): Config {
  const absolute = (path: string) => {
    if (path === "~" || path.startsWith("~/")) return join(home, path.slice(1));
    return isAbsolute(path) ? path : join(dirname(file), path);
  };
  // An empty optional key means that there is none.
  const given = (value: string | undefined) => (value === "" ? undefined : value);
  const optional = (path: string | undefined) => {
    return path === undefined || path === "" ? undefined : absolute(path);
  };
  const tlsFile = (key: keyof typeof tlsFiles) => optional(settings[key] ?? tlsFiles[key]);
  const folder = (path: string) => withoutSlashes(absolute(path));
  const top = {
    ...settings,
    sync_dir: folder(settings.sync_dir),
    // 0 ended polling in the Python app, which lost changes: here it means the default.
    sync_poll_seconds: settings.sync_poll_seconds || defaultPollSeconds,
  };
  return {
    ...top,
    more_folders: settings.more_folders.map((entry) =>
      folderSection({ ...entry, sync_dir: folder(entry.sync_dir) }, top)
    ),
    mqtt_tls_ca_cert_file: tlsFile("mqtt_tls_ca_cert_file"),
    mqtt_tls_cert_file: tlsFile("mqtt_tls_cert_file"),
    mqtt_tls_key_file: tlsFile("mqtt_tls_key_file"),
    mqtt_username: given(settings.mqtt_username),
    mqtt_password: given(settings.mqtt_password),
    git_path: optional(settings.git_path),
  };
}

/** Returns what live updates lack in a configuration that asks for them, and what to do; syncing goes on. */
export function missingForLiveUpdates(config: Config): string | undefined {
  if (!config.mqtt_enabled) return undefined;
  if (config.mqtt_topic === "") {
    return "mqtt_topic is missing: set it to the topic that all your machines share";
  }
  if (config.mqtt_host === "") return "mqtt_host is empty: set it to the name of the broker";
  // MQTT 3.1.1, section 3.1.2.9: no password without a user name.
  return config.mqtt_username === undefined && config.mqtt_password !== undefined
    ? "mqtt_username is missing: set it to the user that mqtt_password belongs to"
    : undefined;
}

function unknownKeys(
  keys: readonly string[],
  { known, file }: { readonly known: readonly string[]; readonly file: string },
): string[] {
  return keys.filter((key) => !known.includes(key)).map((key) => {
    const near = suggest(key, known);
    const hint = near === undefined ? "there is no such key" : `did you mean "${near}"?`;
    return ignored(key, { file, why: hint });
  });
}
