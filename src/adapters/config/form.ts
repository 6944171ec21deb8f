// The settings as a form: the groups, the type of each key, and what the file has. Pure.

import { withoutSlashes } from "../../system/text.ts";
import { descriptions } from "./descriptions.ts";
import { type FolderSection, nameOf } from "./folders.ts";
import { type Config, newConfig, tlsFiles } from "./schema.ts";

/** The type of a key's value. */
export type FormType =
  | { readonly kind: "flag" | "number" | "text" | "path" | "secret" }
  | { readonly kind: "choice"; readonly choices: readonly string[] };

/** A key of the form. */
export interface FormKey {
  readonly name: string;
  readonly group: string;
  readonly sentence: string;
  readonly type: FormType;
  readonly default?: string | number | boolean;
  /** Absent where the file does not have it, and for secrets. */
  readonly value?: unknown;
  readonly isSet: boolean;
}

/** The keys that are in the form: lists are not. */
export type FormName = Exclude<keyof Config, "more_folders">;

const number = { kind: "number" } as const;
const flag = { kind: "flag" } as const;
const text = { kind: "text" } as const;
const path = { kind: "path" } as const;

/** The groups in the order of the form. Their types are those of the schema: a test holds them to it. */
const GROUPS: readonly (readonly [string, Readonly<Partial<Record<FormName, FormType>>>])[] = [
  ["Folder", { sync_dir: path, sync_max_file_mb: number, commit_message: text }],
  ["Syncing", {
    watch_for_changes: flag,
    sync_delay_seconds: number,
    sync_poll_seconds: number,
    sync_poll_active_seconds: number,
    ssh_keep_open: flag,
    git_path: path,
  }],
  ["Live updates", {
    mqtt_enabled: flag,
    mqtt_host: text,
    mqtt_port: number,
    mqtt_topic: text,
    mqtt_username: text,
    mqtt_password: { kind: "secret" },
    client_id: text,
    mqtt_keepalive_seconds: number,
    mqtt_use_tls: flag,
    mqtt_tls_ca_cert_file: path,
    mqtt_tls_cert_file: path,
    mqtt_tls_key_file: path,
    mqtt_tls_version: { kind: "choice", choices: ["1.2", "1.3"] },
  }],
];

/** The key whose value is never shown. */
export const SECRET: FormName = "mqtt_password";

/** Returns the keys of the form, with the values that the file has; `content` is the JSON in it. */
export function formKeys(content: unknown): FormKey[] {
  const values = new Map(
    typeof content === "object" && content !== null ? Object.entries(content) : [],
  );
  const defaults = defaultValues();
  return GROUPS.flatMap(([group, keys]) =>
    (Object.entries(keys) as [FormName, FormType][]).map(([name, type]): FormKey => {
      const [value, usual] = [values.get(name), defaults.get(name)];
      return {
        name,
        group,
        sentence: descriptions[name],
        type,
        ...(usual === undefined ? {} : { default: usual }),
        ...(value === undefined || type.kind === "secret" ? {} : { value }),
        isSet: value !== undefined,
      };
    })
  );
}

/** The keys of an entry of `more_folders` in the order of the form. */
const ENTRY_KEYS: Readonly<Record<keyof FolderSection, readonly [FormType, string]>> = {
  sync_dir: [path, descriptions.sync_dir],
  name: [text, "The name in the menu and for `--folder`. Without one it is that of the folder."],
  mqtt_topic: [text, descriptions.mqtt_topic],
  sync_delay_seconds: [number, descriptions.sync_delay_seconds],
  sync_poll_seconds: [number, descriptions.sync_poll_seconds],
  watch_for_changes: [flag, descriptions.watch_for_changes],
  sync_max_file_mb: [number, descriptions.sync_max_file_mb],
  commit_message: [text, descriptions.commit_message],
};

/** Returns the keys of an entry of `more_folders`; what it leaves out is as at the top of the `content`. */
export function entryKeys(entry: object, content: unknown): FormKey[] {
  const values = new Map<string, unknown>(Object.entries(entry));
  const top = new Map(formKeys(content).map((key) => [key.name, key.value ?? key.default]));
  const folder = values.get("sync_dir");
  const usual = (name: string): unknown => {
    if (name === "sync_dir") return undefined;
    return name === "name" && typeof folder === "string" && folder !== ""
      ? nameOf(withoutSlashes(folder))
      : top.get(name);
  };
  return Object.entries(ENTRY_KEYS).map(([name, [type, sentence]]): FormKey => {
    const [value, inherited] = [values.get(name), usual(name)];
    return {
      name,
      group: "More folders",
      sentence,
      type,
      ...(isValue(inherited) ? { default: inherited } : {}),
      ...(value === undefined ? {} : { value }),
      isSet: value !== undefined,
    };
  });
}

function isValue(value: unknown): value is string | number | boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function defaultValues(): Map<string, string | number | boolean> {
  const made = newConfig({ mqtt_topic: "" }, { file: "/config.json", home: "~" });
  return new Map(Object.entries({ ...JSON.parse(made), ...tlsFiles }));
}
