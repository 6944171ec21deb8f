// The script for macOS under JavaScriptCore, the engine that runs it on a Mac (Debian: libjavascriptcoregtk-4.0-bin).

import assert from "node:assert/strict";
import vm from "node:vm";
import { helperSource } from "../../../src/adapters/tray/place_helper.ts";
import { has } from "../../support/needs.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, ignore: !has("jsc"), fn });

const script = await Deno.readTextFile(helperSource("mac script"));

/** Runs the script, then a text that prints; returns what that prints in JavaScriptCore. */
async function printed(text: string): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".js" });
  try {
    await Deno.writeTextFile(file, `${script}\n${text}`);
    const { code, stdout, stderr } = await new Deno.Command("jsc", { args: [file] }).output();
    const [output, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.deepEqual({ code, output, error }, { code: 0, output, error: "" });
    return output!;
  } finally {
    await Deno.remove(file);
  }
}

/** Returns what it prints in the engine of the tests. */
function printedHere(text: string): string {
  const lines: string[] = [];
  const print = (line: string) => lines.push(`${line}\n`);
  vm.runInContext(`${script}\n${text}`, vm.createContext({ print }));
  return lines.join("");
}

/** A screen that writes down what it is told; each piece is read by itself. */
const PLAYED = (pieces: readonly string[], clicks: readonly number[]) => `
  const [told, pieces] = [[], ${JSON.stringify(pieces)}];
  let listener;
  const screen = { begin: (given) => listener = given, read: () => pieces.shift() };
  for (const name of ["say", "setIcon", "addSeparator", "addItem", "setItem", "end"]) {
    screen[name] = (...given) => { told.push([name, ...given]); };
  }
  serve(screen);
  while (pieces.length > 0) listener.onReadable();
  for (const id of ${JSON.stringify(clicks)}) listener.onClick(id);
  const ascii = (text) => text.replace(/[\\u0080-\\uffff]/g, (one) => "<" + one.charCodeAt(0) + ">");
  print(ascii(JSON.stringify(told)));`;

const item = { title: "Grüße 100% – 日本 🎉", enabled: true, __id: 1 };
const menu = {
  icon: "AAAA",
  isTemplateIcon: true,
  tooltip: "é",
  items: [item, { title: "<SEPARATOR>", __id: 2 }, { title: "a", __id: 3, items: [{ __id: 4 }] }],
};

/** A character for each byte, as the script reads them. */
const bytesOf = (line: unknown) =>
  String.fromCharCode(...new TextEncoder().encode(`${JSON.stringify(line)}\n`));

test("the script does the same under JavaScriptCore, also where reads end within a character", async () => {
  const update = { type: "update-item", item: { ...item, title: "é日🎉%", checked: true } };
  const input = bytesOf(menu) + bytesOf(update) + bytesOf({ type: "exit" });
  const text = PLAYED([...input], [1, 4]);
  const output = await printed(text);
  assert.equal(output, printedHere(text));
  const told = JSON.parse(output);
  assert.deepEqual(told[0], ["say", '{"type":"ready"}\n']);
  assert.deepEqual(told.map(([name]: [string]) => name).slice(1, 9), [
    ...["addItem", "setItem", "addSeparator", "addItem", "setItem", "addItem", "setItem"],
    "setIcon",
  ]);
  assert.equal(JSON.parse(told.at(-2)[1]).item.title, "é日🎉%");
  assert.match(told.at(-1)[1], /^\{"type":"clicked",.*"__id":4\}\n$/);
});

test("the script ends under JavaScriptCore with a reason on what it cannot read", async () => {
  for (const line of ["Gtk-Message: hello\n", '{"type":\n', "\xff\n", "null\n"]) {
    const told = JSON.parse(await printed(PLAYED([bytesOf(menu), line], [])));
    assert.equal(told.at(-1)[0], "end", line);
    assert.match(told.at(-1)[1], /^Cannot show the icon: ./, line);
  }
});

/** A Cocoa in which there is everything, and that writes down the names it is asked for. */
const RECORDED = `
  const names = [];
  const anything = () => new Proxy(function () {}, {
    get: (_, name) => typeof name === "symbol" ? () => 0 : (names.push(name), anything()),
    apply: () => anything(),
  });
  globalThis.$ = anything();
  globalThis.ObjC = anything();
  run();
  print(names.join(" "));`;

test("the script's own part for Cocoa runs to its end under JavaScriptCore", async () => {
  const output = await printed(RECORDED);
  assert.equal(output, printedHere(RECORDED));
  assert.match(output, /^import import NSApplication .* NSApplication sharedApplication run\n$/);
});
