// The live updates that the configuration asks for: one broker connection, opened again when one of its
// settings changes. They are optional: nothing waits for them, and nothing fails with them.

import {
  type Config,
  type ConfigLocation,
  missingForLiveUpdates,
  type tlsFiles,
  usualTlsFile,
} from "../adapters/config/schema.ts";
import type { ChannelSettings } from "../adapters/mqtt/settings.ts";
import type { Channel, ChannelParts } from "../adapters/mqtt/channel.ts";
import type { LiveConnection } from "../core/events.ts";
import { type ClientIds, sharedIdNotice } from "./client_id.ts";

type LiveParts = Omit<ChannelParts, "timeouts">;

/** Opens a connection; its code is loaded only then. */
export type OpenChannel = (settings: ChannelSettings, parts: LiveParts) => Promise<Channel>;

/** The live updates. */
export interface LiveUpdates {
  /** Puts a configuration in force; connects again only when a setting of the broker has changed. */
  use(config: Config): void;
  /** Announces on a topic. */
  announce(topic: string): void;
  wake(): void;
  /** Waits for a pending announcement, 1.5 s at most. */
  close(): Promise<void>;
}

/** Returns live updates without a connection. The files for TLS have their usual place beside the `origin`. */
export function openLiveUpdates(
  open: OpenChannel,
  { origin, ids, ...parts }: Omit<LiveParts, "onConnection" | "onSharedId"> & {
    readonly onConnection: (connection: LiveConnection) => void;
    /** The advice for the user although messages arrive; `undefined` when that is over. */
    readonly onNotice: (line: string | undefined) => void;
    readonly origin: ConfigLocation;
    readonly ids: ClientIds;
  },
): LiveUpdates {
  let key = "";
  /** The connection is down because the configuration lacks something. */
  let isLacking = false;
  let current: Promise<Channel | undefined> = Promise.resolve(undefined);

  async function replace(
    old: Channel | undefined,
    { settings, lack }: {
      readonly settings: ChannelSettings | undefined;
      readonly lack: string | undefined;
    },
  ) {
    if (old !== undefined) {
      await old.close();
      // Nothing is known of the new one yet.
      parts.onNotice(undefined);
      parts.onConnection({ kind: "off" });
    }
    if (lack !== undefined) parts.onConnection({ kind: "down", reason: lack });
    if (settings === undefined) {
      if (isLacking && lack === undefined) parts.onConnection({ kind: "off" });
      isLacking = lack !== undefined;
      return undefined;
    }
    isLacking = false;
    const clientId = await ids.use(settings.clientId);
    return await open({ ...settings, clientId }, {
      ...parts,
      onSharedId() {
        const opened = key;
        change(async (old) =>
          opened === key ? await withOwnId(old, { settings, shared: clientId }) : old
        );
      },
    });
  }

  /** Goes on with an id of this machine's own, as another machine has the same. */
  async function withOwnId(
    old: Channel | undefined,
    { settings, shared }: { readonly settings: ChannelSettings; readonly shared: string },
  ): Promise<Channel | undefined> {
    await ids.replace(shared);
    const channel = await replace(old, { settings, lack: undefined });
    parts.onNotice(sharedIdNotice(shared));
    return channel;
  }

  function change(next: (old: Channel | undefined) => Promise<Channel | undefined>): void {
    current = current.then(next);
  }

  return {
    use(config) {
      const lack = missingForLiveUpdates(config);
      const settings = config.mqtt_enabled && lack === undefined
        ? channelSettings(config, origin)
        : undefined;
      const next = JSON.stringify(settings) ?? lack ?? "";
      if (next === key) return;
      key = next;
      change((old) => replace(old, { settings, lack }));
    },
    announce: (topic) => void current.then((channel) => channel?.announce(topic)),
    wake: () => void current.then((channel) => channel?.wake()),
    close: async () => await (await current)?.close(),
  };
}

/** Returns the settings of the broker connection. Pure. */
export function channelSettings(config: Config, origin: ConfigLocation): ChannelSettings {
  const others = [...new Set(config.more_folders.map(({ mqtt_topic }) => mqtt_topic))]
    .filter((topic) => topic !== config.mqtt_topic);
  const file = (key: keyof typeof tlsFiles) => {
    const path = config[key];
    return path === undefined ? undefined : { path, usual: path === usualTlsFile(key, origin) };
  };
  return {
    clientId: config.client_id,
    topic: config.mqtt_topic,
    ...(others.length === 0 ? {} : { moreTopics: others }),
    host: config.mqtt_host,
    port: config.mqtt_port,
    keepaliveSeconds: config.mqtt_keepalive_seconds,
    username: config.mqtt_username,
    password: config.mqtt_password,
    tls: config.mqtt_use_tls
      ? {
        caFile: file("mqtt_tls_ca_cert_file"),
        certFile: file("mqtt_tls_cert_file"),
        keyFile: file("mqtt_tls_key_file"),
        version: config.mqtt_tls_version,
      }
      : undefined,
  };
}
