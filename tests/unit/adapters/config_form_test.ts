// The form of the settings and edits of the file's text: what the user has in the file stays, and a secret stays hidden.

import assert from "node:assert/strict";
import { descriptions } from "../../../src/adapters/config/descriptions.ts";
import { FOLDER_KEYS } from "../../../src/adapters/config/folders.ts";
import { entryKeys, formKeys, type FormType, SECRET } from "../../../src/adapters/config/form.ts";
import { parseConfig } from "../../../src/adapters/config/schema.ts";
import { hideValues, showValues, withValues } from "../../../src/adapters/config/text_edit.ts";

const FILE = { file: "/config.json", home: "/home/me" };
const MARK = "(hidden)";

Deno.test("every key of the configuration is in the form, but lists", () => {
  const names = formKeys({}).map(({ name }) => name);
  assert.deepEqual(
    names.toSorted(),
    Object.keys(descriptions).filter((key) => key !== "more_folders").sort(),
  );
  const [first] = formKeys({ sync_dir: "/notes" });
  assert.deepEqual([first!.value, first!.isSet, first!.default], ["/notes", true, "~/GitSync"]);
});

Deno.test("an entry of more_folders has every key of a folder, and what it leaves out is as at the top", () => {
  const top = { mqtt_topic: "ours", sync_delay_seconds: 5 };
  const keys = entryKeys({ sync_dir: "~/work/book/", sync_delay_seconds: "x" }, top);
  assert.deepEqual(keys.map(({ name }) => name).sort(), FOLDER_KEYS.toSorted());
  const of = (name: string) => {
    const { value, isSet, default: usual } = keys.find((key) => key.name === name)!;
    return [value, isSet, usual];
  };
  assert.deepEqual(of("sync_dir"), ["~/work/book/", true, undefined]);
  assert.deepEqual(of("name"), [undefined, false, "book"]);
  assert.deepEqual(of("mqtt_topic"), [undefined, false, "ours"]);
  assert.deepEqual(of("sync_delay_seconds"), ["x", true, 5]);
  assert.deepEqual(of("sync_max_file_mb"), [undefined, false, 100]);
});

/** Values of a type that the schema takes, and others that it refuses. */
function valuesOf(type: FormType): { readonly right: unknown[]; readonly wrong: unknown[] } {
  switch (type.kind) {
    case "flag":
      return { right: [true, false], wrong: ["true", 1] };
    case "number":
      return { right: [1, 65535], wrong: [-1, 1.5, "1"] };
    case "choice":
      return { right: [...type.choices], wrong: ["other", 1] };
    case "text":
    case "path":
    case "secret":
      return { right: ["/a"], wrong: [1, true] };
  }
}

Deno.test("the types of the form are those of the schema", () => {
  const mistakesOf = (name: string, value: unknown) => {
    const parsed = parseConfig(JSON.stringify({ [name]: value }), FILE);
    return "mistakes" in parsed ? parsed.mistakes.map(({ key }) => key) : [];
  };
  for (const { name, type } of formKeys({})) {
    const { right, wrong } = valuesOf(type);
    // A host and a topic are no paths.
    const taken = name === "mqtt_host" ? ["host"] : right;
    for (const value of taken) assert.deepEqual(mistakesOf(name, value), [], `${name} ${value}`);
    for (const value of wrong) {
      assert.deepEqual(mistakesOf(name, value), [name], `${name} ${value}`);
    }
  }
});

const TEXT = `{
    "1": "first",  "mine": {"a": [1, 2.50, "}"] },
    "sync_dir" :"~/a \\" b",
    "mqtt_port": 1883
}
`;

const EDITS: readonly (readonly [string, string, Record<string, unknown>, string])[] = [
  ["a value", TEXT, { mqtt_port: 1 }, TEXT.replace("1883", "1")],
  ["a text with quotes", TEXT, { sync_dir: "/b" }, TEXT.replace('"~/a \\" b"', '"/b"')],
  [
    "a new key comes last",
    TEXT,
    { git_path: "/g" },
    TEXT.replace("1883", '1883,\n    "git_path": "/g"'),
  ],
  [
    "the last key goes",
    TEXT,
    { mqtt_port: undefined },
    TEXT.replace(',\n    "mqtt_port": 1883', ""),
  ],
  ["the first key goes", TEXT, { 1: undefined }, TEXT.replace('"1": "first",  ', "")],
  ["one that is not there goes", TEXT, { git_path: undefined }, TEXT],
  ["into an empty file", "{}", { a: 1 }, '{\n  "a": 1\n}'],
  ["the only key goes", '{ "a": 1 }', { a: undefined }, "{  }"],
  ["of two, the last one counts", '{"a": 1, "a": 2}', { a: 3 }, '{"a": 1, "a": 3}'],
  ["two of a name both go", '{"a": 1, "b": 0, "a": 2}', { a: undefined }, '{"b": 0}'],
  ["two at the end go", '{"b": 0, "a": 1, "a": 2}', { a: undefined }, '{"b": 0}'],
  [
    "a list has a line for each thing in it",
    '{\n  "a": 1\n}',
    { b: [{ c: "x\n" }] },
    '{\n  "a": 1,\n  "b": [\n    {\n      "c": "x\\n"\n    }\n  ]\n}',
  ],
  ["a key in a group is another one", '{"b": {"a": 1}}', { a: 2 }, '{"b": {"a": 1}, "a": 2}'],
];
for (const [what, text, changes, expected] of EDITS) {
  Deno.test(`settings text: ${what}, and all else stays`, () => {
    const changed = withValues(text, new Map(Object.entries(changes)));
    assert.equal(changed, expected);
    JSON.parse(changed);
  });
}

const HIDDEN: readonly (readonly [string, string])[] = [
  ["as usual", '{"a": 1, "mqtt_password": "s3cret"}'],
  ["with quotes in it", String.raw`{"mqtt_password": "s3cret\"s3cret", "b": 2}`],
  ["twice", '{"mqtt_password": "s3cret", "mqtt_password": "s3cret2"}'],
  ["a key with escapes", String.raw`{"mqtt\u005fpassword": "s3cret"}`],
  ["of another type", '{"mqtt_password": ["s3cret"]}'],
  ["a file that is no JSON", '{"mqtt_password": "s3cret",\n "a": }'],
  ["on the next line", '{"mqtt_password":\n\n  "s3cret"\n oops'],
  ["without quotes", "{mqtt_password: s3cret"],
];
for (const [what, text] of HIDDEN) {
  Deno.test(`settings text: a secret is hidden and comes back, ${what}`, () => {
    const hidden = hideValues(text, SECRET, MARK);
    assert.ok(!hidden.text.includes("s3cret"), hidden.text);
    assert.ok(hidden.text.includes(JSON.stringify(MARK)));
    assert.equal(showValues(hidden.text, { secrets: hidden.secrets, mark: MARK }), text);
  });
}

Deno.test("settings text: a mark without a secret is refused, one that was replaced is not", () => {
  const { secrets } = hideValues('{"a": 1}', SECRET, MARK);
  assert.equal(showValues(`{"mqtt_password": "${MARK}"}`, { secrets, mark: MARK }), undefined);
  assert.equal(
    showValues('{"mqtt_password": "new"}', { secrets, mark: MARK }),
    '{"mqtt_password": "new"}',
  );
});
