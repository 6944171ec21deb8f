// One set-up: it does what can be done and stops at each question. The terminal and the window show the same one.

import { answered } from "../../core/setup/answer.ts";
import { found } from "../../core/setup/after_task.ts";
import type { Known } from "../../core/setup/known.ts";
import { nextSetupStep } from "../../core/setup/next_step.ts";
import type { Question, SetupStep, Task } from "../../core/setup/step.ts";
import { check, inspectFolder } from "../../engine/mod.ts";
import { errorMessage } from "../../system/error_message.ts";
import { oneLine } from "../../system/text.ts";
import { checkLine } from "../../view/check_line.ts";
import { taskLine } from "../../view/setup/task_lines.ts";
import { performAccess } from "./access_tasks.ts";
import { createCloneTask } from "./clone_task.ts";
import { finish, triedBroker } from "./finish.ts";
import { listFirstSave } from "./first_save.ts";
import { defaults, readFound } from "./found_config.ts";
import { settingsIn, type SetupParts, type TaskContext } from "./parts.ts";
import { openSetupFolder } from "./setup_folder.ts";

/** One set-up. Disposing of it ends it; files that it has made then stay, so it is given up first. */
export interface Setup extends AsyncDisposable {
  readonly known: Known;
  /** Does what can be done, and returns the next question or the end. Never throws. */
  proceed(): Promise<Exclude<SetupStep, { kind: "do" }>>;
  /** Answers a question. */
  answer(question: Question, text: string): void;
  /** Ends what is being done; what comes next is the end. */
  giveUp(): void;
}

/** Begins a set-up with what is known already. Throws where the app's own folder cannot be made. */
export async function openSetup(parts: SetupParts, given: Known): Promise<Setup> {
  const setupFolder = await openSetupFolder(parts.setupFolders);
  const clone = createCloneTask();
  const ending = new AbortController();
  const stays = new Set<string>();
  let known = given;
  let config = defaults(parts);

  async function perform(task: Task): Promise<Partial<Known>> {
    const context: TaskContext = {
      parts,
      known,
      setupFolder,
      config,
      signal: task === "undo" ? new AbortController().signal : ending.signal,
      stays,
    };
    switch (task) {
      case "read configuration": {
        const read = await readFound(parts);
        config = read.config ?? config;
        return { config: read.found };
      }
      case "find git": {
        for await (const finding of check(await settingsIn(context, setupFolder.folder))) {
          const { ok, text } = checkLine(finding);
          return { git: ok ? { kind: "usable" } : { kind: "unusable", text } };
        }
        return {};
      }
      case "examine folder": {
        const { home } = parts.at;
        const { folder = home } = known;
        const settings = await settingsIn(context, folder);
        return { chosen: await inspectFolder(folder, { home, settings }) };
      }
      case "list first save":
        return { firstSave: await listFirstSave(context) };
      case "try broker":
        return { brokerWorks: await tryBroker(context) };
      case "read login item":
        return { startsAtLogin: await parts.startsAtLogin() };
      case "connect":
        return await clone.connect(context);
      case "finish":
        return await finish(context);
      case "undo":
        return { undone: [...await clone.undo(context), ...stays] };
      default:
        return await performAccess(task, context);
    }
  }

  return {
    get known() {
      return known;
    },
    async proceed() {
      while (true) {
        const step = nextSetupStep(known, parts.at.home);
        if (step.kind !== "do") return step;
        const line = taskLine(step.task, known);
        if (line !== undefined) parts.onLine(line);
        try {
          const facts = await perform(step.task);
          known = found(known, facts);
        } catch (error) {
          const reason = oneLine(errorMessage(error));
          known = step.task === "undo"
            ? { ...known, undone: [reason, ...stays] }
            : { ...known, failedTask: { reason }, complaint: { kind: "text", text: reason } };
        }
        if (ending.signal.aborted) known = { ...known, isGivenUp: true };
      }
    },
    answer(question, text) {
      known = answered(known, { question, text, at: parts.at });
    },
    giveUp() {
      known = { ...known, isGivenUp: true };
      ending.abort();
    },
    async [Symbol.asyncDispose]() {
      clone[Symbol.dispose]();
      await setupFolder[Symbol.asyncDispose]();
    },
  };
}

async function tryBroker({ parts, known, config }: TaskContext): Promise<boolean> {
  const { location, probe, onLine } = parts;
  let works = true;
  for await (const { ok, text } of probe(triedBroker(known.broker!, { config, location }))) {
    onLine(oneLine(`${ok ? "ok  " : "FAIL"} broker: ${text}`));
    works = ok;
  }
  return works;
}
