// The text of a configuration: what it means, and how its mistakes are reported.

import assert from "node:assert/strict";
import { fc } from "../../support/fast_check.ts";
import { findJsonMistake } from "../../../src/adapters/config/json.ts";
import {
  missingForLiveUpdates,
  newConfig,
  parseConfig,
} from "../../../src/adapters/config/schema.ts";

const origin = { file: "/home/me/.config/git-sync-bar/config.json", home: "/home/me" };
const beginning = `Cannot use the configuration "${origin.file}": `;

const pythonFile = `{
    "client_id": "6e7a4bd2-3bbd-4b8c-9c5e-0a8e5c3e2f11",
    "sync_dir": "/Users/me/GitSync",
    "watch_for_changes": true,
    "sync_delay_seconds": 10,
    "sync_poll_seconds": 3600,
    "mqtt_enabled": false,
    "mqtt_host": "test.mosquitto.org",
    "mqtt_port": 1883,
    "mqtt_topic": "f3c0a7de-57a5-4d38-8a5c-2f6f8c7d1b90",
    "mqtt_keepalive_seconds": 900,
    "mqtt_use_tls": false,
    "mqtt_tls_ca_cert_file": "/Users/me/Library/Application Support/Git Sync Bar/certs/ca.crt",
    "mqtt_tls_cert_file": "/Users/me/Library/Application Support/Git Sync Bar/certs/client.crt",
    "mqtt_tls_key_file": "/Users/me/Library/Application Support/Git Sync Bar/certs/client.key",
    "mqtt_tls_version": "1.2"
}`;

function read(text: string) {
  const parsed = parseConfig(text, origin);
  if (!("config" in parsed)) assert.fail(parsed.mistakes.map(({ message }) => message).join("\n"));
  return parsed;
}

function mistakesIn(text: string): string[] {
  const parsed = parseConfig(text, origin);
  if ("config" in parsed) assert.fail(`no mistake was found in ${text.slice(0, 200)}`);
  return parsed.mistakes.map(({ message }) => {
    assert.ok(message.startsWith(beginning), message);
    assert.doesNotMatch(message, /\p{Cc}/u);
    return message.slice(beginning.length);
  });
}

Deno.test("a file of the Python app means what it meant there", () => {
  const { config, warnings } = read(pythonFile);
  const same = { ...JSON.parse(pythonFile) };
  assert.deepEqual(warnings, []);
  for (const [key, value] of Object.entries(same)) {
    assert.equal(config[key as keyof typeof config], value, key);
  }
});

Deno.test("a key that is not there has its default", () => {
  assert.deepEqual(read("{}").config, {
    client_id: "",
    sync_dir: "/home/me/GitSync",
    watch_for_changes: true,
    sync_delay_seconds: 10,
    sync_poll_seconds: 3600,
    sync_poll_active_seconds: 60,
    mqtt_enabled: false,
    mqtt_host: "test.mosquitto.org",
    mqtt_port: 1883,
    mqtt_topic: "",
    mqtt_keepalive_seconds: 900,
    mqtt_use_tls: false,
    mqtt_tls_ca_cert_file: "/home/me/.config/git-sync-bar/certs/ca.crt",
    mqtt_tls_cert_file: "/home/me/.config/git-sync-bar/certs/client.crt",
    mqtt_tls_key_file: "/home/me/.config/git-sync-bar/certs/client.key",
    mqtt_tls_version: "1.2",
    mqtt_username: undefined,
    mqtt_password: undefined,
    sync_max_file_mb: 100,
    commit_message: "{files} ({host})",
    ssh_keep_open: true,
    git_path: undefined,
    more_folders: [],
  });
});

Deno.test("a new configuration has every key with a default and reads back as it was made", () => {
  const text = newConfig({ mqtt_topic: "two" }, origin);
  const content = JSON.parse(text);
  for (const key of Object.keys(JSON.parse(pythonFile))) {
    assert.equal(key in content, key !== "client_id", key);
  }
  assert.equal(content.sync_dir, "/home/me/GitSync");
  assert.deepEqual(read(text).config, read('{"mqtt_topic": "two"}').config);
});

Deno.test("polling never stops: 0 seconds mean the default", () => {
  assert.equal(read('{"sync_poll_seconds": 0}').config.sync_poll_seconds, 3600);
});

const paths: readonly (readonly [key: string, written: string, meant: string | undefined])[] = [
  ["sync_dir", "~/Notes", "/home/me/Notes"],
  ["sync_dir", "~", "/home/me"],
  ["sync_dir", "/data/notes/", "/data/notes"],
  ["sync_dir", "/", "/"],
  ["sync_dir", "/a~/b", "/a~/b"],
  ["git_path", "~/bin/git", "/home/me/bin/git"],
  ["git_path", "", undefined],
  ["mqtt_tls_ca_cert_file", "~/ca.crt", "/home/me/ca.crt"],
  ["mqtt_tls_ca_cert_file", "mine/ca.crt", "/home/me/.config/git-sync-bar/mine/ca.crt"],
  ["mqtt_tls_ca_cert_file", "", undefined],
];
for (const [key, written, meant] of paths) {
  Deno.test(`${key} "${written}" means ${meant ?? "none"}`, () => {
    const { config } = read(JSON.stringify({ [key]: written }));
    assert.equal(config[key as keyof typeof config], meant);
  });
}

const mistakes: readonly (readonly [content: string, told: string])[] = [
  ['{"mqtt_port": "abc"}', 'mqtt_port is "abc", expected a whole number from 1 to 65535'],
  ['{"mqtt_port": 0}', "mqtt_port is 0, expected a whole number from 1 to 65535"],
  ['{"mqtt_port": 65536}', "mqtt_port is 65536, expected a whole number from 1 to 65535"],
  ['{"mqtt_port": 1883.5}', "mqtt_port is 1883.5, expected a whole number from 1 to 65535"],
  ['{"mqtt_port": 1e999}', "mqtt_port is Infinity, expected a whole number from 1 to 65535"],
  ['{"mqtt_port": [1]}', "mqtt_port is a list, expected a whole number from 1 to 65535"],
  ['{"mqtt_port": {}}', "mqtt_port is a group in braces, expected a whole number from 1 to 65535"],
  ['{"sync_delay_seconds": -1}', "sync_delay_seconds is -1, expected a whole number, 0 or more"],
  [
    '{"mqtt_keepalive_seconds": 65536}',
    "mqtt_keepalive_seconds is 65536, expected a whole number from 0 to 65535",
  ],
  ['{"mqtt_enabled": "yes"}', 'mqtt_enabled is "yes", expected true or false'],
  ['{"watch_for_changes": 1}', "watch_for_changes is 1, expected true or false"],
  ['{"sync_dir": null}', 'sync_dir is null, expected a path that starts with "/" or "~/"'],
  ['{"sync_dir": "notes"}', 'sync_dir is "notes", expected a path that starts with "/" or "~/"'],
  ['{"sync_dir": "~you/a"}', 'sync_dir is "~you/a", expected a path that starts with "/" or "~/"'],
  ['{"sync_dir": ""}', 'sync_dir is empty, expected a path that starts with "/" or "~/"'],
  ['{"git_path": "git"}', 'git_path is "git", expected a path that starts with "/" or "~/"'],
  ['{"mqtt_topic": "a/+"}', 'mqtt_topic is "a/+", expected a topic without "+" and "#"'],
  ['{"mqtt_topic": "a/#"}', 'mqtt_topic is "a/#", expected a topic without "+" and "#"'],
  ['{"mqtt_tls_version": "1.1"}', 'mqtt_tls_version is "1.1", expected "1.2" or "1.3"'],
  ['{"mqtt_tls_version": 1.2}', 'mqtt_tls_version is 1.2, expected "1.2" or "1.3"'],
  [
    '{"mqtt_host": "broker.example:1883"}',
    'mqtt_host is "broker.example:1883", expected a host name or an address, without "mqtt://" and without a port',
  ],
  [
    '{"commit_message": "{file}"}',
    'commit_message is "{file}", expected a text with no other placeholders than {files}, {host}, {count}, {date}',
  ],
  [
    '{"commit_message": " "}',
    'commit_message is " ", expected a text with no other placeholders than {files}, {host}, {count}, {date}',
  ],
  ['{"client_id": "a\\u0000b"}', 'client_id is "a\\u0000b", expected whole characters, no NUL'],
  ['{"sync_dir": "a\\u0000b"}', 'sync_dir is "a\\u0000b", expected whole characters, no NUL'],
  ['{"client_id": "\\ud800"}', 'client_id is "\\ud800", expected whole characters, no NUL'],
  [
    JSON.stringify({ client_id: "x".repeat(5000) }),
    `client_id is "${"x".repeat(100)}…", expected at most 4096 characters`,
  ],
  ["", "it is empty"],
  [" \n\t", "it is empty"],
  ["null", "it does not consist of keys and values in braces { }"],
  ["[]", "it does not consist of keys and values in braces { }"],
  ['"hush"', "it does not consist of keys and values in braces { }"],
  ["\0\0\0", "it is damaged: it holds a NUL character"],
  [
    "[".repeat(500_000),
    "it is not JSON at line 1, column 500001: expected a value: a text in " +
    "double quotes, a number, true or false, but the text ends",
  ],
  [
    "[".repeat(200_000) + "]".repeat(200_000),
    "it does not consist of keys and values in braces { }",
  ],
  [
    '{"mqtt_port": ' + "[".repeat(200_000) + "]".repeat(200_000) + "}",
    "mqtt_port is a list, expected a whole number from 1 to 65535",
  ],
];
for (const [content, told] of mistakes) {
  Deno.test(`${JSON.stringify(content.slice(0, 80))} is refused`, () => {
    assert.deepEqual(mistakesIn(content), [told]);
  });
}

const STRAIGHT = 'a straight quote ("), not curly (in TextEdit: Edit, Substitutions, Smart Quotes)';

const notJson: readonly (readonly [text: string, told: string])[] = [
  ['{\n  "a": 1,\n}', 'line 3, column 1: expected no comma before "}"'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: expected "," or "}"'],
  ["{\n  “a”: 1\n}", `line 2, column 3: expected ${STRAIGHT}`],
  ['{"a": “b”}', `line 1, column 7: expected ${STRAIGHT}`],
  ['{"a": "b”,\n"c": 1}', `line 1, column 9: expected ${STRAIGHT}`],
  ['{"a”: 1}', `line 1, column 4: expected ${STRAIGHT}`],
  [
    '{"a": "“b” \\q"}',
    'line 1, column 12: expected one of \\\\, \\", \\/, \\n, \\t, \\uXXXX (write \\\\ for a backslash)',
  ],
  ["{\r\n  a: 1}", "line 2, column 3: expected a key in double quotes"],
  ['{"a" 1}', 'line 1, column 6: expected ":" after the key'],
  ['{"a": "b', "line 1, column 9: expected a closing double quote, but the text ends"],
  ['{"a": "b\n"}', "line 1, column 9: expected a closing double quote"],
  ['{"a": "\t"}', "line 1, column 8: expected no control character within double quotes"],
  [
    '{"🐢🐢": ‘b’}',
    "line 1, column 8: expected a value: a text in double quotes, a number, true or false",
  ],
  ['{"a": [1 2]}', 'line 1, column 10: expected "," or "]"'],
  ['{"a": 1', 'line 1, column 8: expected "," or "}", but the text ends'],
  ['{"a": 1} x', "line 1, column 10: expected nothing after the closing brace"],
  [
    '{"a": True}',
    "line 1, column 7: expected a value: a text in double quotes, a number, true or false",
  ],
  [
    '{"a": "C:\\dir"}',
    'line 1, column 10: expected one of \\\\, \\", \\/, \\n, \\t, \\uXXXX (write \\\\ for a backslash)',
  ],
];
for (const [text, told] of notJson) {
  Deno.test(`${JSON.stringify(text)} is not JSON at the place that is reported`, () => {
    assert.deepEqual(mistakesIn(text), [`it is not JSON at ${told}`]);
  });
}

Deno.test("each mistake has a line of its own, with its key, in the order of the keys", () => {
  const parsed = parseConfig(
    '{"mqtt_port": 0, "sync_dir": "x", "mqtt_enabled": true, "client_id": 1}',
    origin,
  );
  assert.ok("mistakes" in parsed);
  assert.deepEqual(parsed.mistakes.map(({ key }) => key), ["client_id", "sync_dir", "mqtt_port"]);
  assert.equal(
    mistakesIn('{"client_id": 1}')[0],
    "client_id is 1, expected a text in double quotes",
  );
});

Deno.test("an unknown key is named, with what may have been meant", () => {
  const { config, warnings } = read(
    '{"sync_dri": "/a", "Mqtt-Port": 1, "colour": 2, "__proto__": 3}',
  );
  assert.equal(config.mqtt_port, 1883);
  const place = `in the configuration "${origin.file}"`;
  assert.deepEqual(warnings, [
    `Ignored "sync_dri" ${place}: did you mean "sync_dir"?`,
    `Ignored "Mqtt-Port" ${place}: did you mean "mqtt_port"?`,
    `Ignored "colour" ${place}: there is no such key`,
    `Ignored "__proto__" ${place}: there is no such key`,
  ]);
});

Deno.test("a key that is there more than once is named: only the last one counts", () => {
  const { config, warnings } = read(
    '{"sync_dir": "/a", "x": {"sync_dir": 1, "y": "\\"sync_dir\\":"}, "sync_dir" : "/b", ' +
      '"mqtt_port": 1, "mqtt_p\\u006frt": 2, "client_id": "sync_dir", "mqtt_topic": "{"}',
  );
  assert.deepEqual([config.sync_dir, config.mqtt_port], ["/b", 2]);
  const why = `in the configuration "${origin.file}": it is there more than once, ` +
    "and the last one counts";
  assert.deepEqual(warnings.slice(1), [`Ignored "sync_dir" ${why}`, `Ignored "mqtt_port" ${why}`]);
});

Deno.test("no password stands in a message", () => {
  const contents = [
    '{"mqtt_password": 12345, "mqtt_user": "x"}',
    '{"mqtt_password": ["12345"]}',
    '{"mqtt_password": "12345\\u0000"}',
    '{"mqtt_pasword": "12345", "mqtt_port": 0}',
    '{"mqtt_password": "12345" "a"}',
    '{"mqtt_password": "12345\n"}',
    '{"mqtt_password": "12345\\q"}',
    '{"mqtt_host": "mqtt://me:12345@host"}',
    '{"mqtt_host": "me:123@12345@host"}',
    '{"sync_dir": "https://me:12345@host/x.git"}',
  ];
  for (const content of contents) {
    const { warnings } = parseConfig(content, origin);
    assert.doesNotMatch([...mistakesIn(content), ...warnings].join(), /12345/, content);
  }
});

Deno.test("what a terminal would obey is not passed on", () => {
  const content = JSON.stringify({ sync_dir: "a\u001b[2J\u009b\u202e" });
  assert.match(mistakesIn(content)[0]!, /^sync_dir is "a\\u001b\[2J\ufffd\ufffd", expected/);
});

Deno.test("no JSON whatever makes the reader throw, and what it accepts is complete", () => {
  const keys = Object.keys(read("{}").config);
  fc.assert(fc.property(
    fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), fc.jsonValue()),
    (content) => {
      const parsed = parseConfig(JSON.stringify(content), origin);
      if ("config" in parsed) assert.deepEqual(Object.keys(parsed.config).sort(), keys.toSorted());
      else assert.notEqual(parsed.mistakes.length, 0);
    },
  ));
});

Deno.test("a place is found exactly in what JSON.parse refuses", () => {
  const piece = fc.constantFrom(
    ...[
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      '"a"',
      '"a":',
      "1",
      "”",
      "-0.5e+1",
      "01",
      ".",
      "true",
      "nul",
    ],
    ...[" ", "\n", "\t", "\\", "\\n", "\\u00e9", "é", "\u0001", "\u007f", "\u2028", "\ufeff"],
  );
  const nearlyJson = fc.tuple(fc.json(), fc.nat(), piece).map(([text, at, more]) => {
    const cut = at % (text.length + 1);
    return text.slice(0, cut) + more + text.slice(cut + (at % 2));
  });
  const someText = fc.array(piece).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(fc.oneof(nearlyJson, someText, fc.json()), (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      assert.equal(findJsonMistake(text) === undefined, isJson);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("what live updates lack is reported, and is no mistake of the configuration", () => {
  const table: readonly (readonly [object, RegExp | undefined])[] = [
    [{ mqtt_topic: "a" }, undefined],
    [{ mqtt_topic: "a", client_id: "" }, undefined],
    [{ client_id: "a" }, /^mqtt_topic is missing: set it to /],
    [{ mqtt_topic: "" }, /^mqtt_topic is missing: set it to /],
    [{ mqtt_topic: "a", mqtt_host: "" }, /^mqtt_host is empty: set it to /],
    [{ mqtt_topic: "a", mqtt_password: "hush" }, /^mqtt_username is missing: set it to /],
    [{ mqtt_enabled: false }, undefined],
  ];
  for (const [content, expected] of table) {
    const text = JSON.stringify({ mqtt_enabled: true, ...content });
    const parsed = parseConfig(text, { file: "/c.json", home: "/h" });
    assert.ok("config" in parsed, text);
    const lack = missingForLiveUpdates(parsed.config);
    if (expected === undefined) assert.equal(lack, undefined, text);
    else assert.match(lack ?? "", expected, text);
  }
});
