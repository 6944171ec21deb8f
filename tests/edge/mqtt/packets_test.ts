// Which packets' writer live updates use.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import "../../../src/adapters/mqtt/connection.ts";

Deno.test("mqtt.js writes with the mqtt-packet that makes no table of all numbers", () => {
  const { writeToStream } = createRequire(import.meta.resolve("mqtt"))("mqtt-packet");
  assert.equal(writeToStream.cacheNumbers, false);
});
