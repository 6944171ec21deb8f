// Wiring only: arguments -> configuration -> adapters; exit codes.

import { isAbsolute, join } from "node:path";
import project from "./deno.json" with { type: "json" };
import { check } from "./src/app/check.ts";
import { syncOnce } from "./src/app/once.ts";
import { syncSettings } from "./src/app/settings.ts";
import { type Command, exitCode, helpText, parseArguments } from "./src/cli.ts";
import { editConfig } from "./src/config/edit.ts";
import { createConfig, readConfig } from "./src/config/file.ts";
import type { Config, Origin } from "./src/config/schema.ts";
import type { Transfer } from "./src/git/progress.ts";
import { findPlaces } from "./src/places.ts";

const print = (line: string) => writeLine(Deno.stdout, line);
const complain = (line: string) => writeLine(Deno.stderr, `git-sync-bar: ${line}`);

function writeLine(stream: { writeSync(bytes: Uint8Array): number }, line: string): void {
  try {
    stream.writeSync(new TextEncoder().encode(`${line}\n`));
  } catch {
    // Nobody listens: a closed pipe, or no terminal at all.
  }
}

/** Finds the configuration file: the one that the person names, else the usual one. */
function originOf(config: string | undefined): Origin {
  const { home, config: usual } = findPlaces(Deno.build.os, Deno.env.toObject());
  const file = config === undefined
    ? usual
    : isAbsolute(config)
    ? config
    : join(Deno.cwd(), config);
  return { file, home };
}

/** Reads the configuration; the usual one is made when there is none. Mistakes are told here. */
async function loadConfig(named: string | undefined): Promise<Config | undefined> {
  const origin = originOf(named);
  if (named === undefined) await createConfig(origin);
  const parsed = await readConfig(origin);
  for (const warning of parsed.warnings) complain(warning);
  if ("config" in parsed) return parsed.config;
  for (const { message } of parsed.mistakes) complain(message);
  return undefined;
}

function showTransfer(since: number): (transfer: Transfer) => void {
  let shown = -1;
  return ({ direction, percent }) => {
    // A short transfer needs no words.
    const tenth = Math.floor(percent / 10);
    if (Date.now() - since < 2_000 || tenth === shown) return;
    shown = tenth;
    writeLine(Deno.stderr, `${direction === "sending" ? "Sending" : "Receiving"}… ${percent} %`);
  };
}

async function perform(command: Command): Promise<number> {
  switch (command.kind) {
    case "misuse":
      complain(command.message);
      return exitCode.mistaken;
    case "help":
      print(helpText(project.version));
      return exitCode.well;
    case "version":
      print(`git-sync-bar ${project.version}`);
      return exitCode.well;
    case "edit-config": {
      const isTerminal = Deno.stdin.isTerminal();
      const result = await editConfig(originOf(command.config), {
        system: Deno.build.os,
        environment: Deno.env.toObject(),
        tell: complain,
        ask: isTerminal ? (question) => confirm(question) : undefined,
      });
      return result === "well" ? exitCode.well : exitCode.mistaken;
    }
    case "app":
      complain("Cannot run without a command yet: git-sync-bar --help lists them");
      return exitCode.mistaken;
    case "once":
    case "check":
      return await withConfig(command);
  }
}

async function withConfig(command: Extract<Command, { kind: "once" | "check" }>): Promise<number> {
  const config = await loadConfig(command.config);
  if (config === undefined) return exitCode.mistaken;
  const settings = await syncSettings(config, {
    system: Deno.build.os,
    hostname: Deno.hostname(),
    environment: Deno.env.toObject(),
  });
  if (command.kind === "once") {
    const voice = { tell: print, complain, show: showTransfer(Date.now()) };
    return await syncOnce(settings, { confirmDeletion: command.confirmDeletion, voice });
  }
  let isWell = true;
  for await (const { subject, well, text } of check(settings)) {
    print(`${well ? "ok  " : "FAIL"} ${subject}: ${text}`);
    isWell &&= well;
  }
  return isWell ? exitCode.well : exitCode.failed;
}

try {
  Deno.exitCode = await perform(parseArguments(Deno.args));
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  Deno.exitCode = exitCode.failed;
}
