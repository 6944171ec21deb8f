// The app in the test's own process: real folders, git and watcher; its clock is the test's.

import { join } from "node:path";
import { runApp } from "../../src/app/app.ts";
import { clockFace } from "../../src/app/clock_face.ts";
import { askControl } from "../../src/app/control.ts";
import type { Clock } from "../../src/app/loop.ts";
import { nameOf } from "../../src/app/name.ts";
import { socketPath } from "../../src/app/socket.ts";
import type { Status } from "../../src/app/status.ts";
import { openChannel } from "../../src/mqtt/channel.ts";
import { findPlaces } from "../../src/places.ts";
import { watchFolder } from "../../src/watch/watch.ts";
import type { World } from "./world.ts";

/** How the app is started. */
export interface AppHereOptions {
  readonly config: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

/** A running app; disposing of it ends it. */
export interface AppHere extends AsyncDisposable {
  /** The lines of its log. */
  readonly log: readonly string[];
  status(): Promise<Status | undefined>;
}

/** Starts the app; machines of one world need names of their own. */
export async function startAppHere(
  world: World,
  name: string,
  { config, environment, clock }: AppHereOptions,
): Promise<AppHere> {
  const home = join(world.folder, `home-${name}`);
  const file = join(home, "config.json");
  await world.write(home, { "config.json": JSON.stringify(config) });
  const own = { ...environment, TMPDIR: home, XDG_RUNTIME_DIR: home };
  const places = findPlaces(Deno.build.os, { ...own, HOME: home });
  const socket = socketPath(places.runtime, await nameOf(file));
  const stop = new AbortController();
  const log: string[] = [];
  const ended = runApp({
    origin: { file, home },
    places,
    machine: { system: Deno.build.os, hostname: name, environment: own },
    clock,
    openWatcher: watchFolder,
    openChannel: (settings, parts) => Promise.resolve(openChannel(settings, parts)),
    face: clockFace(undefined),
    openLog: () => ({ write: (line) => log.push(line), close: () => Promise.resolve() }),
    complain: (line) => log.push(line),
    stop: stop.signal,
  });
  return {
    log,
    status: async () => await askControl(socket, { command: "status" }) as Status | undefined,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}
