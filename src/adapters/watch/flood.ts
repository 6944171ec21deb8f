// Whether events come faster than they are read. The runtime's thread opens no watcher before it has read all of
// them, and the whole program waits meanwhile (2.7.11): nothing is opened or closed during a flood.

import { pause } from "../../system/pause.ts";

/** Tells whether events flood. */
export interface FloodGauge {
  /** Notes an event; `lossy` when others may have been lost. */
  note(lossy: boolean): void;
  isOn(): boolean;
  /** Listens for a moment first: what has waited while JavaScript was busy shows only then how much it is. */
  isNear(): Promise<boolean>;
}

/** How long events are listened to, in milliseconds. */
const LISTEN_MS = 50;

/** So many events with no longer pause than so many milliseconds between them: the thread has more of them to read. */
const MANY = 32;
const PAUSE_MS = 5;

/** Returns a gauge. A flood ends so many milliseconds after its last lossy event, or the last of many. */
export function gaugeFlood(floodMs = 200): FloodGauge {
  let [at, last, inARow] = [-Infinity, -Infinity, 0];
  const isOn = () => performance.now() - at < floodMs;
  return {
    note(lossy) {
      const now = performance.now();
      inARow = now - last > PAUSE_MS ? 1 : inARow + 1;
      last = now;
      if (lossy || inARow >= MANY) at = now;
    },
    isOn,
    async isNear() {
      await pause(LISTEN_MS);
      return isOn();
    },
  };
}
