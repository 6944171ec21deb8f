// What the release writes: headers that are read, Info.plist, the desktop entry, the icon file of macOS.

import assert from "node:assert/strict";
import { reasonOf } from "../../../tools/program.ts";
import { desktopEntry, TREE } from "../../../tools/release/desktop_entry.ts";
import { type Header, readHeader } from "../../../tools/release/header.ts";
import { ICNS_KINDS, writeIcns } from "../../../tools/release/icns.ts";
import { BUNDLE, infoPlist } from "../../../tools/release/info_plist.ts";
import { TARGETS } from "../../../tools/release/target.ts";
import { elf, machO } from "../../support/program_headers.ts";

const shell = new TextEncoder().encode("#!/bin/sh\nexec true # and some more bytes\n");

for (
  const [what, bytes, expected] of [
    ["ELF for x86-64", elf(0x3e), { system: "linux", processor: "x86_64" }],
    ["ELF for arm64", elf(0xb7), { system: "linux", processor: "aarch64" }],
    ["ELF for RISC-V", elf(0xf3), undefined],
    ["32-bit ELF", elf(0x3e, { bits: 1 }), undefined],
    ["big-endian ELF", elf(0x3e, { order: 2 }), undefined],
    [
      "Mach-O for x86-64, as older linkers write it",
      machO(0x0100_0007, [[0x19, 72, []], [0x24, 16, [0x000a_0f00, 0]]]),
      { system: "darwin", processor: "x86_64", leastSystem: "10.15" },
    ],
    [
      "Mach-O for arm64",
      machO(0x0100_000c, [[0x19, 72, []], [0x32, 24, [1, 0x000b_0002, 0, 0]]]),
      { system: "darwin", processor: "aarch64", leastSystem: "11.0.2" },
    ],
    ["Mach-O that says no system", machO(0x0100_000c, [[0x19, 72, []]]), undefined],
    ["Mach-O with an empty command", machO(0x0100_000c, [[0x19, 0, []]]), undefined],
    ["Mach-O for PowerPC", machO(0x0100_0012, [[0x24, 16, [0x000a_0f00, 0]]]), undefined],
    ["Mach-O that is cut off", machO(0x0100_000c, []).subarray(0, 20), undefined],
    ["a shell script", shell, undefined],
    ["nothing", new Uint8Array(0), undefined],
  ] as const satisfies readonly (readonly [string, Uint8Array, Header | undefined])[]
) {
  Deno.test(`release: the header of ${what}`, () => {
    assert.deepEqual(readHeader(bytes), expected);
    const inside = new Uint8Array(bytes.length + 3);
    inside.set(bytes, 3);
    assert.deepEqual(readHeader(inside.subarray(3)), expected, "within a larger buffer");
  });
}

Deno.test("release: Info.plist says what is asked of it, and & and < are written as XML", () => {
  const text = infoPlist({ version: "1.2.3<&", leastSystem: "11.0" });
  for (
    const [key, value] of [
      ["CFBundleIdentifier", "<string>app.git-sync-bar</string>"],
      ["CFBundleName", "<string>Git Sync Bar</string>"],
      ["CFBundleExecutable", `<string>${BUNDLE.program.split("/").at(-1)}</string>`],
      [
        "CFBundleIconFile",
        `<string>${BUNDLE.icon.split("/").at(-1)!.replace(".icns", "")}</string>`,
      ],
      ["CFBundleVersion", "<string>1.2.3&lt;&amp;</string>"],
      ["CFBundleShortVersionString", "<string>1.2.3&lt;&amp;</string>"],
      ["LSMinimumSystemVersion", "<string>11.0</string>"],
      ["LSUIElement", "<true/>"],
    ] as const
  ) {
    assert.ok(text.includes(`\t<key>${key}</key>\n\t${value}\n`), key);
  }
});

Deno.test("release: the desktop entry starts the program and shows the icon of the tree", () => {
  const [group, ...lines] = desktopEntry().trimEnd().split("\n");
  assert.equal(group, "[Desktop Entry]");
  const entries = Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
  assert.equal(entries.Type, "Application");
  assert.equal(`bin/${entries.Exec}`, TREE.program);
  assert.equal(`share/icons/hicolor/scalable/apps/${entries.Icon}.svg`, TREE.icon);
  assert.equal(entries.Terminal, "false");
});

Deno.test("release: the icon file of macOS holds each picture, and all lengths are right", () => {
  const picture = (width: number) => new Uint8Array(width).fill(width / 32);
  const bytes = writeIcns(picture);
  const view = new DataView(bytes.buffer);
  const kindAt = (at: number) => new TextDecoder().decode(bytes.subarray(at, at + 4));
  assert.equal(kindAt(0), "icns");
  assert.equal(view.getUint32(4), bytes.length);
  let at = 8;
  for (const [kind, width] of ICNS_KINDS) {
    assert.equal(kindAt(at), kind);
    const length = view.getUint32(at + 4);
    assert.deepEqual(bytes.subarray(at + 8, at + length), picture(width));
    at += length;
  }
  assert.equal(at, bytes.length);
});

Deno.test("release: each target has a name and a triple of its own", () => {
  assert.equal(new Set(TARGETS.map(({ name }) => name)).size, TARGETS.length);
  for (const { system, processor, triple } of TARGETS) {
    assert.ok(triple.startsWith(processor) && triple.includes(system), triple);
  }
});

for (
  const [what, printed, reason] of [
    [
      "no network",
      `Download https://x.example/denort.zip
error: Writing deno compile executable to temporary file 'out.tmp-cac7'

Caused by:
    0: Setting up base binary.
    1: error sending request for url (https://x.example/denort.zip): client error: dns error
    2: client error: dns error
    3: dns error

Stack backtrace:
   0: <unknown>
             at ./csu/libc-start.c:360:3
`,
      "Setting up base binary. error sending request for url (https://x.example/denort.zip): " +
      "client error: dns error",
    ],
    ["one cause", "error: Cannot write\n\nCaused by:\n    No space left\n", "No space left"],
    ["no cause", '\x1b[31merror\x1b[0m: Module not found "x.ts".\n', 'Module not found "x.ts".'],
    ["other words", "thread panicked\nat x.rs\n", "thread panicked at x.rs"],
    ["no words", "", "Deno says nothing"],
  ] as const
) {
  Deno.test(`release: why Deno has failed, with ${what}`, () => {
    assert.equal(reasonOf(printed), reason);
  });
}
