// A desktop for one test: a screen that nobody sees, a session bus, and a panel that shows status icons
// and can be started and stopped. Nothing of it reaches the desktop on which the tests run.

import { join } from "node:path";
import { has } from "./needs.ts";

/** A running desktop. */
export interface Desktop extends AsyncDisposable {
  /** Its own folder: the home of the panel. */
  readonly folder: string;
  /** For programs that are to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts the panel at the upper edge, and waits until it takes icons. */
  startPanel(look?: "dark" | "light"): Promise<void>;
  stopPanel(): Promise<void>;
  /** Takes the screen away, as when somebody logs out. */
  endScreen(): Promise<void>;
  /** Runs a program on it and answers what it printed; throws when it fails. */
  run(program: string, ...args: string[]): Promise<string>;
  /** Saves a picture of the whole screen (1000 by 600 pixels). */
  screenshot(path: string): Promise<void>;
}

/** Whether this machine can have such a desktop. */
export function hasDesktop(): boolean {
  return has("Xvfb", "dbus-daemon", "xfce4-panel", "xfconf-query", "gdbus", "xdotool", "import");
}

/** Starts a desktop without a panel. */
export async function openDesktop(): Promise<Desktop> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "git-sync-bar-desktop-" }));
  const base: Record<string, string> = {
    PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    TMPDIR: folder,
    LANG: "C.UTF-8",
    // Else a second bus for screen readers starts, and with it some seconds of waiting.
    NO_AT_BRIDGE: "1",
    GTK_A11Y: "none",
  };
  await writePanelConfig(folder);
  const cookie = join(folder, "cookie");
  await Deno.writeFile(cookie, cookieFor(folder));
  const screen = start("Xvfb", [
    ..."-displayfd 1 -screen 0 1000x600x24 -nolisten tcp -auth".split(" "),
    cookie,
  ], base);
  const display = `:${await screen.line}`;
  const access = { DISPLAY: display, XAUTHORITY: cookie };
  const bus = start("dbus-daemon", ["--session", "--nofork", "--print-address"], {
    ...base,
    ...access,
  });
  const env = {
    ...access,
    DBUS_SESSION_BUS_ADDRESS: await bus.line,
    NO_AT_BRIDGE: base.NO_AT_BRIDGE!,
    GTK_A11Y: base.GTK_A11Y!,
  };
  let panel: Started | undefined;

  async function run(program: string, ...args: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args,
      clearEnv: true,
      env: { ...base, ...env },
      stdin: "null",
    }).output();
    if (!success) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout).trim();
  }

  async function stopPanel(): Promise<void> {
    // Now and then it does not end when it is asked to.
    await panel?.end("SIGKILL");
    panel = undefined;
  }

  return {
    folder,
    env,
    run,
    stopPanel,
    async startPanel(look = "dark") {
      const isDark = look === "dark";
      await run(
        "xfconf-query",
        ..."-c xfce4-panel -p /panels/dark-mode -n -t bool -s".split(" "),
        `${isDark}`,
      );
      panel = start("xfce4-panel", ["--disable-wm-check"], { ...base, ...env });
      await run("gdbus", "wait", "--session", "--timeout", "60", "org.kde.StatusNotifierWatcher");
    },
    endScreen: () => screen.end(),
    async screenshot(path) {
      await run("import", "-window", "root", path);
    },
    async [Symbol.asyncDispose]() {
      await stopPanel();
      await bus.end();
      await screen.end();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/**
 * Returns what lets a program onto the screen of one folder and no other, as an Xauthority file: another test's screen
 * soon has the number of one that has ended.
 */
function cookieFor(folder: string): Uint8Array {
  const field = (text: string) => [0, text.length, ...new TextEncoder().encode(text)];
  // Of any host, which has no name, and any number.
  const place = [0xff, 0xff, ...field(""), ...field("")];
  return Uint8Array.of(...place, ...field("MIT-MAGIC-COOKIE-1"), ...field(folder.slice(-16)));
}

/** A program of the desktop, in a process group of its own. */
interface Started {
  /** The first line that it prints. */
  readonly line: Promise<string>;
  end(signal?: Deno.Signal): Promise<void>;
}

function start(program: string, args: string[], env: Record<string, string>): Started {
  const child = new Deno.Command(program, {
    args,
    clearEnv: true,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    detached: true,
  }).spawn();
  const { promise: line, resolve } = Promise.withResolvers<string>();
  const read = (async () => {
    let text = "";
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")).trim());
    }
    resolve(text);
  })();
  return {
    line,
    async end(signal = "SIGTERM") {
      try {
        Deno.kill(-child.pid, signal);
      } catch {
        // It has ended already.
      }
      await child.status;
      await read;
    },
  };
}

/** A panel with nothing but status icons, at the upper edge of the screen from its left end. */
async function writePanelConfig(home: string): Promise<void> {
  const folder = join(home, ".config/xfce4/xfconf/xfce-perchannel-xml");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(
    join(folder, "xfce4-panel.xml"),
    `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="size" type="uint" value="26"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
`,
  );
}
