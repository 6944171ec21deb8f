// The configuration: its keys, their defaults and their rules. Pure: no file is read, no path is checked.

import { dirname, isAbsolute, join } from "node:path";
import * as z from "zod/mini";
import { CONFIG_TEXT_CHARACTERS } from "../../system/limits.ts";
import { suggest } from "../../system/suggest.ts";
import { repeatedKeys } from "./json.ts";
import { ignored, is, type Mistake, mistake, notJson } from "./mistakes.ts";

const defaultPollSeconds = 3600;

/** The client's files for TLS and their usual paths, relative to the configuration's folder. */
export const tlsFiles = {
  mqtt_tls_ca_cert_file: "certs/ca.crt",
  mqtt_tls_cert_file: "certs/client.crt",
  mqtt_tls_key_file: "certs/client.key",
} as const;

const placeholders = ["{files}", "{host}", "{count}", "{date}"];

// The message of each rule is the expected value: "KEY is VALUE, expected MESSAGE".
const flag = z.boolean("true or false");

const seconds = wholeNumber(0, Infinity);

const anyText = text("a text in double quotes");

const schema = z.object({
  client_id: z._default(anyText, ""),
  sync_dir: z._default(text('a path that starts with "/" or "~/"', isPath), "~/GitSync"),
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
  mqtt_topic: z._default(text('a topic without "+" and "#"', (topic) => !/[+#]/.test(topic)), ""),
  // 16 bits, 0 is off: MQTT 3.1.1, section 3.1.2.10.
  mqtt_keepalive_seconds: z._default(wholeNumber(0, 65535), 900),
  mqtt_use_tls: z._default(flag, false),
  mqtt_tls_ca_cert_file: z.optional(anyText),
  mqtt_tls_cert_file: z.optional(anyText),
  mqtt_tls_key_file: z.optional(anyText),
  mqtt_tls_version: z._default(z.enum(["1.2", "1.3"], '"1.2" or "1.3"'), "1.2"),
  mqtt_username: z.optional(anyText),
  mqtt_password: z.optional(anyText),
  /** In MiB; 0 means no limit. */
  sync_max_file_mb: z._default(wholeNumber(0, Infinity), 100),
  commit_message: z._default(
    text(`a text with no other placeholders than ${placeholders.join(", ")}`, isTemplate),
    "{files} ({host})",
  ),
  ssh_keep_open: z._default(flag, true),
  git_path: z.optional(
    text('a path that starts with "/" or "~/"', (path) => path === "" || isPath(path)),
  ),
});

/**
 * The settings under the names that they have in the file. All paths are absolute. `client_id`,
 * `mqtt_topic` and `mqtt_host` may be empty (`missingForLiveUpdates`).
 */
export type Config = Readonly<z.infer<typeof schema>>;

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
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    return refuse("it does not consist of keys and values in braces { }");
  }
  const raw = new Map(Object.entries(content));
  const warnings = [
    ...unknownKeys(raw, origin.file),
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
    ...(result.error?.issues ?? []).toReversed().map((issue): [string, string] => {
      const key = String(issue.path[0]);
      return [key, `${key} ${is(key, raw.get(key))}, expected ${issue.message}`];
    }),
  ]);
  if (result.success && details.size === 0) {
    return { config: normalize(result.data, origin), warnings };
  }
  const inOrder = Object.keys(schema.shape).filter((key) => details.has(key));
  return {
    mistakes: inOrder.map((key) => mistake(origin.file, { key, detail: details.get(key)! })),
    warnings,
  };
}

/**
 * Returns the text of a new configuration file: the defaults, and a random topic. It has no client_id: with one, a
 * copied file would give two machines the same.
 */
export function newConfig(names: { readonly mqtt_topic: string }, origin: ConfigLocation): string {
  const { client_id: _, ...settings } = normalize(z.parse(schema, names), origin);
  return JSON.stringify(settings, undefined, 2) + "\n";
}

/** Returns the path of a file for TLS where the configuration names none: there need be no such file. */
export function usualTlsFile(key: keyof typeof tlsFiles, { file }: ConfigLocation): string {
  return join(dirname(file), tlsFiles[key]);
}

/** Removes slashes at the end of a path, but not its first character. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end);
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
  return {
    ...settings,
    sync_dir: withoutSlashes(absolute(settings.sync_dir)),
    // 0 ended polling in the Python app, which lost changes: here it means the default.
    sync_poll_seconds: settings.sync_poll_seconds || defaultPollSeconds,
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

function unknownKeys(raw: ReadonlyMap<string, unknown>, file: string): string[] {
  const known = Object.keys(schema.shape);
  return [...raw.keys()].filter((key) => !known.includes(key)).map((key) => {
    const near = suggest(key, known);
    const hint = near === undefined ? "there is no such key" : `did you mean "${near}"?`;
    return ignored(key, { file, why: hint });
  });
}

function text(expected: string, suits: (value: string) => boolean = () => true) {
  return z.string(expected).check(
    z.maxLength(CONFIG_TEXT_CHARACTERS, `at most ${CONFIG_TEXT_CHARACTERS} characters`),
    z.refine((value) => !value.includes("\0") && value.isWellFormed(), "whole characters, no NUL"),
    z.refine(suits, expected),
  );
}

function wholeNumber(least: number, most: number) {
  const range = most === Infinity ? `, ${least} or more` : ` from ${least} to ${most}`;
  const expected = `a whole number${range}`;
  return z.number(expected).check(
    z.refine((value) => Number.isSafeInteger(value) && value >= least && value <= most, expected),
  );
}

function isHost(value: string): boolean {
  // A single colon belongs to a port, more of them to an address of IPv6.
  return !/[\s/@]/.test(value) && value.split(":").length !== 2;
}

function isTemplate(value: string): boolean {
  const used = value.match(/\{[^{}]*\}/g) ?? [];
  return value.trim() !== "" && used.every((placeholder) => placeholders.includes(placeholder));
}

function isPath(value: string): boolean {
  return /^\/|^~(\/|$)/.test(value);
}
