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

/** Returns a gauge. A flood ends so many milliseconds after its last lossy event. */
export function gaugeFlood(floodMs = 200): FloodGauge {
  let at = -Infinity;
  const isOn = () => performance.now() - at < floodMs;
  return {
    note(lossy) {
      if (lossy) at = performance.now();
    },
    isOn,
    async isNear() {
      await pause(LISTEN_MS);
      return isOn();
    },
  };
}
