// The stand-in for JavaScript for Automation notices what a Mac would not take.

import assert from "node:assert/strict";
import { runJxa } from "../../support/jxa.ts";

function run(text: string): void {
  runJxa(`function run() { ${text} }`, { write() {}, exit() {} });
}

const ITEM = '$.NSMenuItem.alloc.initWithTitleActionKeyEquivalent("", null, "")';

for (
  const [what, text, error] of [
    ["a global of Node", "setTimeout(() => {}, 1)", /setTimeout is not defined/],
    ["a global of Deno", "Deno.exit()", /Deno is not defined/],
    ["a global of the Web", "new TextDecoder()", /TextDecoder is not defined/],
    ["a class before its framework", "$.NSMenu.alloc", /there is no \$\.NSMenu/],
    ["a function before its header", "$.exit(0)", /there is no \$\.exit/],
    ["a class that is not there", 'ObjC.import("AppKit"); $.NSTray', /there is no \$\.NSTray/],
    ["a constant that is not there", "$.NSUTF16Encoding", /there is no \$\.NSUTF16Encoding/],
    ["a framework that is not there", 'ObjC.import("Appkit")', /there is no Appkit/],
    ["a method that is not there", `${ITEM}.setText("")`, /NSMenuItem has no setText/],
    ["a method of another class", "$.NSMenuItem.init", /NSMenuItem has no init/],
    ["too few arguments", `${ITEM}.setTitle()`, /setTitle: takes 1/],
    ["too many arguments", `${ITEM}.setTitle("", 1)`, /setTitle: takes 1/],
    ["a number for a text", `${ITEM}.setTitle(1)`, /setTitle: takes NSString, not number/],
    ["a text for a number", `${ITEM}.setTag("1")`, /setTag: takes NSInteger, not string/],
    ["a number for a truth", `${ITEM}.setHidden(1)`, /setHidden: takes BOOL, not number/],
    ["null for an object", `${ITEM}.setTarget(null)`, /setTarget: takes id, not object/],
    ["an object of another class", `${ITEM}.setSubmenu($(""))`, /setSubmenu: takes NSMenu/],
    [
      "an action that nobody has",
      '$.NSMenuItem.alloc.initWithTitleActionKeyEquivalent("", "x:", "")',
      /takes SEL/,
    ],
    ["a property that is set", `${ITEM}.title = ""`, /title is set, not sent/],
    ["a property that is called", `${ITEM}.tag()`, /is not a function/],
    ["an object that is called", '$("")()', /what is called is no method/],
    [
      "an item in two menus",
      `const i = ${ITEM}, m = $.NSMenu.alloc.init; m.addItem(i);
      m.addItem(i)`,
      /in a menu already/,
    ],
  ] as const
) {
  Deno.test(`jxa: ${what} throws`, () => {
    const imports = /before/.test(what) ? "" : 'ObjC.import("AppKit");';
    assert.throws(() => run(`${imports}${text}`), error);
  });
}

Deno.test("jxa: an object is a function, one in all places, and nil is an object", () => {
  run(`
    ObjC.import("AppKit");
    const menu = $.NSMenu.alloc.init;
    if (typeof menu !== "function" || menu.isNil()) throw new Error("an object");
    if ($("a").js !== "a") throw new Error("a text");
    const nil = $.NSImage.alloc.initWithData($("").dataUsingEncoding($.NSUTF8StringEncoding));
    if (!nil.isNil()) throw new Error("nil");
  `);
});
