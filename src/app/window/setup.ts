// Set-up in the window: one at a time, whichever page answers.

import type {
  ShownSetup,
  ShownSetupQuestion,
  ShownSetupStep,
} from "../../adapters/window/api/setup.ts";
import type { SetupActions } from "../../adapters/window/routes/setup.ts";
import type { Question } from "../../core/setup/step.ts";
import { oneLine } from "../../system/text.ts";
import { complaintLine } from "../../view/setup/complaint_line.ts";
import { endingLines } from "../../view/setup/ending_lines.ts";
import { invitationLines } from "../../view/setup/invitation_lines.ts";
import { questionText } from "../../view/setup/question_text.ts";
import type { SetupParts } from "../setup/parts.ts";
import { openSetup, type Setup } from "../setup/setup.ts";

/** The parts of the app that set-up in the window needs. */
export interface WindowSetupParts {
  readonly setup: Omit<SetupParts, "onLine" | "onProgress">;
  readonly invitations: SetupActions["invitations"];
  /** Comes when a set-up has changed the configuration. */
  readonly onDone: () => void;
}

/** Set-up in the window. */
export interface WindowSetup extends SetupActions {
  /** Gives up a set-up that runs, and waits for its end. */
  close(): Promise<void>;
}

/** Lines that are kept of what was done. */
const LINES = 200;

/** Returns set-up for the window; nothing is done before it is begun. */
export function createWindowSetup(
  { setup: parts, invitations, onDone }: WindowSetupParts,
): WindowSetup {
  let step: ShownSetupStep = { kind: "none" };
  let lines: readonly string[] = [];
  let asked: Question | undefined;
  let current: Setup | undefined;
  let running: Promise<void> = Promise.resolve();
  let count = 0;
  let goOn = () => {};
  let changed = Promise.withResolvers<void>();

  function show(next: ShownSetupStep): void {
    step = next;
    changed.resolve();
    changed = Promise.withResolvers();
  }

  function say(line: string): void {
    lines = [...lines, oneLine(line)].slice(-LINES);
    show(step);
  }

  async function run(): Promise<void> {
    await using setup = await openSetup({
      ...parts,
      onLine: say,
      onProgress: (line) => {
        if (step.kind === "doing") {
          show(line === "" ? { kind: "doing" } : { kind: "doing", progress: line });
        }
      },
    }, {});
    current = setup;
    while (true) {
      show({ kind: "doing" });
      const next = await setup.proceed();
      if (next.kind === "end") {
        const isDone = next.ending.kind === "done";
        if (isDone) onDone();
        show({ kind: "end", isDone, lines: endingLines(next.ending).map(oneLine) });
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      goOn = resolve;
      asked = next.question;
      const { complaint } = setup.known;
      show({
        kind: "question",
        id: ++count,
        question: shownQuestion(asked),
        ...(complaint === undefined ? {} : { complaint: oneLine(complaintLine(complaint)) }),
      });
      await promise;
    }
  }

  function giveUp(): void {
    current?.giveUp();
    goOn();
  }

  async function begin(): Promise<void> {
    giveUp();
    await running;
    lines = [];
    running = run().catch((error) => {
      show({ kind: "end", isDone: false, lines: [oneLine(String(error))] });
    }).finally(() => current = undefined);
  }

  return {
    invitations,
    beginSetup: begin,
    giveUpSetup: giveUp,
    answerSetup({ id, text }) {
      if (step.kind !== "question" || step.id !== id || asked === undefined) return false;
      if (current === undefined) return false;
      const { source } = current.known;
      current.answer(asked, text);
      const found = current.known.source;
      if (source === undefined && found?.kind === "code") {
        for (const line of invitationLines(found.invitation)) say(line);
      }
      show({ kind: "doing" });
      goOn();
      return true;
    },
    async *setup(signal) {
      const gone = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => gone.resolve(), { once: true });
      while (!signal.aborted) {
        const next = changed.promise;
        yield { lines, step } satisfies ShownSetup;
        await Promise.race([next, gone.promise]);
      }
    },
    async close() {
      giveUp();
      await running;
    },
  };
}

/** Returns a question for the page: what is absent there is absent in JSON. */
function shownQuestion(question: Question): ShownSetupQuestion {
  const { usual, ...text } = questionText(question);
  return { ...text, ...(usual === undefined ? {} : { usual }) };
}
