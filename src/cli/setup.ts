// `--setup` and `--join`: the steps of set-up in a terminal, or with answers from a program, one line each.

import { join } from "node:path";
import { isListening, isRunning } from "../app/control/find_instance.ts";
import { openSetup, type Setup } from "../app/setup/setup.ts";
import { givenBy } from "../core/setup/answer.ts";
import { readJoinCode } from "../core/setup/join_code.ts";
import type { Question } from "../core/setup/step.ts";
import { exitCode } from "../system/exit_code.ts";
import { type LineInput, lineInput } from "../system/terminal/line_input.ts";
import { logName } from "../system/log.ts";
import { pause } from "../system/pause.ts";
import { startProgram } from "../system/process/programs.ts";
import {
  passingLine,
  print,
  printError,
  printWrapped,
  writeText,
} from "../system/terminal/terminal.ts";
import { oneLine } from "../system/text.ts";
import { complaintLine } from "../view/setup/complaint_line.ts";
import { endingLines, nowLines } from "../view/setup/ending_lines.ts";
import { questionText } from "../view/setup/question_text.ts";
import { invitationLines } from "../view/setup/invitation_lines.ts";
import { appPaths, locationOf, ownFilesOf, socketOf, socketOfRunning } from "./instance.ts";
import { machine, prepareForSync, startedIn } from "./machine.ts";
import { startCommand, switchLoginItem } from "./run.ts";

/** The arguments of `--setup` and `--join`. */
export interface SetupArguments {
  readonly kind: "setup" | "join";
  readonly config: string | undefined;
  /** An address, a folder or a join code. */
  readonly source: string | undefined;
  readonly folder: string | undefined;
}

/** Sets up a folder and returns the exit code. */
export async function runSetup({ kind, config, source, folder }: SetupArguments): Promise<number> {
  const invitation = kind === "join" ? readJoinCode(source ?? "") : undefined;
  if (typeof invitation === "string") {
    printError(`Cannot set up: ${invitation}`);
    return exitCode.usageError;
  }
  const at = { home: appPaths().home, startedIn };
  const known = givenBy({ source, folder }, at);
  if (known.complaint !== undefined) {
    printError(`Cannot set up: ${complaintLine(known.complaint)}`);
    return exitCode.usageError;
  }
  using passing = passingLine();
  await using setup = await openSetup({
    location: locationOf(config),
    at,
    system: machine.system,
    setupFolders: join(appPaths().cache, "set-up"),
    prepare: (settings) => prepareForSync(settings, { ownFiles: ownFilesOf(config) }),
    startsAtLogin: async () =>
      (await import("../adapters/desktop/login_item.ts")).isLoginItem(machine),
    startAtLogin: () => switchLoginItem(config, true),
    probe: (settings) => probeLater(settings),
    start: (path) => startApp(config, path),
    onLine: print,
    onProgress: (line) => passing?.show(line),
  }, known);
  const stop = () => {
    // The second one does not wait for anything.
    if (setup.known.isGivenUp) Deno.exit(exitCode.failed);
    setup.giveUp();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, stop);
  return await converse(setup, lineInput());
}

async function* probeLater(
  settings: Parameters<typeof import("../adapters/mqtt/probe.ts").probe>[0],
) {
  const { probe } = await import("../adapters/mqtt/probe.ts");
  yield* probe(settings);
}

/** Asks until there is an end, and returns the exit code. */
async function converse(setup: Setup, input: LineInput): Promise<number> {
  let isCodeShown = false;
  while (true) {
    const { source } = setup.known;
    if (source?.kind === "code" && !isCodeShown) {
      invitationLines(source.invitation).forEach(printWrapped);
      isCodeShown = true;
    }
    const step = await setup.proceed();
    if (step.kind === "end") {
      const { ending } = step;
      const lines = endingLines(ending).map(oneLine);
      if (ending.kind === "done") lines.forEach(printWrapped);
      else lines.forEach(printError);
      return ending.kind === "done"
        ? exitCode.success
        : ending.kind === "mistaken configuration"
        ? exitCode.usageError
        : exitCode.failed;
    }
    await ask(setup, { question: step.question, input });
  }
}

async function ask(
  setup: Setup,
  { question, input }: { readonly question: Question; readonly input: LineInput },
): Promise<void> {
  const { lines, prompt, usual, choices = [], items = [], isSecret = false, copied } = questionText(
    question,
  );
  print("");
  const { complaint } = setup.known;
  if (complaint !== undefined) printWrapped(oneLine(complaintLine(complaint)));
  for (const line of lines) {
    if (line === copied) print(line);
    else printWrapped(line);
  }
  items.forEach(({ name, about }, at) => print(`  ${at + 1}  ${name} (${about})`));
  const isYesNo = choices.every(({ answer }) => /^[yn]$/.test(answer));
  if (!isYesNo) { for (const { answer, text } of choices) printWrapped(`  ${answer}  ${text}`); }
  const offer = choices.length > 0 && isYesNo
    ? " [y/n]"
    : usual === undefined || usual === ""
    ? ""
    : ` [${oneLine(usual)}]`;
  writeText(`${prompt}${offer}: `);
  const text = await Promise.race([input.next({ isSecret }), givenUp(setup)]);
  // A terminal has shown the end of the line, where it showed the line.
  if (isSecret || !Deno.stdin.isTerminal() || text === undefined) print("");
  if (text === undefined) {
    if (!setup.known.isGivenUp) printError("Cannot go on: there are no more answers");
    setup.giveUp();
  } else setup.answer(question, text);
}

/** Settles when set-up is given up by a signal. */
async function givenUp(setup: Setup): Promise<undefined> {
  while (!setup.known.isGivenUp) await pause(POLL_MS, { ref: false });
  return undefined;
}

const POLL_MS = 100;

/** Milliseconds that the app may take to start. */
const START_MS = 15_000;

/** Starts the app where there is a desktop and it does not run yet. Returns what happens now. */
async function startApp(config: string | undefined, folder: string): Promise<readonly string[]> {
  const log = join(appPaths().log, logName);
  const runs = async () =>
    await isRunning(await socketOfRunning(config), locationOf(config)).catch(() => false);
  if (await runs()) return nowLines({ folder, log, state: "running" });
  const { DISPLAY, WAYLAND_DISPLAY } = machine.environment;
  const hasDesktop = machine.system === "darwin" || Boolean(DISPLAY || WAYLAND_DISPLAY);
  if (!hasDesktop) return nowLines({ folder, log, state: "no desktop" });
  const [program = "", ...args] = startCommand(config);
  const started = await startProgram([program, ...args], { waitMs: 0 });
  if (started.kind === "running") {
    const socket = await socketOf(config);
    for (let waited = 0; waited < START_MS; waited += POLL_MS) {
      if (await isListening(socket)) return nowLines({ folder, log, state: "started" });
      await pause(POLL_MS);
    }
  }
  return nowLines({ folder, log, state: "not started" });
}
