// The present in the window: a stream of what there is to see, and the clicks on it.

import { WindowError } from "../../adapters/window/answers.ts";
import type { Conflicts, Now } from "../../adapters/window/api/now.ts";
import type { NowActions } from "../../adapters/window/routes/now.ts";
import { WINDOW_HELD_FILES } from "../../system/limits/window.ts";
import { pause } from "../../system/pause.ts";
import { viewChangesAt } from "../../view/status_line.ts";
import { conflictsOf, type NowView, nowView } from "../../view/window/now.ts";
import type { AppState } from "../../core/state.ts";
import { errorMessage } from "../../system/error_message.ts";
import { advice } from "../../view/advice.ts";
import {
  type DeletionCommand,
  deletionOutcome,
  isAboutDeletion,
} from "../../view/window/deletion_outcome.ts";
import type { ClickAction } from "../../view/clicks.ts";
import type { ClockFormat } from "../../view/clock_format.ts";
import type { Desktop } from "../desktop.ts";
import type { RunningFolder } from "../folders/running_folder.ts";
import { NOT_IN_FORCE, syncFor } from "../control/sync_request.ts";
import type { Clock } from "../loop.ts";
import { createSubscribers } from "./subscribers.ts";

/** The parts of the app that this needs. */
export interface NowParts {
  readonly clock: Clock;
  readonly formatTimes: ClockFormat;
  readonly locale?: string | undefined;
  /** As in `Deno.build.os`. */
  readonly system: string;
  /** Absent where nothing can be opened on one. */
  readonly desktop: Pick<Desktop, "openFile"> | undefined;
  readonly folder: RunningFolder;
  /** All folders of the app. */
  readonly folders: () => readonly [RunningFolder, ...RunningFolder[]];
  /** Does what a click asks for; `before` is what was said of the last one. Returns what there is to say. */
  readonly perform: (
    action: ClickAction,
    before: string | undefined,
  ) => Promise<string | undefined>;
  /** Calls back after every step of the app. Returns the end of that. */
  readonly watch: (onChange: () => void) => () => void;
}

/** Milliseconds from one line of the stream to the next: progress comes more often. */
const QUIET_MS = 100;

/** Milliseconds after which the view is made again without an event: the day may change. */
const REFRESH_MS = 60_000;

/** Returns the actions, and the open conflicts. */
export function nowActions(
  parts: NowParts,
): NowActions & { readonly conflicts: () => Promise<Conflicts> } {
  const { clock, system } = parts;
  const clicked = createSubscribers();
  /** Why the last click failed, or what it has to say, and the advice of then, which it is about. */
  let last: { readonly text: string; readonly advice: string | undefined } | undefined;

  function saidOf(state: AppState): string | undefined {
    return last?.advice === advice(state, system) ? last?.text : undefined;
  }

  function view(): NowView {
    const { state, settings, prepared } = parts.folder;
    const now = clock.now();
    return nowView(state, {
      now,
      clock: parts.formatTimes(now),
      system,
      folder: settings?.folder,
      host: prepared?.host,
      locale: parts.locale,
      said: saidOf(state),
      folders: parts.folders().map(({ name, state }) => ({ name, state })),
      name: parts.folder.name,
      hasDesktop: parts.desktop !== undefined,
    });
  }

  async function* values(signal: AbortSignal): AsyncGenerator<Now> {
    let [version, seen] = [1, 0];
    let wake = () => {};
    const changed = () => {
      version++;
      wake();
    };
    const ends = [parts.watch(changed), clicked.subscribe(changed)];
    signal.addEventListener("abort", changed, { once: true });
    let sent = "";
    try {
      while (!signal.aborted) {
        seen = version;
        const { now } = view();
        const text = JSON.stringify(now);
        if (text !== sent) yield now;
        sent = text;
        if (!await pause(QUIET_MS, { signal })) return;
        if (version !== seen) continue;
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const at = Math.min(
          REFRESH_MS,
          viewChangesAt(parts.folder.state, clock.now()) - clock.now(),
        );
        const timer = clock.setTimer(at, resolve);
        await promise;
        timer.cancel();
      }
    } finally {
      for (const end of ends) end();
      signal.removeEventListener("abort", changed);
    }
  }

  return {
    now: values,
    async held(skip) {
      const paths = (await parts.folder.deletedFiles()).toSorted();
      return { paths: paths.slice(skip, skip + WINDOW_HELD_FILES), count: paths.length };
    },
    async click(click) {
      const action = view().actions.get(click);
      if (action === undefined) throw new WindowError("gone", GONE);
      if (action.kind === "command" && isAboutDeletion(action.command)) {
        return { said: await syncDeletion(action.command, parts.folder) };
      }
      const { state } = parts.folder;
      const before = saidOf(state);
      const text = await parts.perform(action, before).catch(errorMessage);
      last = text === undefined ? undefined : { text, advice: advice(state, system) };
      clicked.notify();
      return text === undefined ? {} : { said: text };
    },
    conflicts() {
      const format = parts.formatTimes(clock.now());
      return Promise.resolve({ conflicts: conflictsOf(parts.folder.state, { clock: format }) });
    },
  };
}

/** Does what the user has chosen about a deletion, and returns what came of it. Throws `WindowError` when it failed. */
async function syncDeletion(
  command: DeletionCommand,
  folder: NowParts["folder"],
): Promise<string> {
  const outcome = await syncFor({ command }, folder);
  if (outcome === undefined) throw new WindowError("failed", `Cannot do it: ${NOT_IN_FORCE}`);
  const { line, isDone } = deletionOutcome(command, outcome);
  if (!isDone) throw new WindowError("failed", line);
  return line;
}

const GONE = "Something has changed meanwhile: see what is offered now";
