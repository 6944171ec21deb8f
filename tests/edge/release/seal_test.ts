// Programs and apps for macOS that are sealed on any system. Python reads them and computes every hash anew.

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { codeResources } from "../../../tools/release/code_resources.ts";
import { BUNDLE, IDENTIFIER, infoPlist } from "../../../tools/release/info_plist.ts";
import { seal } from "../../../tools/release/seal.ts";
import { checkSeal } from "../../support/check_seal.ts";
import { has } from "../../support/needs.ts";
import { machO, signedMachO, unsignedMachO } from "../../support/program_headers.ts";

const [ARM64, X86_64] = [0x0100_000c, 0x0100_0007];
const encoder = new TextEncoder();

/** An app in a folder of its own, whose program has so many bytes. */
async function makeApp(folder: string, size: number): Promise<void> {
  const info = encoder.encode(infoPlist({ version: "1.2.3", leastSystem: "11.0" }));
  const icon = encoder.encode("a picture");
  const resources = encoder.encode(codeResources({ "Resources/icon.icns": icon }));
  const program = seal(signedMachO(ARM64, { least: 0x000b_0000, size }), {
    identifier: IDENTIFIER,
    infoPlist: info,
    codeResources: resources,
  });
  for (
    const [path, content] of [
      [BUNDLE.infoPlist, info],
      [BUNDLE.icon, icon],
      [BUNDLE.codeResources, resources],
      [BUNDLE.program, program],
    ] as const
  ) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeFile(join(folder, path), content);
  }
}

const test = (name: string, fn: (t: Deno.TestContext) => Promise<void>) =>
  Deno.test({ name, ignore: !has("python3"), fn });

test("seal: every page of the program and every file of the app is in the signature", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-seal-" });
  try {
    // Exact pages, one byte more or less, and one page alone.
    for (const size of [4096 * 6 - 1000, 4096 * 6 - 984, 20_000, 1]) {
      await makeApp(folder, size);
      const { identifier, wrong } = await checkSeal(join(folder, BUNDLE.program), folder);
      assert.deepEqual(wrong, [], `${size} bytes`);
      assert.equal(identifier, IDENTIFIER);
    }

    const change = async (path: string, at: number) => {
      const bytes = await Deno.readFile(join(folder, path));
      bytes[at]! ^= 1;
      await Deno.writeFile(join(folder, path), bytes);
    };
    for (
      const [path, at, wrong] of [
        [BUNDLE.program, 300, "page 0"],
        [BUNDLE.program, 20_900, "page 5"],
        [BUNDLE.infoPlist, 250, "Info.plist"],
        [BUNDLE.icon, 3, "Resources/icon.icns"],
        [BUNDLE.codeResources, 70, "CodeResources"],
      ] as const
    ) {
      await t.step(`a changed byte of ${path} is found`, async () => {
        await makeApp(folder, 20_000);
        await change(path, at);
        const found = await checkSeal(join(folder, BUNDLE.program), folder);
        assert.deepEqual([...new Set(found.wrong)], [wrong]);
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("seal: the program alone is sealed, and has a UUID of its own content", async () => {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-seal-" });
  try {
    const uuidOf = async (seed: number) => {
      const path = join(folder, `${seed}`);
      const program = signedMachO(ARM64, { least: 0x000b_0000, seed });
      await Deno.writeFile(path, seal(program, { identifier: IDENTIFIER }));
      const { uuid, wrong } = await checkSeal(path);
      assert.deepEqual(wrong, []);
      return uuid;
    };
    assert.notEqual(await uuidOf(1), await uuidOf(2));
    assert.equal(await uuidOf(1), await uuidOf(1));
    const path = join(folder, "1");
    const again = seal(await Deno.readFile(path), { identifier: IDENTIFIER });
    assert.deepEqual(again, await Deno.readFile(path), "sealed twice");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("seal: a program that is not signed gets a signature", async () => {
  const path = await Deno.makeTempFile();
  try {
    for (const size of [20_000, 20_004, 4096 * 6]) {
      const program = unsignedMachO(X86_64, { least: 0x000a_0c00, size });
      await Deno.writeFile(path, seal(program, { identifier: IDENTIFIER }));
      assert.deepEqual((await checkSeal(path)).wrong, [], `${size} bytes`);
      const again = seal(await Deno.readFile(path), { identifier: IDENTIFIER });
      assert.deepEqual(again, await Deno.readFile(path), "sealed twice");
    }
  } finally {
    await Deno.remove(path);
  }
});

for (
  const [what, program, reason] of [
    ["nothing", new Uint8Array(0), /not a 64-bit Mach-O program/],
    ["a script", encoder.encode("#!/bin/sh\n".repeat(9)), /not a 64-bit Mach-O program/],
    ["no UUID", machO(ARM64, [[0x32, 24, [1, 0x000b_0000, 0, 0]]]), /no load command 0x1b/],
    [
      "no room for a signature's command",
      unsignedMachO(X86_64, { least: 0x000a_0c00, isFull: true }),
      /no room for the command of a signature/,
    ],
    ["commands without an end", machO(ARM64, [[0x32, 0, []]]), /load commands are cut off/],
    [
      "bytes behind the signature",
      new Uint8Array([...signedMachO(ARM64, { least: 0x000b_0000 }), 0]),
      /signature does not end the file/,
    ],
  ] as const
) {
  Deno.test(`seal: a program with ${what} is refused`, () => {
    assert.throws(() => seal(program, { identifier: IDENTIFIER }), { message: reason });
  });
}
