// Canned values of the server of the window.

import type { Moment, Now } from "../../../src/adapters/window/api/now.ts";
import {
  HIDDEN_SECRET,
  type SettingKey,
  type Settings,
} from "../../../src/adapters/window/api/settings.ts";

/** The time at which the canned values are made: 30 November 2026, 15:20 UTC. */
export const AT = Date.UTC(2026, 10, 30, 15, 20);

const MINUTE = 60_000;

/** Returns a moment some minutes before `AT`. */
export function ago(minutes: number): Moment {
  const time = AT - minutes * MINUTE;
  return { time, text: new Date(time).toISOString().slice(11, 16) };
}

/** Returns a quiet afternoon: everything is up to date. */
export function quietNow(changes: Partial<Now> = {}): Now {
  return {
    icon: "up to date",
    line: "Up to date · 15:20",
    isPaused: false,
    buttons: [
      { label: "Sync Now", action: { click: "sync" } },
      { label: "Pause Syncing", action: { click: "pause" } },
      { label: "Open Folder", action: { click: "folder" } },
      { label: "Show Log", action: { click: "log" } },
    ],
    folder: "/home/me/notes",
    place: { branch: "main", remote: "origin" },
    host: "desk",
    liveUpdates: "On",
    upToDate: ago(0),
    waiting: [],
    waitingCount: 0,
    conflicts: [],
    notSynced: [],
    recent: [
      {
        direction: "sent",
        text: "letters/landlord.md added",
        path: "letters/landlord.md",
        when: ago(4),
      },
      {
        direction: "received",
        text: "2 files added by laptop",
        path: "recipes/soup.md",
        when: ago(17),
      },
      { direction: "received", text: "todo.md edited by laptop", path: "todo.md", when: ago(55) },
      { direction: "sent", text: "ideas.md renamed", path: "ideas.md", when: ago(130) },
    ],
    mistakes: [],
    warnings: [],
    locale: "en-GB",
    ...changes,
  };
}

/** Returns a state in which everything asks for the user. */
export function busyNow(changes: Partial<Now> = {}): Now {
  return quietNow({
    icon: "conflict",
    line: "2 conflicts · todo.md, photo.jpg",
    advice: {
      text: "Both versions are kept: choose which one stays",
      button: { label: "Compare", action: { screen: "conflicts" } },
    },
    progress: { text: "Sending 12 of 40 MB", percent: 30 },
    waiting: [
      { path: "notes.md", action: "edited", when: ago(1) },
      { path: "recipes/bread.md", action: "renamed", from: "recipes/loaf.md", when: ago(2) },
    ],
    waitingCount: 14,
    deletion: {
      text: "laptop deleted 13 of 24 files",
      buttons: [
        { label: "Restore Them", action: { click: "restore deletion" } },
      ],
    },
    conflicts: [
      {
        path: "todo.md",
        copy: "todo (conflict laptop 2026-11-30 15.02.11).md",
        whose: "version from laptop",
        host: "laptop",
        when: ago(18),
        isLocal: false,
      },
      {
        path: "pictures/photo.jpg",
        copy: "pictures/photo (conflict phone 2026-11-30 14.40.00).jpg",
        whose: "version from phone",
        host: "phone",
        when: ago(40),
        isLocal: false,
      },
    ],
    notSynced: [
      { path: "film.mp4", reason: "it is larger than 100 MiB (sync_max_file_mb)" },
      {
        path: "diary.txt",
        reason: "it was ignored here until laptop's change",
        button: {
          label: "Publish",
          action: {
            click: "publish diary.txt",
            question: "Publish diary.txt? It then goes to all machines.",
          },
        },
      },
      { path: "a\u202egnp.exe", reason: "its name is not allowed on Windows" },
      { path: "<script>alert(1)</script>.md", reason: "it changes all the time" },
    ],
    warnings: [
      'In config.json "sync_dealy_seconds" has no effect: did you mean "sync_delay_seconds"?',
    ],
    ...changes,
  });
}

/** Returns the saves of twelve weeks on three machines, the same ones each time. */
export function cannedDays(): readonly {
  readonly day: string;
  readonly host: string;
  readonly saves: number;
}[] {
  const today = new Date();
  return Array.from({ length: 84 }, (_, at) => {
    const date = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 83 + at);
    const day = date.toLocaleDateString("sv-SE");
    const isWeekend = date.getDay() % 6 === 0;
    return [
      { day, host: "desk", saves: isWeekend ? at % 2 : (at * 7) % 13 + (at % 17 === 0 ? 30 : 0) },
      { day, host: "laptop", saves: at % 3 === 0 ? (at * 5) % 9 : 0 },
      { day, host: "phone", saves: at > 40 && at % 4 === 0 ? 1 : 0 },
    ].filter(({ saves }) => saves > 0);
  }).flat();
}

/** Returns the keys of an entry of `more_folders`. */
export function cannedFolder(values: Readonly<Record<string, string>> = {}): SettingKey[] {
  const key = (name: string, type: "path" | "text", usual?: string): SettingKey => ({
    name,
    group: "More folders",
    sentence: `What ${name} is for.`,
    type: { kind: type },
    ...(usual === undefined ? {} : { default: usual }),
    ...(name in values ? { value: values[name] } : {}),
    isSet: name in values,
  });
  return [key("sync_dir", "path"), key("name", "text"), key("mqtt_topic", "text", "our-notes")];
}

/** Returns the settings of a folder with live updates. */
export function cannedSettings(changes: Partial<Settings> = {}): Settings {
  const keys: readonly SettingKey[] = [
    {
      name: "sync_dir",
      group: "Folder",
      sentence: "The folder to sync: the top of a git work tree with a remote.",
      type: { kind: "path" },
      default: "~/GitSync",
      value: "~/notes",
      isSet: true,
    },
    {
      name: "watch_for_changes",
      group: "Syncing",
      sentence:
        "Sync when something is saved. Otherwise the folder is only synced every `sync_poll_seconds`.",
      type: { kind: "flag" },
      default: true,
      isSet: false,
    },
    {
      name: "sync_delay_seconds",
      group: "Syncing",
      sentence:
        "How long to wait after the last change before syncing. While a program writes without a pause, ten times as long, and at least a minute.",
      type: { kind: "number" },
      default: 10,
      value: 5,
      isSet: true,
    },
    {
      name: "mqtt_enabled",
      group: "Live updates",
      sentence: "Live updates: changes of other machines are received at once.",
      type: { kind: "flag" },
      default: false,
      value: true,
      isSet: true,
    },
    {
      name: "mqtt_port",
      group: "Live updates",
      sentence: "The port of the broker.",
      type: { kind: "number" },
      default: 1883,
      isSet: false,
    },
    {
      name: "mqtt_password",
      group: "Live updates",
      sentence: "The password, if the broker wants one.",
      type: { kind: "secret" },
      isSet: true,
    },
    {
      name: "mqtt_topic",
      group: "Live updates",
      sentence: "The topic of live updates: the same on all your machines, and a secret.",
      type: { kind: "secret" },
      isSet: false,
    },
    {
      name: "mqtt_tls_version",
      group: "Live updates",
      sentence: 'The version of TLS: `"1.2"` or `"1.3"`.',
      type: { kind: "choice", choices: ["1.2", "1.3"] },
      default: "1.2",
      isSet: false,
    },
  ];
  const text = JSON.stringify(
    {
      sync_dir: "~/notes",
      sync_delay_seconds: 5,
      mqtt_enabled: true,
      mqtt_password: HIDDEN_SECRET,
    },
    undefined,
    2,
  ) + "\n";
  return {
    file: "/home/me/.config/git-sync-bar/config.json",
    revision: "1",
    keys,
    folders: [],
    newFolder: cannedFolder(),
    text,
    mistakes: [],
    warnings: [],
    ...changes,
  };
}
