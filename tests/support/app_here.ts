// The app in the test's own process: real folders, git and watcher; its clock is the test's.

import { join } from "node:path";
import { runApp } from "../../src/app/app.ts";
import { clockFormat } from "../../src/view/clock_format.ts";
import { sendRequest } from "../../src/app/control/client.ts";
import { syncSettings } from "../../src/app/folders/folder_settings.ts";
import type { OpenWatcher } from "../../src/app/folders/folder_watch.ts";
import type { Clock } from "../../src/app/loop.ts";
import { configId } from "../../src/app/control/config_id.ts";
import { socketPath } from "../../src/app/control/socket.ts";
import type { Status } from "../../src/view/status_report.ts";
import { type Channel, openChannel } from "../../src/adapters/mqtt/channel.ts";
import { findAppPaths } from "../../src/system/app_paths.ts";
import { watchFolder } from "../../src/adapters/watch/watch.ts";
import type { World } from "./world.ts";

/** How the app is started. */
export interface AppHereOptions {
  /** Is written as the configuration; without it there is none. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** What a sync waits for before its first step. */
  readonly before?: () => Promise<void>;
  /** In the place of the watcher. */
  readonly openWatcher?: OpenWatcher;
  /** In the place of a connection to a broker. */
  readonly channel?: Channel;
}

/** A running app; disposing of it ends it. */
export interface AppHere extends AsyncDisposable {
  /** The lines of its log. */
  readonly log: readonly string[];
  status(): Promise<Status | undefined>;
  /** Asks it to end; settles when it has. */
  stop(): Promise<void>;
}

/** Starts the app; machines of one world need names of their own. */
export async function startAppHere(
  world: World,
  name: string,
  { config, environment, clock, before, channel, openWatcher = watchFolder }: AppHereOptions,
): Promise<AppHere> {
  const home = join(world.folder, `home-${name}`);
  const file = join(home, "config.json");
  if (config !== undefined) await world.write(home, { "config.json": JSON.stringify(config) });
  const own = { ...environment, TMPDIR: home, XDG_RUNTIME_DIR: home };
  const places = findAppPaths(Deno.build.os, { ...own, HOME: home }, { uid: Deno.uid() });
  const socket = socketPath(places.runtime, await configId(file));
  const stop = new AbortController();
  const log: string[] = [];
  const machine = { system: Deno.build.os, hostname: name, environment: own };
  const ended = runApp({
    origin: { file, home },
    places,
    platform: machine,
    prepare: async (settings, places) => {
      await before?.();
      return await syncSettings(settings, { machine, ...places });
    },
    clock,
    openWatcher,
    openChannel: (settings, parts) => Promise.resolve(channel ?? openChannel(settings, parts)),
    formatTimes: clockFormat(undefined),
    openLog: () => ({ write: (line) => log.push(line), close: () => Promise.resolve() }),
    reportError: (line) => log.push(line),
    stop: stop.signal,
  });
  const end = async () => {
    stop.abort();
    await ended;
  };
  return {
    log,
    status: async () => await sendRequest(socket, { command: "status" }) as Status | undefined,
    stop: end,
    [Symbol.asyncDispose]: end,
  };
}
