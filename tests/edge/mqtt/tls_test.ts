// Encrypted connections to real brokers: who is trusted, who is let in, and what is said when not.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { TlsSettings } from "../../../src/adapters/mqtt/settings.ts";
import { oldTls } from "../../../src/adapters/mqtt/tls.ts";
import { BROKERS, startMosquitto } from "../../support/broker.ts";
import {
  type Authority,
  CLIENT,
  LOOPBACK,
  makeAuthority,
  openssl,
} from "../../support/certificates.ts";
import { has } from "../../support/needs.ts";
import { encrypted, listening, settingsFor } from "./listening.ts";
import { probed } from "./probing.ts";

/** A folder for one test, and the authority that the broker's certificate is from. */
async function withAuthority(
  run: (authority: Authority, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-tls-" });
  try {
    await run(await makeAuthority(folder), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a probe fails with. */
async function failureOf(port: number, tls: TlsSettings | undefined, host = "127.0.0.1") {
  const { failure = "" } = await probed(settingsFor(port, { tls, host }));
  return failure;
}

for (const { name, needs, canTls, open } of BROKERS) {
  const test = (title: string, run: Parameters<typeof withAuthority>[0]) =>
    Deno.test({
      name: `${name} with TLS: ${title}`,
      ignore: !canTls || !has("openssl", ...needs),
      fn: () => withAuthority(run),
    });

  test("messages go both ways, with either version", async (authority) => {
    const tls = await authority.issue("server", { extensions: LOOPBACK });
    await using broker = await open({ tls });
    const { port } = broker;
    const trusting = (version: "1.2" | "1.3") =>
      settingsFor(port, { tls: encrypted({ ca: authority.cert }, version) });
    await using laptop = listening(trusting("1.2"));
    await using desktop = listening({ ...trusting("1.3"), host: "localhost" });
    await Promise.all([laptop.up(), desktop.up()]);
    laptop.announce();
    await desktop.until(({ remotes }) => remotes === 1, "laptop's announcement");
    desktop.announce();
    await laptop.until(({ remotes }) => remotes === 1, "desktop's announcement");
    await broker.stop();
    assert.match(await laptop.down(), /^lost the connection to .*$/);
    await broker.start();
    await Promise.all([laptop.up(), desktop.up()]);
  });

  test("the probe tells each step", async (authority) => {
    const tls = await authority.issue("server", { extensions: LOOPBACK });
    await using broker = await open({ tls });
    const { passed, failure } = await probed(
      settingsFor(broker.port, { tls: encrypted({ ca: authority.cert }) }),
    );
    assert.equal(failure, undefined);
    const steps = [
      `127.0.0.1:${broker.port} answers`,
      "the connection is encrypted, and the broker's certificate is trusted",
      "signed in",
      "listening on the topic",
      "messages are passed on",
    ];
    assert.deepEqual(passed.slice(-5), steps);
    // What this Deno cannot do is said once.
    assert.equal(passed.length, oldTls ? 6 : 5);
    if (oldTls) assert.match(passed[0]!, /^mqtt_tls_version is ignored/);
  });

  test("a broker from an unknown authority is refused", async (authority, folder) => {
    const tls = await authority.issue("server", { extensions: LOOPBACK });
    const other = await makeAuthority(folder, "other");
    await using broker = await open({ tls });
    assert.equal(
      await failureOf(broker.port, encrypted({ ca: other.cert })),
      `the certificate of the broker is not from the CA in "${other.cert}": ` +
        "check mqtt_tls_ca_cert_file",
    );
    assert.equal(
      await failureOf(broker.port, encrypted()),
      "the certificate of the broker is from nobody whom this machine knows: " +
        "set mqtt_tls_ca_cert_file to the certificate of its CA",
    );
  });

  test("a broker with a certificate for another name is refused", async (authority) => {
    const tls = await authority.issue("server", {
      extensions: ["subjectAltName=DNS:broker.example.invalid"],
    });
    await using broker = await open({ tls });
    for (const host of ["127.0.0.1", "localhost"]) {
      assert.equal(
        await failureOf(broker.port, encrypted({ ca: authority.cert }), host),
        `the certificate of the broker is for another name than "${host}": ` +
          "set mqtt_host to a name that stands in it",
      );
    }
  });

  test("a broker with an expired certificate is refused", async (authority) => {
    const tls = await authority.issue("server", { extensions: LOOPBACK, days: -1 });
    await using broker = await open({ tls });
    assert.equal(
      await failureOf(broker.port, encrypted({ ca: authority.cert })),
      "the certificate of 127.0.0.1 has expired: the broker needs a new one",
    );
  });

  test("a port for TLS that is addressed without it is told", async (authority) => {
    const tls = await authority.issue("server", { extensions: LOOPBACK });
    await using broker = await open({ tls });
    assert.match(await failureOf(broker.port, undefined), /set mqtt_use_tls to true/);
  });
}

/** A mosquitto that lets in whom the authority knows. */
async function startStrict(authority: Authority, ...lines: string[]) {
  return await startMosquitto({
    tls: await authority.issue("server", { extensions: LOOPBACK }),
    lines: [`cafile ${authority.cert}`, "require_certificate true", ...lines],
  });
}

function test(title: string, run: Parameters<typeof withAuthority>[0]): void {
  Deno.test({
    name: `mosquitto with client certificates: ${title}`,
    ignore: !has("openssl", "mosquitto"),
    fn: () => withAuthority(run),
  });
}

const VERSIONS = ["1.2", "1.3"] as const;

test("who has one is let in", async (authority) => {
  await using broker = await startStrict(authority);
  const client = await authority.issue("client", { extensions: CLIENT });
  for (const version of VERSIONS) {
    const tls = encrypted({ ca: authority.cert, ...client }, version);
    const { passed, failure } = await probed(settingsFor(broker.port, { tls }));
    assert.equal(failure, undefined);
    assert.ok(passed.includes("signed in with the client certificate"), passed.join("\n"));
  }
});

test("who has none is told", async (authority) => {
  await using broker = await startStrict(authority);
  for (const version of VERSIONS) {
    assert.match(
      await failureOf(broker.port, encrypted({ ca: authority.cert }, version)),
      /^the broker asks for a client certificate: set mqtt_tls_cert_file and mqtt_tls_key_file/,
    );
  }
});

test("who has one from somebody else is told", async (authority, folder) => {
  await using broker = await startStrict(authority);
  const other = await makeAuthority(folder, "other");
  const client = await other.issue("client", { extensions: CLIENT });
  for (const version of VERSIONS) {
    assert.equal(
      await failureOf(broker.port, encrypted({ ca: authority.cert, ...client }, version)),
      "the broker refuses the client certificate (UnknownCA): check mqtt_tls_cert_file",
    );
  }
});

test("who has an expired one is told", async (authority) => {
  await using broker = await startStrict(authority);
  const client = await authority.issue("client", { extensions: CLIENT, days: -1 });
  assert.equal(
    await failureOf(broker.port, encrypted({ ca: authority.cert, ...client })),
    "the broker refuses the client certificate (CertificateExpired): check mqtt_tls_cert_file",
  );
});

test("files that cannot be used are told by key and name", async (authority, folder) => {
  await using broker = await startStrict(authority);
  const ca = authority.cert;
  const client = await authority.issue("client", { extensions: CLIENT });
  const other = await authority.issue("other", { extensions: CLIENT });
  const old = await authority.issue("old");
  const at = (name: string) => join(folder, name);
  await openssl("pkcs8", "-topk8", "-in", client.key, "-passout", "pass:x", "-out", at("pkcs8"));
  await openssl("ec", "-in", client.key, "-aes256", "-passout", "pass:x", "-out", at("aes"));
  await openssl("ecparam", "-name", "secp256k1", "-genkey", "-out", at("curve"));
  await Deno.writeTextFile(at("garbage"), "no certificate\n");
  const cases: readonly (readonly [Parameters<typeof encrypted>[0], RegExp])[] = [
    [{ ca: at("none") }, /^mqtt_tls_ca_cert_file ".*none" cannot be read: there is no such file$/],
    [{ ca: folder }, /^mqtt_tls_ca_cert_file ".*" cannot be read: it is a folder$/],
    [{ ca: at("garbage") }, /^mqtt_tls_ca_cert_file ".*garbage" holds no certificate/],
    [{ ca, ...client, cert: at("none") }, /^mqtt_tls_cert_file ".*none" cannot be read/],
    [{ ca, ...client, cert: at("garbage") }, /^mqtt_tls_cert_file ".*garbage" holds no cert/],
    [{ ca, ...client, key: at("none") }, /^mqtt_tls_key_file ".*none" cannot be read/],
    [{ ca, ...client, key: at("garbage") }, /^mqtt_tls_key_file ".*garbage" holds no private key/],
    [{ ca, ...client, key: at("pkcs8") }, /^mqtt_tls_key_file ".*pkcs8" is encrypted/],
    [{ ca, ...client, key: at("aes") }, /^mqtt_tls_key_file ".*aes" is encrypted/],
    [{ ca, ...client, key: at("curve") }, /^mqtt_tls_key_file ".*curve" is of a kind/],
    [{ ca, ...client, key: other.key }, /^mqtt_tls_key_file ".*" does not belong to the cert/],
    [{ ca, cert: client.cert }, /^mqtt_tls_cert_file is there, and mqtt_tls_key_file is missing/],
    [{ ca, key: client.key }, /^mqtt_tls_key_file is there, and mqtt_tls_cert_file is missing/],
    ...(oldTls ? [[{ ca, ...old }, /^mqtt_tls_cert_file ".*" holds .* version 1/] as const] : []),
  ];
  for (const [files, expected] of cases) {
    const failure = await failureOf(broker.port, encrypted(files));
    assert.match(failure, expected);
  }
});

test("a key file that begins with the parameters of its curve can be used", async (authority) => {
  await using broker = await startStrict(authority);
  const client = await authority.issue("client", { extensions: CLIENT });
  const key = await Deno.readTextFile(client.key);
  const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----";
  await Deno.writeTextFile(client.key, `${parameters}\n${key}`);
  assert.equal(await failureOf(broker.port, encrypted({ ca: authority.cert, ...client })), "");
});

test("the usual files are not missed where they are missing", async (authority, folder) => {
  await using broker = await startStrict(authority);
  const usual = (name: string) => ({ path: join(folder, name), usual: true });
  const tls: TlsSettings = {
    caFile: usual("ca.crt"),
    certFile: usual("client.crt"),
    keyFile: usual("client.key"),
    version: "1.2",
  };
  assert.match(await failureOf(broker.port, tls), /^the certificate .* whom this machine knows/);
  await Deno.copyFile(authority.cert, join(folder, "ca.crt"));
  assert.match(await failureOf(broker.port, tls), /^the broker asks for a client certificate/);
  const client = await authority.issue("client", { extensions: CLIENT });
  await Deno.copyFile(client.cert, join(folder, "client.crt"));
  assert.match(await failureOf(broker.port, tls), /^mqtt_tls_cert_file is there/);
  await Deno.copyFile(client.key, join(folder, "client.key"));
  assert.equal(await failureOf(broker.port, tls), "");
});

test("a version that the broker does not speak is told", async (authority) => {
  const ca = authority.cert;
  const client = await authority.issue("client", { extensions: CLIENT });
  await using broker = await startStrict(authority, "tls_version tlsv1.3");
  const failure = await failureOf(broker.port, encrypted({ ca, ...client }, "1.2"));
  // Before Deno 2.9 the version cannot be chosen.
  const expected = oldTls ? "" : "the broker does not speak TLS 1.2: change mqtt_tls_version";
  assert.equal(failure, expected);
});

test("a channel finds files that were renewed meanwhile", async (authority, folder) => {
  await using broker = await startStrict(authority);
  const ca = join(folder, "renewed.crt");
  const client = await authority.issue("client", { extensions: CLIENT });
  const tls = encrypted({ ca, ...client });
  await using laptop = listening(settingsFor(broker.port, { tls }));
  assert.match(await laptop.down(), /there is no such file$/);
  await Deno.copyFile(authority.cert, ca);
  laptop.channel.wake();
  await laptop.up();
});

Deno.test({
  name: "without a CA the roots of the system count",
  ignore: !has("openssl", "mosquitto"),
  fn: () =>
    withAuthority(async (authority) => {
      const tls = await authority.issue("server", { extensions: LOOPBACK });
      await using broker = await startMosquitto({ tls });
      const settings = JSON.stringify(settingsFor(broker.port, { tls: encrypted() }));
      const probeIn = async (env: Readonly<Record<string, string>>) => {
        const { stdout } = await new Deno.Command(Deno.execPath(), {
          args: ["run", "--frozen", "-A", join(import.meta.dirname!, "probe_process.ts"), settings],
          clearEnv: true,
          env: { ...env, DENO_DIR: cacheFolder() },
        }).output();
        return new TextDecoder().decode(stdout).trim().split("\n").at(-1)!;
      };
      // This variable stands for the store of a system on which the authority is installed.
      assert.equal(await probeIn({ SSL_CERT_FILE: authority.cert }), "ok messages are passed on");
      assert.match(
        await probeIn({ SSL_CERT_FILE: authority.cert, DENO_TLS_CA_STORE: "mozilla" }),
        /^FAIL the certificate of the broker is from nobody/,
      );
      assert.match(await probeIn({}), /^FAIL the certificate of the broker is from nobody/);
    }),
});

function cacheFolder(): string {
  return Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "/", ".cache/deno");
}
