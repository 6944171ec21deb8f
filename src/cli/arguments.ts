// The command line: arguments -> a command. Pure.

import { parseArgs } from "node:util";
import { quote } from "../system/text.ts";
import { commands, confirmations, ofFolders, options, VALUES } from "./options.ts";
import { suggest } from "../system/suggest.ts";
import type { Keep, OwnChange, UserRequest } from "../engine/mod.ts";
import { lastMomentOf } from "../view/history/minute.ts";

/** The configuration of a command: the path that the user gave, as it was given. */
interface OfConfig {
  readonly config: string | undefined;
}

/** The folder that a command is about, by the name that the user gave; without one it is about all. */
interface OfFolders extends OfConfig {
  readonly folder?: string;
}

/** A command. */
export type Command =
  | ({ readonly kind: "app" | "headless" | "window" | "uninstall" | "edit-config" } & OfConfig)
  | ({ readonly kind: "once" | "sync-now" } & OfFolders & UserRequest)
  | ({ readonly kind: "status"; readonly json: boolean } & OfFolders)
  | ({
    readonly kind: "history";
    /** As it was given. */
    readonly path: string | undefined;
    readonly json: boolean;
  } & OfFolders)
  | ({ readonly kind: "check" | "invite" } & OfFolders)
  | ({
    readonly kind: "setup" | "join";
    /** An address, a folder or a join code, as it was given. */
    readonly source: string | undefined;
    readonly folder: string | undefined;
  } & OfConfig)
  | ({ readonly kind: "login-item"; readonly starts: boolean } & OfConfig)
  | { readonly kind: "version" | "help" }
  | { readonly kind: "misuse"; readonly message: string };

/** The options that have a short form. */
const SHORT: ReadonlyMap<string, string> = new Map([["-h", "--help"], ["-v", "--version"]]);

/** The Finder adds this to the first start of a downloaded app (macOS). */
const PROCESS_NUMBER = /^-psn_\d+_\d+$/;

/** Reads the arguments. A mistake in them is a command of its own, with a message of one line. */
export function parseArguments(all: readonly string[]): Command {
  const args = all.filter((argument) => !PROCESS_NUMBER.test(argument))
    .map((argument) => SHORT.get(argument) ?? argument);
  const given = readOptions(args);
  return "kind" in given ? given : commandOf(given);
}

/** The options and paths that were given. */
interface Given {
  readonly options: ReadonlySet<string>;
  /** Of each option that has one. */
  readonly values: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
  /** Whether `--version` names the version of a file. */
  readonly isRestore: boolean;
}

/** Reads each option by itself; whether they go together is another matter. */
function readOptions(args: readonly string[]): Given | Misuse {
  const isRestore = args.some((argument) => /^--restore(?:=|$)/.test(argument));
  // Not strict: its errors cannot name the option that was meant.
  const { tokens } = parseArgs({
    args: [...args],
    options: isRestore ? { ...options, version: { type: "string" } as const } : options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Set<string>();
  const values = new Map<string, string>();
  const paths: string[] = [];
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    const argument = args[token.index]!;
    if (token.kind === "positional") {
      if (paths.length >= pathsOf(args) || argument === "") return unknown(argument);
      paths.push(argument);
      continue;
    }
    const { name, rawName, value, inlineValue } = token;
    if (!Object.hasOwn(options, name) || rawName !== `--${name}`) {
      return unknown(argument.split("=", 1)[0]!);
    }
    if (given.has(name)) return misuse(`--${name} is given twice`);
    given.add(name);
    const needed = name !== "version" || isRestore ? VALUES[name] : undefined;
    if (needed === undefined) {
      if (value !== undefined) return misuse(`--${name} takes no value`);
      continue;
    }
    const isOption = inlineValue === false && value.startsWith("-");
    const isMissing = value === undefined || value === "" || isOption;
    if (isMissing || name === "login-item" && value !== "on" && value !== "off") {
      return misuse(`--${name} needs ${needed}`);
    }
    values.set(name, value);
  }
  return { options: given, values, paths, isRestore };
}

/** Returns the command that options make together. */
function commandOf({ options: given, values, paths, isRestore }: Given): Command {
  const [config, folder] = [values.get("config"), values.get("folder")];
  const ofFolder = { config, ...(folder === undefined ? {} : { folder }) };
  const chosen = commands.filter((name) => given.has(name) && (name !== "version" || !isRestore));
  const command = chosen[0] ?? "app";
  if (command === "help" || command === "version") return { kind: command };
  if (chosen.length > 1) return misuse(`--${chosen[0]} and --${chosen[1]} do not go together`);
  const [confirms, other] = confirmations.filter((name) => given.has(name));
  if (other !== undefined) return misuse(`--${confirms} and --${other} do not go together`);
  const json = given.has("json");
  if (json && command !== "status" && command !== "history") {
    return alone("json", "--status or --history");
  }
  if (folder !== undefined && !ofFolders.includes(command)) {
    return alone("folder", "a command about a folder, as --status");
  }
  if (given.has("at") && command !== "restore") return alone("at", "--restore");
  if (given.has("keep") && command !== "settle") return alone("keep", "--settle");
  const isSync = command === "once" || command === "sync-now";
  if (confirms !== undefined && !isSync) return alone(confirms, "--once or --sync-now");
  switch (command) {
    case "once":
    case "sync-now":
      return { kind: command, ...ofFolder, ...requestOf(confirms, values) };
    case "unlock":
      return { kind: "once", ...ofFolder, unlock: true };
    case "restore":
    case "undo":
    case "settle": {
      const change = changeOf(values);
      if (typeof change === "string") return misuse(change);
      return { kind: "once", ...ofFolder, ownChanges: [change] };
    }
    case "setup":
    case "join": {
      const [source, to] = command === "join" ? [values.get("join"), ...paths] : paths;
      return { kind: command, config, source, folder: to };
    }
    case "history":
      return { kind: command, ...ofFolder, path: paths[0], json };
    case "status":
      return { kind: command, ...ofFolder, json };
    case "check":
    case "invite":
      return { kind: command, ...ofFolder };
    case "login-item":
      return { kind: command, config, starts: values.get("login-item") === "on" };
    default:
      return { kind: command, config };
  }
}

/** Returns what a sync is asked for by the option that goes with it. */
function requestOf(
  confirms: typeof confirmations[number] | undefined,
  values: ReadonlyMap<string, string>,
): UserRequest {
  switch (confirms) {
    case "confirm-deletion":
      return { confirmDeletion: true };
    case "confirm-incoming":
      return { confirmIncoming: true };
    case "restore-deletion":
      return { restoreDeletion: true, restoreHere: true };
    case "publish":
      return { publish: [values.get("publish")!] };
    case undefined:
      return {};
  }
}

/** Returns how many arguments without a name a command takes. */
function pathsOf(args: readonly string[]): number {
  const has = (name: string) => args.some((arg) => arg === name || arg.startsWith(`${name}=`));
  return has("--setup") ? 2 : has("--history") || has("--join") ? 1 : 0;
}

const KEEPS: readonly Exclude<Keep, "text">[] = ["this", "other", "both"];

/** Returns the change of the folder that is asked for, or the mistake in how it is asked for. */
function changeOf(values: ReadonlyMap<string, string>): OwnChange | string {
  const undone = values.get("undo");
  if (undone !== undefined) return { kind: "undo", id: undone };
  const copy = values.get("settle");
  if (copy !== undefined) {
    const keep = KEEPS.find((keep) => keep === values.get("keep"));
    return keep === undefined
      ? '--settle needs --keep "this", "other" or "both"'
      : { kind: "settle", copy, keep };
  }
  const path = values.get("restore") ?? "";
  const [id, at] = [values.get("version"), values.get("at")];
  if ((id === undefined) === (at === undefined)) {
    return "--restore needs either --version or --at";
  }
  if (id !== undefined) return { kind: "restore", path, version: { kind: "save", id } };
  const time = lastMomentOf(at!);
  if (time === undefined) return '--at needs a time as "2026-11-23 14:02"';
  return { kind: "restore", path, version: { kind: "time", time } };
}

type Misuse = Extract<Command, { kind: "misuse" }>;

function unknown(argument: string): Misuse {
  const near = suggest(argument.replace(/^-+/, ""), Object.keys(options));
  const hint = near === undefined ? "git-sync-bar --help lists them" : `did you mean --${near}?`;
  return misuse(`there is no option ${quote(argument)}, ${hint}`);
}

function alone(option: string, partners: string): Misuse {
  return misuse(`--${option} is given without ${partners}`);
}

function misuse(detail: string): Misuse {
  return { kind: "misuse", message: `Cannot read the command line: ${detail}` };
}
