// The window of the app: opened by a click or a command, served as long as it is used. Like the menu bar it is
// optional, and nothing of it is loaded before the first click.

import { errorMessage } from "../../system/error_message.ts";
import { BROWSER_MS, WINDOW_TOKEN_MS } from "../../system/limits/window.ts";
import { settlesWithin } from "../../system/pause.ts";
import type { Clock } from "../loop.ts";
import { makeOpeningFile, removeOpeningFiles } from "./opening_file.ts";
import type { ServedApp, WindowParts } from "./serve.ts";

/** The parts that the window needs besides its content. */
export interface AppWindowParts extends WindowParts {
  /** The private folder of the app for files that lead a browser here. */
  readonly runtimeFolder: string;
  /** Returns another one where a browser cannot read that; it need not exist. Never throws. */
  readonly browserFolder: () => Promise<string | undefined>;
}

/** A way into the window. */
export interface WindowOpening {
  /** Good for one page, within a minute. */
  readonly address: string;
  /** A file that leads a browser to another such address; it is removed when one has come, or after a minute. */
  readonly file: string;
  /** Settles when a browser has come by the file. */
  readonly opened: Promise<void>;
  /** Removes the file: no browser will come. */
  cancel(): void;
}

/** The window of the app. */
export interface AppWindow {
  /** Opens a page in a browser; `to` is the fragment for the page. Throws one line when none comes. */
  open(to: string): Promise<void>;
  /** Returns a way in for a browser that somebody else starts. Throws one line. */
  makeOpening(to: string): Promise<WindowOpening>;
  /** Ends the server and removes what is left. */
  close(): Promise<void>;
}

/** Returns the window; nothing is served before it is opened. */
export function createWindow(parts: AppWindowParts): AppWindow {
  const { clock } = parts;
  let folder: string | undefined;
  let server: Promise<ServedApp> | undefined;
  let isClosed = false;
  const openings = new Set<Promise<void>>();
  const closing = new AbortController();

  async function serve(): Promise<ServedApp> {
    const { serveWindow } = await import("./serve.ts");
    if (isClosed) throw new Error("Cannot open the window: the app ends");
    folder = await parts.browserFolder() ?? parts.runtimeFolder;
    await removeOpeningFiles(folder);
    return serveWindow(parts, () => server = undefined);
  }

  async function running(): Promise<ServedApp> {
    server ??= serve();
    try {
      return await server;
    } catch (error) {
      server = undefined;
      throw error;
    }
  }

  async function makeOpening(to: string): Promise<WindowOpening> {
    const { address } = await running();
    const { promise: opened, resolve } = Promise.withResolvers<void>();
    const file = await makeOpeningFile(folder ?? parts.runtimeFolder, address(to, resolve));
    const cancelling = new AbortController();
    const signal = AbortSignal.any([closing.signal, cancelling.signal]);
    const removed = removeAfter(file, { opened, clock, signal });
    openings.add(removed);
    void removed.then(() => openings.delete(removed));
    return { address: address(to), file, opened, cancel: () => cancelling.abort() };
  }

  return {
    makeOpening,
    async open(to) {
      const { file, opened, cancel } = await makeOpening(to).catch((error) => {
        throw new Error(`Cannot open the window: ${errorMessage(error)}`);
      });
      try {
        await parts.desktop?.openFile(file);
      } catch (error) {
        cancel();
        throw error;
      }
      if (await settlesWithin(opened, BROWSER_MS)) return;
      throw new Error("Cannot open the window: no browser came within 10 s");
    },
    async close() {
      isClosed = true;
      closing.abort();
      const open = await server?.catch(() => undefined);
      await open?.close();
      await Promise.all(openings);
    },
  };
}

/** Returns a way into the window as the control socket has it. */
export async function answerWindow(
  appWindow: AppWindow,
): Promise<{ readonly address: string; readonly file: string } | { readonly error: string }> {
  try {
    const { address, file } = await appWindow.makeOpening("/now");
    return { address, file };
  } catch (error) {
    return { error: `Cannot open the window: ${errorMessage(error)}` };
  }
}

/** Removes a file once a browser has come by it, or after a minute. Never throws. */
async function removeAfter(
  file: string,
  { opened, clock, signal }: {
    readonly opened: Promise<void>;
    readonly clock: Clock;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = clock.setTimer(WINDOW_TOKEN_MS, resolve);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await Promise.race([opened, over]);
  timer.cancel();
  await Deno.remove(file).catch(() => {});
}
