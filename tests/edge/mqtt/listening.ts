// A channel for one test, and the means to wait for what it says.

import {
  type Channel,
  type ConnectionState,
  openChannel,
} from "../../../src/adapters/mqtt/channel.ts";
import type { Timeouts } from "../../../src/adapters/mqtt/timeouts.ts";
import type { ChannelSettings, TlsSettings } from "../../../src/adapters/mqtt/settings.ts";

/** A channel and all that it has said so far. */
export interface Listening extends AsyncDisposable {
  readonly channel: Channel;
  /** Announces on a topic; without one, on the first. */
  announce(topic?: string): void;
  /** How often it was told of something new. */
  readonly remotes: number;
  /** The topics on which it was told. */
  readonly topics: readonly string[];
  readonly links: readonly ConnectionState[];
  /** How often it said that another machine has the same id. */
  readonly shared: number;
  readonly log: readonly string[];
  /** Waits until the condition holds; looks at it whenever the channel says something. */
  until(condition: (heard: Listening) => boolean, what: string): Promise<void>;
  /** Waits until the link is up. */
  up(): Promise<void>;
  /** Waits until the link is down, and answers the reason. */
  down(): Promise<string>;
}

/** The settings of a machine with a topic of its own. */
export function settingsFor(port: number, change: Partial<ChannelSettings> = {}): ChannelSettings {
  return {
    clientId: `machine-${crypto.randomUUID()}`,
    topic: `topic-${port}`,
    host: "127.0.0.1",
    port,
    keepaliveSeconds: 900,
    username: undefined,
    password: undefined,
    tls: undefined,
    ...change,
  };
}

/** Encrypted, with files that the user has named. */
export function encrypted(
  files: { readonly ca?: string; readonly cert?: string; readonly key?: string } = {},
  version: TlsSettings["version"] = "1.2",
): TlsSettings {
  const named = (path: string | undefined) =>
    path === undefined ? undefined : { path, usual: false };
  return {
    caFile: named(files.ca),
    certFile: named(files.cert),
    keyFile: named(files.key),
    version,
  };
}

/** Lets the timers of 0 ms pass that mqtt.js starts at its end. */
export async function afterEnd(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Opens a channel. */
export function listening(settings: ChannelSettings, timeouts: Partial<Timeouts> = {}): Listening {
  let remotes = 0;
  const topics: string[] = [];
  const links: ConnectionState[] = [];
  let shared = 0;
  const log: string[] = [];
  let said = Promise.withResolvers<void>();
  const say = () => {
    said.resolve();
    said = Promise.withResolvers();
  };
  const channel = openChannel(settings, {
    timeouts,
    onMessage(topic) {
      remotes++;
      topics.push(topic);
      say();
    },
    onConnection(link) {
      links.push(link);
      say();
    },
    onSharedId() {
      shared++;
      say();
    },
    log: (line) => log.push(line),
  });

  async function until(condition: (heard: Listening) => boolean, what: string): Promise<void> {
    const late = Promise.withResolvers<never>();
    const deadline = setTimeout(() => {
      late.reject(new Error(`Waited in vain: ${what}; ${JSON.stringify({ remotes, links })}`));
    }, 60_000);
    try {
      while (!condition(heard)) await Promise.race([said.promise, late.promise]);
    } finally {
      clearTimeout(deadline);
    }
  }

  const heard: Listening = {
    channel,
    topics,
    announce: (topic = settings.topic) => channel.announce(topic),
    get remotes() {
      return remotes;
    },
    links,
    get shared() {
      return shared;
    },
    log,
    until,
    up: () => until(() => links.at(-1)?.kind === "up", "the link is up"),
    async down() {
      await until(() => links.at(-1)?.kind === "down", "the link is down");
      const link = links.at(-1)!;
      return link.kind === "down" ? link.reason : "";
    },
    async [Symbol.asyncDispose]() {
      await channel.close();
      await afterEnd();
    },
  };
  return heard;
}
