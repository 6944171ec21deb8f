// Wiring only: arguments -> configuration -> adapters; exit codes.

import { isAbsolute, join } from "node:path";
import project from "./deno.json" with { type: "json" };
import { runApp } from "./src/app/app.ts";
import { printStatus, syncNow } from "./src/app/ask.ts";
import { check } from "./src/app/check.ts";
import { socketPath } from "./src/app/socket.ts";
import { channelSettings } from "./src/app/live.ts";
import { systemClock } from "./src/app/loop.ts";
import { nameOf } from "./src/app/name.ts";
import { syncOnce } from "./src/app/once.ts";
import { type Machine, syncSettings } from "./src/app/settings.ts";
import { type Command, exitCode, helpText, parseArguments } from "./src/cli.ts";
import { editConfig } from "./src/config/edit.ts";
import { createConfig, readConfig } from "./src/config/file.ts";
import type { Config, Origin } from "./src/config/schema.ts";
import type { Transfer } from "./src/git/progress.ts";
import { openLog } from "./src/log.ts";
import { findPlaces } from "./src/places.ts";
import { watchFolder } from "./src/watch/watch.ts";

const machine: Machine = {
  system: Deno.build.os,
  hostname: Deno.hostname(),
  environment: Deno.env.toObject(),
};

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
  const { home, config: usual } = findPlaces(machine.system, machine.environment);
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
      const { system, environment } = machine;
      const ask = isTerminal ? (question: string) => confirm(question) : undefined;
      const result = await editConfig(originOf(command.config), {
        system,
        environment,
        tell: complain,
        ask,
      });
      return result === "well" ? exitCode.well : exitCode.mistaken;
    }
    case "app":
      complain("Cannot show an icon yet: start it with --headless");
      return exitCode.mistaken;
    case "headless":
      return await headless(command.config);
    case "status": {
      const socket = await socketOf(command.config);
      return await printStatus(socket, { json: command.json, voice: { tell: print, complain } });
    }
    case "sync-now": {
      const { confirmDeletion } = command;
      const socket = await socketOf(command.config);
      return await syncNow(socket, { confirmDeletion, voice: { tell: print, complain } });
    }
    case "once": {
      const config = await loadConfig(command.config);
      if (config === undefined) return exitCode.mistaken;
      return await syncOnce(await syncSettings(config, machine), {
        confirmDeletion: command.confirmDeletion,
        voice: { tell: print, complain, show: showTransfer(Date.now()) },
      });
    }
    case "check":
      return await examine(command.config);
  }
}

async function socketOf(named: string | undefined): Promise<string> {
  const { runtime } = findPlaces(machine.system, machine.environment);
  return socketPath(runtime, await nameOf(originOf(named).file));
}

async function examine(named: string | undefined): Promise<number> {
  const config = await loadConfig(named);
  if (config === undefined) return exitCode.mistaken;
  let isWell = true;
  const tell = ({ subject, well, text }: { subject: string; well: boolean; text: string }) => {
    print(`${well ? "ok  " : "FAIL"} ${subject}: ${text}`);
    isWell &&= well;
  };
  for await (const finding of check(await syncSettings(config, machine))) tell(finding);
  if (config.mqtt_enabled) {
    const { probe } = await import("./src/mqtt/probe.ts");
    for await (const step of probe(channelSettings(config, originOf(named)))) {
      tell({ subject: "broker", ...step });
    }
  }
  return isWell ? exitCode.well : exitCode.failed;
}

async function headless(named: string | undefined): Promise<number> {
  const places = findPlaces(machine.system, machine.environment);
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => {
      // The second one does not wait for anything.
      if (stopping.signal.aborted) Deno.exit(exitCode.failed);
      stopping.abort();
    });
  }
  return await runApp({
    origin: originOf(named),
    places,
    machine,
    clock: systemClock,
    openWatcher: watchFolder,
    // Most people have no broker, and the library takes a while to load.
    openChannel: async (settings, parts) =>
      (await import("./src/mqtt/channel.ts")).openChannel(settings, parts),
    openLog: (options) => openLog(places.log, options),
    stop: stopping.signal,
  });
}

let code: number;
try {
  code = await perform(parseArguments(Deno.args));
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  code = exitCode.failed;
}
// Something may still be pending that nobody waits for: on Deno 2.7 a write to a socket whose other
// end never reads.
Deno.exit(code);
