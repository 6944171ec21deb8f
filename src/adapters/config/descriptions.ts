// One sentence for each setting, for docs/configuration.md and for other forms of the settings. Pure.

import type { Config } from "./schema.ts";

/** The meaning of each key of the configuration. */
export const descriptions: Readonly<Record<keyof Config, string>> = {
  sync_dir: "The folder to sync: the top of a git work tree with a remote.",
  watch_for_changes:
    "Sync when something is saved. Otherwise the folder is only synced every `sync_poll_seconds`.",
  sync_delay_seconds:
    "How long to wait after the last change before syncing. While a program writes without a pause, ten times as long, and at least a minute.",
  sync_poll_seconds:
    "How often to fetch, whatever happens. `0` means the default: polling never stops.",
  more_folders:
    'More folders under the same icon: a list of `{ "sync_dir": "~/dotfiles", "name": "dotfiles" }`. Each may have its own `name` (that of the folder without it), `watch_for_changes`, `sync_delay_seconds`, `sync_poll_seconds`, `sync_max_file_mb`, `commit_message` and `mqtt_topic`; what it leaves out is as at the top.',
  sync_poll_active_seconds:
    "How often to ask the remote for news while somebody is at work here and no live updates arrive. `0` means never.",
  sync_max_file_mb:
    "Larger files (in MiB) are left out and listed. `0` means no limit. Files that git-lfs keeps do not count.",
  commit_message:
    'The template of commit messages, with the placeholders `{files}`, `{host}`, `{count}` and `{date}`. Where it begins with `{files}`, that says more than names: "Delete b.md", "Rename a.md to b.md".',
  ssh_keep_open:
    "Keep an ssh connection open for 10 minutes after its last use, which makes a sync several times faster. Your own `ControlPath` comes first.",
  git_path: "The git program, when it is not found automatically.",
  client_id:
    "The name of this machine in live updates. Without one it makes one of its own and keeps it; two machines with the same one do so, too.",
  mqtt_enabled: "Live updates: changes of other machines are received at once.",
  mqtt_host: "The broker.",
  mqtt_port: "The port of the broker.",
  mqtt_topic: "The topic of live updates: the same on all your machines, and a secret.",
  mqtt_keepalive_seconds: "How often to check that the broker is still there. `0` means never.",
  mqtt_username: "The user name, if the broker wants one.",
  mqtt_password: "The password, if the broker wants one.",
  mqtt_use_tls: "Encrypt the connection to the broker.",
  mqtt_tls_ca_cert_file:
    "The broker's certificate authority. Without this file the system's authorities are trusted.",
  mqtt_tls_cert_file: "A client certificate, if the broker wants one.",
  mqtt_tls_key_file: "The key of the client certificate.",
  mqtt_tls_version: 'The version of TLS: `"1.2"` or `"1.3"`.',
};
