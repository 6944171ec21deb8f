// The command line: arguments -> a command. Pure.

import { parseArgs } from "node:util";
import { quote } from "../system/text.ts";
import { commands, confirmations, ofFolders, options, VALUES } from "./options.ts";
import { suggest } from "../system/suggest.ts";
import type { Confirmation } from "../core/confirmation.ts";
import type { Keep, OwnChange } from "../engine/mod.ts";
import { lastMomentOf } from "../view/history/minute.ts";

/** Which folders a command is about. */
interface OfFolders {
  /** The path that the user gave, as it was given. */
  readonly config: string | undefined;
  /** The name that the user gave. */
  readonly folder?: string;
}

/** A command; `config` is the path that the user gave, as it was given. */
export type Command =
  | { readonly kind: "app"; readonly config: string | undefined }
  | { readonly kind: "headless"; readonly config: string | undefined }
  | ({ readonly kind: "once" } & OfFolders & Confirmation)
  | ({ readonly kind: "sync-now" } & OfFolders & Confirmation)
  | ({ readonly kind: "status"; readonly json: boolean } & OfFolders)
  | {
    readonly kind: "history";
    readonly config: string | undefined;
    readonly folder?: string;
    /** As it was given. */
    readonly path: string | undefined;
    readonly json: boolean;
  }
  | { readonly kind: "window"; readonly config: string | undefined }
  | ({ readonly kind: "check" } & OfFolders)
  | {
    readonly kind: "setup" | "join";
    readonly config: string | undefined;
    /** An address, a folder or a join code, as it was given. */
    readonly source: string | undefined;
    readonly folder: string | undefined;
  }
  | {
    readonly kind: "invite";
    readonly config: string | undefined;
    readonly folder?: string;
  }
  | { readonly kind: "uninstall"; readonly config: string | undefined }
  | { readonly kind: "edit-config"; readonly config: string | undefined }
  | { readonly kind: "login-item"; readonly config: string | undefined; readonly starts: boolean }
  | { readonly kind: "version" }
  | { readonly kind: "help" }
  | { readonly kind: "misuse"; readonly message: string };

/** The options that have a short form. */
const SHORT: ReadonlyMap<string, string> = new Map([["-h", "--help"], ["-v", "--version"]]);

/** The Finder adds this to the first start of a downloaded app (macOS). */
const PROCESS_NUMBER = /^-psn_\d+_\d+$/;

/** Reads the arguments. A mistake in them is a command of its own, with a message of one line. */
export function parseArguments(all: readonly string[]): Command {
  const args = all.filter((argument) => !PROCESS_NUMBER.test(argument))
    .map((argument) => SHORT.get(argument) ?? argument);
  const isRestore = args.some((argument) => /^--restore(?:=|$)/.test(argument));
  // Not strict: its errors cannot name the option that was meant.
  const { tokens } = parseArgs({
    args: [...args],
    // Of a restore it is the version of the file.
    options: isRestore ? { ...options, version: { type: "string" } as const } : options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Set<string>();
  const values = new Map<string, string>();
  const paths: string[] = [];
  let starts: boolean | undefined;
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
    if (VALUES[name] !== undefined && (name !== "version" || isRestore)) {
      const isOption = inlineValue === false && value.startsWith("-");
      if (value === undefined || value === "" || isOption) {
        return misuse(`--${name} needs ${VALUES[name]}`);
      }
      values.set(name, value);
    } else if (name === "login-item") {
      if (value !== "on" && value !== "off") return misuse('--login-item needs "on" or "off"');
      starts = value === "on";
    } else if (value !== undefined) {
      return misuse(`--${name} takes no value`);
    }
  }
  const [config, publish, name] = ["config", "publish", "folder"].map((key) => values.get(key));
  const named = { config, ...(name === undefined ? {} : { folder: name }) };
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
  if (name !== undefined && !ofFolders.includes(command)) {
    return alone("folder", "a command about a folder, as --status");
  }
  if (given.has("at") && command !== "restore") return alone("at", "--restore");
  if (command === "once" || command === "sync-now") {
    const confirmDeletion = confirms === "confirm-deletion";
    const incoming = confirms === "confirm-incoming" ? { confirmIncoming: true } as const : {};
    const restored = confirms === "restore-deletion" ? { restoreDeletion: true } as const : {};
    const published = publish === undefined ? {} : { publish };
    return { kind: command, ...named, confirmDeletion, ...incoming, ...restored, ...published };
  }
  if (confirms !== undefined) return alone(confirms, "--once or --sync-now");
  if (command === "unlock") {
    return { kind: "once", ...named, confirmDeletion: false, unlock: true };
  }
  if (command === "setup" || command === "join") {
    const [source, folder] = command === "join" ? [values.get("join"), ...paths] : paths;
    return { kind: command, config, source, folder };
  }
  if (command === "invite") return { kind: command, ...named };
  if (command === "history") return { kind: command, ...named, path: paths[0], json };
  if (given.has("keep") && command !== "settle") return alone("keep", "--settle");
  if (command === "restore" || command === "undo" || command === "settle") {
    const change = changeOf(values);
    if (typeof change === "string") return misuse(change);
    return { kind: "once", ...named, confirmDeletion: false, change };
  }
  if (command === "status") return { kind: command, ...named, json };
  if (command === "login-item") return { kind: command, config, starts: starts === true };
  if (command === "check") return { kind: command, ...named };
  return { kind: command, config };
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

function unknown(argument: string): Command {
  const near = suggest(argument.replace(/^-+/, ""), Object.keys(options));
  const hint = near === undefined ? "git-sync-bar --help lists them" : `did you mean --${near}?`;
  return misuse(`there is no option ${quote(argument)}, ${hint}`);
}

function alone(option: string, partners: string): Command {
  return misuse(`--${option} is given without ${partners}`);
}

function misuse(detail: string): Command {
  return { kind: "misuse", message: `Cannot read the command line: ${detail}` };
}
