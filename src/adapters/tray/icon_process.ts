// One icon on the screen, from its start to its end, drawn through systray2. The peculiarities of systray2 and its
// helper are known here, in `systray_menu.ts` and in `place_helper.ts`, nowhere else.

import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { HELPER_ERROR_CHARACTERS, HELPER_LINE_BYTES } from "../../system/limits/processes.ts";
import { type Click, itemsOf, type TrayView } from "./menu.ts";
import { type MenuChange, menuChanges } from "./menu_changes.ts";
import type { Pictures } from "./pictures.ts";
import { type SystrayItem, systrayItem, systrayMenu } from "./systray_menu.ts";

export interface IconOptions {
  readonly first: TrayView;
  readonly pictures: Pictures;
  /** The folder in which the helper was placed. */
  readonly copyDir: string;
  /** As `Deno.build.os` names it. */
  readonly system: string;
  /** The icon is shown with its menu. */
  readonly onShown: () => void;
  readonly onClick: (click: Click) => void;
}

/** An icon that is shown. */
export interface Icon {
  /** Shows another view. Of several in a row, some but the last may be left out. */
  readonly draw: (view: TrayView) => void;
  /** Ends the helper. */
  readonly remove: () => void;
  /** The process of the helper, once it is started. */
  readonly pid: () => number | undefined;
  /** Settles when the helper has ended, with the end of its error output. */
  readonly gone: Promise<string>;
}

/** The title of an item, and how it was sent. */
interface Title {
  readonly title: string;
  readonly sent: string;
}

/** A helper that is not ready after this time is ended, in milliseconds. */
const READY_MS = 60_000;

type SysTray = InstanceType<Awaited<ReturnType<typeof loadSysTray>>>;

/** Starts a helper and gives it a menu. A helper that does not start counts as ended; that throws nothing. */
export async function showIcon(options: IconOptions): Promise<Icon> {
  const { system, copyDir, onShown, onClick } = options;
  const { promise: gone, resolve: end } = Promise.withResolvers<string>();
  const titles = new Map<number, Title>();
  let shown = options.first;
  let wanted = options.first;
  let isReady = false;
  let isDrawing = false;
  let isRemoved = false;
  let helper: ChildProcess | undefined;

  const first = itemsOf(shown);
  const items = systrayMenu(first, system);
  const tray = new (await loadSysTray())({ menu: { ...wireIcon(shown), items }, copyDir });
  const { promise: helperReady, resolve: onReady } = Promise.withResolvers<void>();
  // systray2 itself listens too late when the helper is quick or the app is busy.
  tray.onReady = (use) => {
    void helperReady.then(use);
    return tray;
  };
  onStarted(tray, (process) => {
    helper = process;
    listen(process, { onReady, onClick: clicked, onEnd: end });
    if (isRemoved) remove();
  });
  const stuck = setTimeout(remove, READY_MS);
  void gone.then(() => clearTimeout(stuck));
  tray.ready().then(
    () => {
      clearTimeout(stuck);
      isReady = true;
      for (const { __id, title } of flat(items)) {
        titles.set(__id, { title: first[__id - 1]!.title, sent: title });
      }
      onShown();
      catchUp();
    },
    (error) => end(String(error)),
  );

  function wireIcon({ icon, tooltip }: { icon: TrayView["icon"]; tooltip: string }) {
    const isTemplateIcon = system === "darwin";
    return { icon: options.pictures[icon], title: "", tooltip, isTemplateIcon };
  }

  async function send(update: MenuChange): Promise<void> {
    switch (update.kind) {
      case "icon":
        // systray2 goes through the items, so a list has to be there. The helper ignores it.
        await tray.sendAction({ type: "update-menu", menu: { ...wireIcon(update), items: [] } });
        return;
      case "item": {
        const item = systrayItem(update.item, system);
        await tray.sendAction({ type: "update-item", item });
        titles.set(item.__id, { title: update.item.title, sent: item.title });
      }
    }
  }

  async function drawWanted(): Promise<void> {
    if (!isReady || isDrawing) return;
    isDrawing = true;
    while (shown !== wanted) {
      const next = wanted;
      for (const update of menuChanges(shown, next)) await send(update);
      shown = next;
    }
    isDrawing = false;
  }

  // After a failed drawing the helper is ended; another one is started by the tray.
  const catchUp = () => void drawWanted().catch(remove);

  function remove(): void {
    isRemoved = true;
    // At the end of its input alone it would keep a processor busy.
    helper?.kill("SIGKILL");
  }

  /** A click counts for the title that was shown when the user clicked, not for one that has replaced it. */
  function clicked(number: number, title: string): void {
    const item = itemsOf(wanted)[number - 1];
    const sent = titles.get(number);
    const isMeant = sent?.sent === title && sent.title === item?.title;
    if (isMeant && item?.enabled === true && !item.hidden && item.click !== undefined) {
      onClick(item.click);
    }
  }

  function draw(view: TrayView): void {
    wanted = view;
    catchUp();
  }

  return { draw, remove, pid: () => helper?.pid, gone };
}

async function loadSysTray() {
  // It reads this although it does not need it. In the standalone program there is none.
  if (Deno.build.standalone) Object.assign(globalThis, { __dirname: "/" });
  return (await import("systray2")).default.default;
}

/**
 * Calls back as soon as systray2 has started its helper, some turns after it was made. An event of the helper
 * without a listener would end the whole app.
 */
function onStarted(tray: SysTray, use: (process: ChildProcess) => void): void {
  let process: ChildProcess | null = null;
  Object.defineProperty(tray, "_process", {
    get: () => process,
    set(started: ChildProcess) {
      process = started;
      use(started);
    },
  });
}

/** The callbacks for a helper. */
interface Listener {
  readonly onReady: () => void;
  readonly onClick: (number: number, title: string) => void;
  readonly onEnd: (lastOutput: string) => void;
}

/** Listens to a helper. None of its events is an unhandled error, and its pipes never fill up. */
function listen(process: ChildProcess, { onReady, onClick, onEnd }: Listener): void {
  const { stdin, stdout, stderr } = process;
  let lastOutput = "";
  stderr?.on("data", (text) => lastOutput = `${lastOutput}${text}`.slice(-HELPER_ERROR_CHARACTERS));
  process.on("error", (error) => onEnd(error.message));
  process.on("close", () => onEnd(lastOutput));
  // A write to a helper that has ended, which "close" reports.
  for (const pipe of [stdin, stdout, stderr]) pipe?.on("error", () => {});
  if (stdout === null) return;
  // A line without an end would be kept in memory.
  let line = 0;
  stdout.on("data", (piece: Uint8Array) => {
    const end = piece.lastIndexOf(0x0a);
    line = end === -1 ? line + piece.length : piece.length - end - 1;
    if (line > HELPER_LINE_BYTES) process.kill("SIGKILL");
  });
  createInterface({ input: stdout }).on("line", (line) => {
    const action = readAction(line);
    if (action?.type === "ready") onReady();
    if (action?.type === "clicked") onClick(Number(action.__id), String(action.item?.title));
  });
  // systray2 gets no output: a line that it does not understand would end the app.
  process.stdout = Readable.from([]);
}

/** A line of the helper; all of its fields may be missing. */
interface HelperAction {
  readonly type?: unknown;
  readonly __id?: unknown;
  readonly item?: { readonly title?: unknown } | null;
}

function readAction(line: string): HelperAction | null | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function flat(items: readonly SystrayItem[]): SystrayItem[] {
  return items.flatMap((item) => [item, ...flat(item.items ?? [])]);
}
