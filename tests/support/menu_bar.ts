// The program with its icon on a test desktop: its menu is read and clicked as the panel does it, and
// what it opens is noted by programs that are first on its PATH.

import assert from "node:assert/strict";
import { join } from "node:path";
import { type IconName, ICONS } from "../../src/adapters/tray/menu.ts";
import { readPictures } from "../../src/adapters/tray/pictures.ts";
import { type Desktop, openDesktop } from "./desktop.ts";
import { type NotedPrograms, notedPrograms } from "./noted_programs.ts";
import { eventually, type Instance, type InstanceOptions, startInstance } from "./running.ts";
import { allLines, click, lineOf, menuOf, pictureOf, seen, statusIcon } from "./status_icon.ts";
import { makeWorld, type World } from "./world.ts";

/** A desktop with a world of git, and programs that note what is opened. */
export interface Scene extends AsyncDisposable {
  readonly desktop: Desktop;
  readonly world: World;
  readonly programs: NotedPrograms;
  /** Starts the program with its icon; those of one name share a home. */
  start(name: string, options?: InstanceOptions): Promise<Instance>;
  /** What a user sees in the menu, as `seen` tells it. */
  menu(): Promise<string[]>;
  /** Waits until the menu has these lines, whatever else stands in it. A pattern stands for a line like it. */
  shows(...lines: (string | RegExp)[]): Promise<string[]>;
  /** Waits until no line of the menu is like this. */
  lacks(line: RegExp): Promise<void>;
  /** Waits until the icon is this one. */
  hasIcon(name: IconName): Promise<void>;
  /**
   * Clicks the first line of this title, or like this: in the menu itself, else in its submenus; `within` is the
   * only one to look in, by its title.
   */
  click(title: string | RegExp, options?: { readonly within: RegExp }): Promise<void>;
  /**
   * Waits until a program was started, after the one that was asked for last, and answers its folder and
   * its arguments. A word of its command will do.
   */
  opened(program: string): Promise<string[]>;
  /** From now on there is a browser, or none any more: then the window does not open. Without this there is none. */
  setBrowser(isThere: boolean): Promise<void>;
  /** Waits until a browser was started for the window, after the last time, and answers the address for it. */
  windowOpened(): Promise<URL>;
  /** The process that draws the icon. */
  helper(): Promise<number>;
  /** Waits until there was a notification of this title, and answers its text. */
  notified(title: string): Promise<string>;
  /** The notifications so far: title and text. */
  notifications(): Promise<string[][]>;
}

/** What xdg-open does where no program is for a page of HTML (xdg-open(1), exit code 3). */
const NO_BROWSER = 'case "$1" in */window-*.html) exit 3;; esac';

/** Reports whether a call opens the window. */
function isForWindow(call: readonly string[]): boolean {
  return /\/window-[^/]+\.html$/.test(call.at(-1) ?? "");
}

/** Makes a scene with a panel. */
export async function openScene(): Promise<Scene> {
  const stack = new AsyncDisposableStack();
  const desktop = stack.use(await openDesktop());
  const world = stack.use(await makeWorld());
  const programs = await notedPrograms(desktop.folder);
  await programs.program("x-terminal-emulator");
  await programs.program("xdg-open", NO_BROWSER);
  await programs.program("gio", "exit 3");
  // The real one does the work; nobody on this desktop shows files or notifications.
  await programs.program(
    "gdbus",
    `case "$*" in
*GetCapabilities*) echo "(['body'],)"; exit;;
*.ShowItems*|*Notifications.Notify*) exit;;
esac
PATH=\${PATH#*:} exec gdbus "$@"`,
  );
  await desktop.startPanel();
  const pictures = await readPictures("linux");
  let looked = 0;
  let windows = 0;

  async function menu(): Promise<string[]> {
    return seen(await menuOf(desktop, await statusIcon(desktop)));
  }

  async function windowCalls(): Promise<string[][]> {
    return (await programs.calls()).filter((call) =>
      call.includes("xdg-open") && isForWindow(call)
    );
  }

  return {
    desktop,
    world,
    programs,
    start: (name, options = {}) =>
      startInstance(world, name, {
        ...options,
        args: options.args ?? [],
        env: { PATH: `${programs.bin}:${world.env.PATH}`, ...desktop.env, ...options.env },
      }),
    menu,
    async shows(...wanted) {
      let last: string[] = [];
      try {
        return await eventually("the menu", async () => {
          last = await menu();
          return wanted.every((line) => last.some((one) => isLike(one, line))) ? last : undefined;
        });
      } catch (error) {
        throw new Error(`Not in the menu: ${wanted.join(" | ")}\n${last.join("\n")}`, {
          cause: error,
        });
      }
    },
    async lacks(line) {
      await eventually(`no ${line}`, async () => !(await menu()).some((one) => isLike(one, line)));
    },
    async hasIcon(name) {
      await eventually(`the icon "${name}"`, async () => {
        const file = await pictureOf(desktop, await statusIcon(desktop));
        const png = (await Deno.readFile(file)).toBase64();
        const found = ICONS.find((icon) => pictures[icon] === png);
        assert.equal(found, name);
        return true;
      });
    },
    async click(title, options) {
      const icon = await statusIcon(desktop);
      const menu = await menuOf(desktop, icon);
      const lines = options === undefined
        ? menu
        : menu.find(({ title }) => options.within.test(title))?.entries ?? [];
      // A line of the menu itself comes before one of a submenu.
      const found = [...lines, ...allLines(lines)]
        .find((line) => line.visible && isLike(line.title, title));
      await click(desktop, icon, found ?? lineOf(lines, String(title)));
    },
    opened: (program) =>
      eventually(`${program} is started`, async () => {
        const calls = await programs.calls();
        const at = calls.findIndex((call, at) =>
          at >= looked && call.includes(program) && !isForWindow(call)
        );
        if (at === -1) return undefined;
        looked = at + 1;
        return calls[at]!.slice(1);
      }),
    async setBrowser(isThere) {
      windows = (await windowCalls()).length;
      await programs.program("xdg-open", isThere ? "" : NO_BROWSER);
    },
    windowOpened: () =>
      eventually("a browser is started", async () => {
        const file = (await windowCalls())[windows]?.at(-1);
        if (file === undefined) return undefined;
        windows++;
        const { mode } = await Deno.stat(file);
        assert.equal(mode! & 0o777, 0o600);
        const [, address = ""] = /url=([^"]+)"/.exec(await Deno.readTextFile(file)) ?? [];
        return new URL(address.replaceAll("&amp;", "&"));
      }),
    helper: () =>
      eventually("the helper runs", async () => {
        for await (const { name } of Deno.readDir("/proc")) {
          const program = await Deno.readLink(`/proc/${name}/exe`).catch(() => "");
          if (program.startsWith(world.folder)) return Number(name);
        }
        return undefined;
      }),
    notified: (title) =>
      eventually(`it is told: ${title}`, async () => {
        const all = await notifications();
        return all.find(([one]) => one === title)?.[1];
      }),
    notifications,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };

  async function notifications(): Promise<string[][]> {
    const calls = (await programs.calls()).filter((call) =>
      call.includes("org.freedesktop.Notifications.Notify")
    );
    // In GVariant's text format.
    return calls.map((call) => call.slice(-5, -3).map((text) => text.slice(1, -1)));
  }
}

function isLike(line: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? line.trim() === wanted : wanted.test(line.trim());
}

/** Whether a file is there. */
export async function isThere(...path: string[]): Promise<boolean> {
  return await Deno.lstat(join(...path)).then(() => true, () => false);
}
