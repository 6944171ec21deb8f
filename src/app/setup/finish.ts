// The end of set-up: the configuration, the start at login, and the app itself.

import { changeConfig, type ConfigContent } from "../../adapters/config/change.ts";
import { createConfig } from "../../adapters/config/file.ts";
import { entriesOf, folded, nameOf } from "../../adapters/config/folders.ts";
import type { Config, ConfigLocation } from "../../adapters/config/schema.ts";
import type { ChannelSettings } from "../../adapters/mqtt/settings.ts";
import type { Broker, Known, LiveChoice } from "../../core/setup/known.ts";
import { USUAL_BROKER } from "../../core/setup/step.ts";
import { channelSettings } from "../live_updates.ts";
import { otherBrokerLine, wantedFilesLines } from "../../view/setup/ending_lines.ts";
import { defaults, readFound } from "./found_config.ts";
import type { SetupParts, TaskContext } from "./parts.ts";

/** Writes the configuration, and starts what is to be started. Returns what happens now. Throws one line. */
export async function finish({ parts, known }: TaskContext): Promise<Partial<Known>> {
  const { chosen, config, live = { kind: "none" }, connected, wantsLogin } = known;
  if (chosen === undefined || config?.kind !== "read") {
    throw new Error("Cannot set up: the folder is not known");
  }
  const { path } = chosen;
  const invited = known.source?.kind === "code" ? known.source.invitation.live : undefined;
  let usesOtherBroker = false;
  const isNew = await createConfig(parts.location) !== undefined;
  await changeConfig(parts.location, async (content) => {
    const folders = await foldersNow({ parts, isNew, content });
    const hasBroker = invited !== undefined && content.mqtt_host === invited.host &&
      content.mqtt_port === invited.port;
    const isKept = live.kind === "kept" && invited !== undefined;
    const topic = isKept && hasBroker && content.mqtt_topic !== invited.topic
      ? invited.topic
      : undefined;
    usesOtherBroker = isKept && (!hasBroker || topic !== undefined && folders.length === 0);
    return withLive(withFolder(content, { path, folders, topic }), live);
  });
  const login = wantsLogin ? [await parts.startAtLogin()] : [];
  const wanted = live.kind === "invited" ? wantedFilesLines(live.live, parts.location.file) : [];
  const lines = connected?.kind === "synced" ? connected.lines : [];
  return {
    finished: [
      ...lines,
      ...login,
      ...wanted,
      ...(usesOtherBroker ? [otherBrokerLine(invited!)] : []),
      ...await parts.start(chosen.path),
    ],
  };
}

/** Returns the folders of the configuration: another set-up may have added some by now. Throws one line. */
async function foldersNow(
  { parts, isNew, content }: {
    readonly parts: SetupParts;
    /** Whether the file was just made, so that its folder was chosen by nobody. */
    readonly isNew: boolean;
    readonly content: ConfigContent;
  },
): Promise<readonly string[]> {
  if (isNew && content.sync_dir === defaults(parts).sync_dir) return [];
  const { found } = await readFound(parts);
  if (found.kind === "mistaken") throw new Error(found.message);
  return found.folders;
}

/** Returns the content of the configuration with the folder: the first one, or one more. */
function withFolder(
  content: ConfigContent,
  { path, folders, topic }: {
    readonly path: string;
    readonly folders: readonly string[];
    /** That of live updates, where it is another one than at the top. */
    readonly topic: string | undefined;
  },
): ConfigContent {
  if (folders.includes(path)) return content;
  if (folders.length === 0) return { ...content, sync_dir: path };
  const more = entriesOf(content);
  const names = [...folders.map(nameOf), ...more.map((entry) => "name" in entry ? entry.name : "")]
    .map((name) => folded(String(name)));
  const own = nameOf(path);
  let name = own;
  for (let count = 2; names.includes(folded(name)); count++) name = `${own} ${count}`;
  const entry = {
    ...(name === own ? {} : { name }),
    sync_dir: path,
    ...(topic === undefined ? {} : { mqtt_topic: topic }),
  };
  return { ...content, more_folders: [...more, entry] };
}

function withLive(content: ConfigContent, live: LiveChoice): ConfigContent {
  switch (live.kind) {
    case "none":
    case "kept":
      return content;
    case "usual":
      return { ...content, ...brokerKeys(USUAL_BROKER), ...topicOf(content) };
    case "own":
      return { ...content, ...brokerKeys(live.broker), ...topicOf(content) };
    case "invited": {
      const { topic: mqtt_topic, ...broker } = live.live;
      return { ...content, ...brokerKeys(broker), mqtt_topic };
    }
  }
}

function brokerKeys({ host, port, isEncrypted, user, password }: Broker): ConfigContent {
  return {
    mqtt_enabled: true,
    mqtt_host: host,
    mqtt_port: port,
    mqtt_use_tls: isEncrypted,
    ...(user ? { mqtt_username: user, mqtt_password: password ?? "" } : {}),
  };
}

/** Returns the topic that is there, else a new one that nobody can guess. */
function topicOf({ mqtt_topic }: ConfigContent): ConfigContent {
  return typeof mqtt_topic === "string" && mqtt_topic !== ""
    ? {}
    : { mqtt_topic: crypto.randomUUID() };
}

/** Returns the settings of a broker that is tried. */
export function triedBroker(
  { host, port, isEncrypted, user, password }: Broker,
  { config, location }: { readonly config: Config; readonly location: ConfigLocation },
): ChannelSettings {
  const tried = channelSettings({
    ...config,
    more_folders: [],
    mqtt_host: host,
    mqtt_port: port,
    mqtt_username: user || undefined,
    mqtt_password: user ? password : undefined,
    mqtt_use_tls: isEncrypted,
  }, location);
  return {
    ...tried,
    clientId: crypto.randomUUID(),
    topic: config.mqtt_topic || crypto.randomUUID(),
  };
}
