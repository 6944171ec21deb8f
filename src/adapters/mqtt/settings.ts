// The settings of the broker connection. Pure.

/** A file for TLS, by its absolute path. */
export interface TlsFile {
  readonly path: string;
  /** It is the usual path: there need be no such file. */
  readonly usual: boolean;
}

/** Returns all topics, each one once. */
export function topicsOf(
  { topic, moreTopics = [] }: Pick<ChannelSettings, "topic" | "moreTopics">,
): readonly string[] {
  return [...new Set([topic, ...moreTopics])];
}

/** How the connection is encrypted. */
export interface TlsSettings {
  /** The certificate authority of the broker; without it those of the system are trusted. */
  readonly caFile: TlsFile | undefined;
  /** The client's certificate and its key: both, or none. */
  readonly certFile: TlsFile | undefined;
  readonly keyFile: TlsFile | undefined;
  readonly version: "1.2" | "1.3";
}

/** The broker, and the login. */
export interface ChannelSettings {
  /** The body of this machine's messages. It is no identifier of MQTT. */
  readonly clientId: string;
  /** The topic of the first folder. */
  readonly topic: string;
  /** Those of the other folders, each one once. */
  readonly moreTopics?: readonly string[] | undefined;
  readonly host: string;
  readonly port: number;
  /** In seconds; 0 is off. */
  readonly keepaliveSeconds: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Absent: not encrypted. */
  readonly tls: TlsSettings | undefined;
}
