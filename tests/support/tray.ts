// Starts a process with an icon on a test desktop, gives it views, and hears what it tells.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { Click, TrayView } from "../../src/adapters/tray/menu.ts";
import type { Desktop } from "./desktop.ts";
import { eventually } from "./running.ts";
import type { Told } from "./tray_process.ts";

/** A process with an icon; disposing of it ends it by force. */
export interface TrayProcess extends AsyncDisposable {
  /** The home that is its own, which is also its temporary folder. */
  readonly home: string;
  /** All that was clicked since the start. */
  readonly clicks: readonly Click[];
  /** All that it said of its icon: why there is none, or `undefined` when there is one. */
  readonly states: readonly (string | undefined)[];
  draw(...views: TrayView[]): Promise<void>;
  /** It and all that it has started, as far as they run. */
  processes(): Promise<Process[]>;
  /** The process id of the helper. */
  helper(): Promise<number>;
  /** Takes the icon away and ends well. */
  close(): Promise<void>;
  /** Ends it as a crash does. */
  crash(): Promise<void>;
}

/** A process and the path of its program. */
export interface Process {
  readonly pid: number;
  readonly program: string;
}

/** Where and how it is started. */
export interface TrayPlace {
  /** Is added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder in which it runs. */
  readonly cwd?: string;
  /** The beginning of a command that runs it somewhere else. */
  readonly within?: readonly string[];
  /** The file that is run. */
  readonly program?: string;
  /** How many times earlier its timers ring, where a wait is long. */
  readonly hurry?: number;
}

const TRAY_PROCESS = join(import.meta.dirname!, "tray_process.ts");

/** The private cache folder of every such process on a desktop. */
export function cacheOn(desktop: Pick<Desktop, "folder">): string {
  return join(desktop.folder, "home of the app", "cache");
}

/** Starts the process. It does not wait for the icon. */
export function startTray(
  desktop: Pick<Desktop, "folder" | "env">,
  first: TrayView,
  { env = {}, cwd = "/", within = [], program = TRAY_PROCESS, hurry = 1 }: TrayPlace = {},
): TrayProcess {
  const home = join(desktop.folder, "home of the app");
  const cache = cacheOn(desktop);
  Deno.mkdirSync(home, { recursive: true });
  const all = {
    PATH: Deno.env.get("PATH"),
    HOME: home,
    TMPDIR: home,
    XDG_RUNTIME_DIR: home,
    DENO_DIR: Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "/", ".cache/deno"),
    ...desktop.env,
    ...env,
  };
  const [command, ...args] = [
    ...within,
    Deno.execPath(),
    ..."run --quiet --frozen -A --config".split(" "),
    join(import.meta.dirname!, "../../deno.json"),
    program,
    cache,
    JSON.stringify(first),
    String(hurry),
  ];
  const child = new Deno.Command(command!, {
    args,
    cwd,
    clearEnv: true,
    env: Object.fromEntries(
      Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  const told: Told[] = [];
  const reading = (async () => {
    let rest = "";
    for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = `${rest}${piece}`.split("\n");
      rest = lines.pop()!;
      told.push(...lines.map((line) => JSON.parse(line) as Told));
    }
  })();

  /** The processes whose home is the app's own: itself and what it has started. */
  async function processes(): Promise<Process[]> {
    const found: Process[] = [];
    for await (const { name } of Deno.readDir("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const environment = await Deno.readTextFile(`/proc/${name}/environ`).catch(() => "");
      if (!environment.split("\0").includes(`HOME=${home}`)) continue;
      const program = await Deno.readLink(`/proc/${name}/exe`).catch(() => undefined);
      if (program !== undefined) found.push({ pid: Number(name), program });
    }
    return found;
  }

  return {
    home,
    processes,
    get clicks() {
      return told.flatMap((one) => one.kind === "click" ? [one.click] : []);
    },
    get states() {
      return told.flatMap((one) => one.kind === "state" ? [one.line] : []);
    },
    async draw(...views) {
      const before = told.filter(({ kind }) => kind === "drawn").length;
      const lines = views.map((view) => `${JSON.stringify(view)}\n`).join("");
      await input.write(new TextEncoder().encode(lines));
      await eventually(
        "the views are taken",
        () => told.filter(({ kind }) => kind === "drawn").length > before,
      );
    },
    helper: () =>
      eventually("the helper runs", async () => {
        const all = await processes();
        return all.find(({ program }) => program.startsWith(cache))?.pid;
      }),
    async close() {
      await input.close();
      await reading;
      assert.equal((await child.status).code, 0);
    },
    async crash() {
      child.kill("SIGKILL");
      await child.status;
      await reading;
    },
    async [Symbol.asyncDispose]() {
      await input.abort().catch(() => {});
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await child.status;
      await reading;
    },
  };
}
