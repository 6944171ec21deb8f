// The broker that set-up tries is reached as the app reaches it afterwards.

import assert from "node:assert/strict";
import { parseConfig } from "../../../src/adapters/config/schema.ts";
import { triedBroker } from "../../../src/app/setup/finish.ts";

Deno.test("a broker is tried with the certificate files that the configuration names", () => {
  const location = { file: "/home/me/config/config.json", home: "/home/me" };
  const text = JSON.stringify({ mqtt_topic: "t", mqtt_tls_ca_cert_file: "~/own/ca.crt" });
  const parsed = parseConfig(text, location);
  assert.ok("config" in parsed);
  const broker = { host: "broker.example.org", port: 8883, isEncrypted: true };
  const { clientId, ...tried } = triedBroker(broker, { config: parsed.config, location });
  assert.notEqual(clientId, "");
  assert.deepEqual([tried.host, tried.port, tried.topic], ["broker.example.org", 8883, "t"]);
  assert.deepEqual(tried.tls?.caFile, { path: "/home/me/own/ca.crt", usual: false });
  assert.deepEqual(tried.tls?.certFile, { path: "/home/me/config/certs/client.crt", usual: true });
});
