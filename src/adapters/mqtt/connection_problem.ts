// A problem of the broker connection -> a sentence that says what to do. Pure.

import { MQTT_MESSAGE_BYTES, MQTT_PACKETS_A_MINUTE } from "../../system/limits/broker.ts";
import { quote } from "../../system/text.ts";
import type { RefusedPacket } from "./packet_guard.ts";
import type { ChannelSettings } from "./settings.ts";

/** The stage of a connection that is under way. */
export type Stage = "reach" | "secure" | "sign in" | "subscribe" | "up";

/** Why there is no connection. */
export type ConnectionProblem =
  /** A file for TLS cannot be used. */
  | { readonly kind: "file"; readonly sentence: string }
  /** The connection failed or ended; `detail` is the message of the system, empty when it was just closed. */
  | { readonly kind: "broken"; readonly stage: Stage; readonly detail: string }
  /** No answer in time. */
  | { readonly kind: "silent"; readonly stage: Stage }
  /** An answer that no broker gives; the first byte of it. */
  | { readonly kind: "foreign"; readonly firstByte: number | undefined }
  /** The broker refused the sign-in: the return code of MQTT 3.1.1, section 3.2.2.3. */
  | { readonly kind: "refused"; readonly code: number }
  /** The broker refused the subscription. */
  | { readonly kind: "forbidden" }
  /** The broker acknowledged a message and did not pass it on. */
  | { readonly kind: "swallowed" }
  /** A packet that is refused. */
  | { readonly kind: "unwanted"; readonly unwanted: RefusedPacket };

/** The first byte of a TLS alert: RFC 8446, section 5.1. */
const TLS_ALERT = 0x15;

/** Returns the problem and what to do: one clause without a full stop, and without the password. */
export function connectionSentence(problem: ConnectionProblem, settings: ChannelSettings): string {
  const address = brokerAddress(settings);
  switch (problem.kind) {
    case "file":
      return problem.sentence;
    case "broken":
      return problem.stage === "up" || problem.stage === "subscribe"
        ? `lost the connection to ${address}`
        : brokenSentence(problem, settings);
    case "silent":
      return silentSentence(problem.stage, address);
    case "foreign":
      return problem.firstByte === TLS_ALERT && settings.tls === undefined
        ? `${address} expects encryption: set mqtt_use_tls to true, or mqtt_port to a port without`
        : `what answers at ${address} is no MQTT broker: check mqtt_host and mqtt_port`;
    case "refused":
      return refusedSentence(problem.code, settings);
    case "forbidden":
      return "the broker does not let this machine listen on the topic: " +
        "check mqtt_topic and the broker's access rules";
    case "swallowed":
      return "the broker does not pass messages on for this topic: " +
        "check mqtt_topic and the broker's access rules";
    case "unwanted":
      return unwantedSentence(problem.unwanted, address);
  }
}

function unwantedSentence(unwanted: RefusedPacket, address: string): string {
  switch (unwanted.reason) {
    case "large":
      return `the broker at ${address} sent a message of ${unwanted.bytes} bytes, ` +
        `${MQTT_MESSAGE_BYTES} is the most: somebody else uses this mqtt_topic, choose another one`;
    case "too many":
      return `the broker at ${address} sent more than ${MQTT_PACKETS_A_MINUTE} packets in a minute: ` +
        "if it does so again, choose another mqtt_topic or another broker";
    case "other topic":
      return `the broker at ${address} sent a message of another topic: use another broker`;
    case "not asked for":
      return `the broker at ${address} sent a packet that nobody asked for: use another broker`;
  }
}

/** Returns host and port as one word. */
export function brokerAddress({ host, port }: ChannelSettings): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function silentSentence(stage: Stage, address: string): string {
  switch (stage) {
    case "reach":
      return `${address} does not answer: check mqtt_host, mqtt_port, and whether a firewall is between`;
    case "secure":
    case "sign in":
      return `${address} takes the connection and then says nothing: is it an MQTT broker?`;
    case "subscribe":
    case "up":
      return `the broker at ${address} does not answer any more`;
  }
}

function refusedSentence(code: number, { username, host }: ChannelSettings): string {
  switch (code) {
    case 1:
      return `the broker at ${host} does not speak MQTT 3.1.1`;
    case 3:
      return `the broker at ${host} says that it is not available now`;
    case 4:
    case 5:
      return username === undefined
        ? "the broker asks for a user: set mqtt_username and mqtt_password"
        : `the broker refuses the user ${quote(username)}: check mqtt_username and mqtt_password`;
    default:
      return `the broker at ${host} refuses the connection with the code ${code}`;
  }
}

/** The subject of the sentences. */
interface Context {
  readonly settings: ChannelSettings;
  readonly address: string;
  readonly detail: string;
}

/**
 * A message of the system -> its meaning; the first one that matches. The patterns are of Node's errors and
 * OpenSSL's codes (Deno 2.9), and of rustls (Deno before 2.9).
 */
const REASONS: readonly (readonly [RegExp, (about: Context) => string])[] = [
  [/ENOTFOUND|EAI_|ENODATA/, ({ settings }) =>
    `the name ${quote(settings.host)} was not found: ` +
    "check mqtt_host, and whether this machine is online"],
  [
    /ECONNREFUSED/,
    ({ address }) => `nothing listens at ${address}: check mqtt_port, and whether the broker runs`,
  ],
  [
    /ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EACCES|EPERM/,
    ({ address }) =>
      `there is no way to ${address}: check mqtt_host, and whether this machine is online`,
  ],
  [/ETIMEDOUT/, ({ address }) => silentSentence("reach", address)],
  [
    /CERT_HAS_EXPIRED|peer certificate: (certificate )?expired/i,
    ({ settings }) => `the certificate of ${settings.host} has expired: the broker needs a new one`,
  ],
  [
    /CERT_NOT_YET_VALID|NotValidYet|not valid yet/,
    ({ settings }) =>
      `the certificate of ${settings.host} is not valid yet: check the clock of this machine`,
  ],
  [
    /ALTNAME_INVALID|not valid for name|NotValidForName/,
    ({ settings }) =>
      `the certificate of the broker is for another name than ${quote(settings.host)}: ` +
      "set mqtt_host to a name that stands in it",
  ],
  [/SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|UnknownIssuer/, ({ settings }) => unknownCa(settings)],
  [
    /CERTIFICATE_REQUIRED|CertificateRequired/,
    ({ settings }) =>
      hasCertificate(settings)
        ? "the broker asks for another client certificate: check mqtt_tls_cert_file"
        : NEEDS_CERTIFICATE,
  ],
  [
    /fatal alert: (?:UnknownCA|\w*Certificate\w*|AccessDenied|DecryptError)/,
    (about) => refusedCertificate(about),
  ],
  [
    /fatal alert: HandshakeFailure/,
    ({ settings }) =>
      hasCertificate(settings)
        ? "the broker refuses the encryption: check mqtt_tls_version and mqtt_tls_cert_file"
        : `${NEEDS_CERTIFICATE}, or another mqtt_tls_version`,
  ],
  [
    /PROTOCOL_VERSION|ProtocolVersion|UNSUPPORTED_PROTOCOL|[Ii]ncompatible/,
    ({ settings }) =>
      `the broker does not speak TLS ${settings.tls?.version}: change mqtt_tls_version`,
  ],
  [/WRONG_VERSION_NUMBER|InvalidContentType/, ({ address }) => notEncrypted(address)],
  [
    /certificate/i,
    ({ detail }) => `the certificate of the broker cannot be used: ${quote(detail)}`,
  ],
];

const NEEDS_CERTIFICATE =
  "the broker asks for a client certificate: set mqtt_tls_cert_file and mqtt_tls_key_file";

function brokenSentence(
  { stage, detail }: { readonly stage: Stage; readonly detail: string },
  settings: ChannelSettings,
): string {
  const address = brokerAddress(settings);
  const [, reason] = REASONS.find(([pattern]) => pattern.test(detail)) ?? [];
  if (reason !== undefined) return reason({ settings, address, detail });
  // The connection was just closed: the port is probably for another protocol.
  switch (stage) {
    case "reach":
      return `${address} cannot be reached (${quote(detail)}): check mqtt_host and mqtt_port`;
    case "secure":
      return notEncrypted(address);
    default:
      return settings.tls === undefined
        ? `${address} hangs up without an answer: ` +
          "if it expects encryption, set mqtt_use_tls to true; else check mqtt_port"
        : `${address} hangs up without an answer: is it an MQTT broker?`;
  }
}

function notEncrypted(address: string): string {
  return `${address} does not speak TLS: set mqtt_port to the port for it, or mqtt_use_tls to false`;
}

function unknownCa({ tls }: ChannelSettings): string {
  return tls?.caFile === undefined
    ? "the certificate of the broker is from nobody whom this machine knows: " +
      "set mqtt_tls_ca_cert_file to the certificate of its CA"
    : `the certificate of the broker is not from the CA in ${quote(tls.caFile.path)}: ` +
      "check mqtt_tls_ca_cert_file";
}

function refusedCertificate({ settings, detail }: Context): string {
  const alert = /fatal alert: (\w+)/.exec(detail)?.[1];
  return hasCertificate(settings)
    ? `the broker refuses the client certificate (${alert}): check mqtt_tls_cert_file`
    : `the broker refuses this machine (${alert})`;
}

function hasCertificate({ tls }: ChannelSettings): boolean {
  return tls?.certFile !== undefined;
}
