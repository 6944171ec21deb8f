// What the connection for live updates is told. Pure.

/** A file for TLS, by its absolute path. */
export interface TlsFile {
  readonly path: string;
  /** It lies at the usual place: when it does not exist, none is meant. */
  readonly usual: boolean;
}

/** How the connection is encrypted. */
export interface TlsSettings {
  /** Who vouches for the broker; without it the system's roots do. */
  readonly caFile: TlsFile | undefined;
  /** The client's certificate and its key: both, or none. */
  readonly certFile: TlsFile | undefined;
  readonly keyFile: TlsFile | undefined;
  readonly version: "1.2" | "1.3";
}

/** Which broker, and as whom. */
export interface ChannelSettings {
  /** The body of this machine's messages. It is no identifier of MQTT. */
  readonly clientId: string;
  readonly topic: string;
  readonly host: string;
  readonly port: number;
  /** In seconds; 0 is off. */
  readonly keepaliveSeconds: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Absent: not encrypted. */
  readonly tls: TlsSettings | undefined;
}
