// Live updates in end-to-end tests: a configuration that asks for them, and when they are there.

import type { Instance } from "./running.ts";

/** The topic of a fleet. */
export const TOPIC = "our-notes";

/** A configuration with live updates over this broker; the client_id is the folder's name. */
export function liveConfig(folder: string, { port }: { readonly port: number }) {
  return {
    sync_dir: folder,
    sync_delay_seconds: 0,
    sync_poll_seconds: 3600,
    sync_poll_active_seconds: 0,
    client_id: folder.slice(folder.lastIndexOf("/") + 1),
    mqtt_enabled: true,
    mqtt_host: "127.0.0.1",
    mqtt_port: port,
    mqtt_topic: TOPIC,
  };
}

/** Waits until messages come and nothing is to be done. */
export async function untilLive(instance: Instance): Promise<void> {
  await instance.shows(
    "live updates are on",
    ({ condition, link }) => condition === "up to date" && link.kind === "up",
  );
}
