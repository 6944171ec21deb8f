// The options of the command line. Pure.

/** The options of the command line, as `parseArgs` of Node takes them. */
export const options = {
  setup: { type: "boolean" },
  join: { type: "string" },
  invite: { type: "boolean" },
  headless: { type: "boolean" },
  once: { type: "boolean" },
  status: { type: "boolean" },
  json: { type: "boolean" },
  "sync-now": { type: "boolean" },
  "confirm-deletion": { type: "boolean" },
  "confirm-incoming": { type: "boolean" },
  "restore-deletion": { type: "boolean" },
  publish: { type: "string" },
  unlock: { type: "boolean" },
  history: { type: "boolean" },
  restore: { type: "string" },
  at: { type: "string" },
  undo: { type: "string" },
  settle: { type: "string" },
  keep: { type: "string" },
  window: { type: "boolean" },
  check: { type: "boolean" },
  "edit-config": { type: "boolean" },
  uninstall: { type: "boolean" },
  "login-item": { type: "string" },
  config: { type: "string" },
  folder: { type: "string" },
  version: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** The options that say what is to be done. */
export const commands = [
  "help",
  "version",
  "setup",
  "join",
  "invite",
  "edit-config",
  "headless",
  "once",
  "status",
  "sync-now",
  "unlock",
  "history",
  "restore",
  "undo",
  "settle",
  "window",
  "check",
  "uninstall",
  "login-item",
] as const;

/** The options that a sync may have beside. */
export const confirmations = [
  "confirm-deletion",
  "confirm-incoming",
  "restore-deletion",
  "publish",
] as const;

/** The commands that may be about one of several folders. */
export const ofFolders: readonly string[] = [
  "once",
  "status",
  "sync-now",
  "unlock",
  "history",
  "restore",
  "undo",
  "settle",
  "check",
  "invite",
];

/** The kind of value of each option that has one. */
export const VALUES: Readonly<Record<string, string>> = {
  config: "a path",
  folder: "the name of a folder",
  join: "a join code",
  publish: "a path",
  restore: "a path",
  at: "a time",
  undo: "the id of a save",
  settle: "the path of a conflict copy",
  keep: '"this", "other" or "both"',
  "login-item": '"on" or "off"',
  version: "the id of a save",
};
