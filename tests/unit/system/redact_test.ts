// No secret comes through, and what is none stays readable.

import assert from "node:assert/strict";
import { fc } from "../../support/fast_check.ts";
import { redact } from "../../../src/system/redact.ts";

for (
  const [text, safe] of [
    ["https://me:geheim@host/notes.git", "https://***@host/notes.git"],
    ["http://tokentoken@host:8080/", "http://***@host:8080/"],
    ["'https://me:geh@eim@host/x'", "'https://***@host/x'"],
    ["https://me:geh/eim@host/x", "https://***@host/x"],
    ["mqtts://me:geheim@broker", "mqtts://***@broker"],
    ["ssh://git@host/x and ssh://git:geheim@host/x", "ssh://git@host/x and ssh://git:***@host/x"],
    ["git@host:me/notes.git", "git@host:me/notes.git"],
    ["https://host:8443/@me/notes", "https://host:8443/@me/notes"],
    ["https://host/a and me@example.invalid", "https://host/a and me@example.invalid"],
    ["http.extraHeader=AUTHORIZATION: basic Z2VoZWlt", "http.extraHeader=AUTHORIZATION: ***"],
    ["> Proxy-Authorization: Basic Z2VoZWlt", "> Proxy-Authorization: ***"],
    ["https://host/x?access_token=geheim&b=c", "https://host/x?access_token=***&b=c"],
    ["password=geheim", "password=***"],
    ["unable to look up me:geheim@host (port 9418)", "unable to look up ***@host (port 9418)"],
    [`the key ghp_${"a1".repeat(18)} is old`, "the key *** is old"],
  ] as const
) {
  Deno.test(`what a log shows of: ${text}`, () => assert.equal(redact(text), safe));
}

Deno.test("no password in a URL comes through, whatever it is made of", () => {
  const password = fc.stringMatching(/^[!-~]{4,20}$/).filter((text) => !/[/?#]/.test(text));
  fc.assert(fc.property(password, (secret) => {
    const text = redact(`fatal: Authentication failed for 'https://me:${secret}@host/notes.git/'`);
    assert.equal(text, "fatal: Authentication failed for 'https://***@host/notes.git/'");
  }));
});
