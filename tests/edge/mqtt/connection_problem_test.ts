// What the system, OpenSSL and rustls say -> what a user reads. The cases that a real broker gives are
// in failures_test.ts and tls_test.ts; here are those that need a network, or another TLS.

import assert from "node:assert/strict";
import { backOffAfter, failuresAfter } from "../../../src/adapters/mqtt/timeouts.ts";
import type { ChannelSettings } from "../../../src/adapters/mqtt/settings.ts";
import {
  type ConnectionProblem,
  connectionSentence,
  type Stage,
} from "../../../src/adapters/mqtt/connection_problem.ts";
import { encrypted, settingsFor } from "./listening.ts";

const plain: ChannelSettings = {
  ...settingsFor(1883),
  host: "broker.example",
  username: "somebody",
  password: "hush",
};
const tls: ChannelSettings = { ...plain, port: 8883, tls: encrypted({ ca: "/ca.crt" }) };
const client: ChannelSettings = {
  ...tls,
  tls: encrypted({ ca: "/ca.crt", cert: "/me.crt", key: "/me.key" }),
};

function broken(stage: Stage, detail: string): ConnectionProblem {
  return { kind: "broken", stage, detail };
}

const CASES: readonly (readonly [string, ConnectionProblem, ChannelSettings, RegExp])[] = [
  [
    "no network for names",
    broken("reach", "EAI_AGAIN getaddrinfo EAI_AGAIN broker.example"),
    plain,
    /^the name "broker\.example" was not found: check mqtt_host, and whether this machine is online$/,
  ],
  [
    "no network",
    broken("reach", "ENETUNREACH connect ENETUNREACH 10.0.0.1:1883"),
    plain,
    /^there is no way to broker\.example:1883/,
  ],
  [
    "no way to a host",
    broken("reach", "EHOSTUNREACH connect EHOSTUNREACH 10.0.0.1:1883"),
    plain,
    /^there is no way to broker\.example:1883/,
  ],
  [
    "a system that gives up",
    broken("reach", "ETIMEDOUT connect ETIMEDOUT 10.0.0.1:1883"),
    plain,
    /^broker\.example:1883 does not answer: check mqtt_host, mqtt_port/,
  ],
  [
    "a firewall that swallows everything",
    { kind: "silent", stage: "reach" },
    plain,
    /^broker\.example:1883 does not answer: .*firewall/,
  ],
  [
    "an address of IPv6",
    { kind: "silent", stage: "reach" },
    { ...plain, host: "2001:db8::1" },
    /^\[2001:db8::1\]:1883 does not answer/,
  ],
  [
    "words that nobody knows",
    broken("reach", 'E"X something\nodd'),
    plain,
    /^broker\.example:1883 cannot be reached \("E\\"X something\\nodd"\)/,
  ],
  [
    "a clock that is wrong (OpenSSL)",
    broken("secure", "CERT_NOT_YET_VALID certificate is not yet valid"),
    tls,
    /^the certificate of broker\.example is not valid yet: check the clock/,
  ],
  [
    "a clock that is wrong (rustls)",
    broken("secure", "invalid peer certificate: certificate not valid yet: verification time 1"),
    tls,
    /^the certificate of broker\.example is not valid yet: check the clock/,
  ],
  [
    "an expired certificate (rustls with its times)",
    broken("secure", "invalid peer certificate: certificate expired: verification time 1"),
    tls,
    /^the certificate of broker\.example has expired/,
  ],
  [
    "a certificate that is its own CA (rustls)",
    broken("secure", "invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))"),
    tls,
    /^the certificate of the broker cannot be used: ".*CaUsedAsEndEntity.*"$/,
  ],
  [
    "a broker that knows no such version",
    broken("secure", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION received fatal alert: ProtocolVersion"),
    tls,
    /^the broker does not speak TLS 1\.2: change mqtt_tls_version$/,
  ],
  [
    "no common ciphers, without a client certificate",
    broken("secure", "received fatal alert: HandshakeFailure"),
    tls,
    /^the broker asks for a client certificate: .*or another mqtt_tls_version$/,
  ],
  [
    "no common ciphers, with a client certificate",
    broken("secure", "received fatal alert: HandshakeFailure"),
    client,
    /^the broker refuses the encryption: check mqtt_tls_version and mqtt_tls_cert_file$/,
  ],
  [
    "a client certificate of the wrong kind",
    broken("secure", "received fatal alert: CertificateRequired"),
    client,
    /^the broker asks for another client certificate: check mqtt_tls_cert_file$/,
  ],
  [
    "a revoked client certificate, told after the handshake",
    broken("sign in", "received fatal alert: CertificateRevoked"),
    client,
    /^the broker refuses the client certificate \(CertificateRevoked\)/,
  ],
  [
    "a machine that is refused without a client certificate",
    broken("secure", "received fatal alert: AccessDenied"),
    tls,
    /^the broker refuses this machine \(AccessDenied\)$/,
  ],
  [
    "a TLS port that hangs up after the handshake",
    broken("sign in", "ECONNRESET read ECONNRESET"),
    tls,
    /^broker\.example:8883 hangs up without an answer: is it an MQTT broker\?$/,
  ],
  [
    "a broken connection, whatever TLS says of it",
    broken("up", "ECONNRESET disconnected before secure TLS connection was established"),
    tls,
    /^lost the connection to broker\.example:8883$/,
  ],
  [
    "a wrong password (the code that brokers give seldom)",
    { kind: "refused", code: 4 },
    plain,
    /^the broker refuses the user "somebody"/,
  ],
];

for (const [what, trouble, settings, expected] of CASES) {
  Deno.test(`${what} has its sentence`, () => {
    const sentence = connectionSentence(trouble, settings);
    assert.match(sentence, expected);
    assert.doesNotMatch(sentence, /hush|\n|\.$/);
  });
}

Deno.test("the pause between two tries doubles up to 5 minutes, and differs in a fleet", () => {
  const pauses = (chance: number) =>
    [1, 2, 3, 9, 10, 2_000].map((failures) => backOffAfter(failures, { pauseMs: 1_000, chance }));
  assert.deepEqual(pauses(1), [1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  assert.deepEqual(pauses(0), [500, 1_000, 2_000, 128_000, 150_000, 150_000]);
});

Deno.test("a connection that was good for more than a minute is tried again as if it were the first", () => {
  assert.equal(failuresAfter(7, 59_000), 8);
  assert.equal(failuresAfter(7, 61_000), 1);
});
