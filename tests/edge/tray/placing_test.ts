// What is put where systray2 starts its helper, also that of another system.

import assert from "node:assert/strict";
import { join } from "node:path";
import {
  filesOfTray,
  helperName,
  helperSource,
  placeHelper,
  SYSTRAY_VERSION,
} from "../../../src/adapters/tray/place_helper.ts";
import { ICONS } from "../../../src/adapters/tray/menu.ts";
import { isRoot } from "../../support/root.ts";

interface PlacedFile {
  readonly name: string;
  readonly mode: number;
  readonly text: string;
}

async function placed(copyDir: string): Promise<PlacedFile[]> {
  const folder = join(copyDir, SYSTRAY_VERSION);
  const files = await Array.fromAsync(Deno.readDir(folder), async ({ name }) => {
    const path = join(folder, name);
    const { mode } = await Deno.stat(path);
    return { name, mode: mode! & 0o777, text: await Deno.readTextFile(path) };
  });
  return files.sort((one, other) => one.name < other.name ? -1 : 1);
}

async function withCache(use: (cache: string) => Promise<void>): Promise<void> {
  const cache = await Deno.makeTempDir({ prefix: "git-sync-bar-test-" });
  await use(cache);
  await Deno.remove(cache, { recursive: true });
}

Deno.test("placing: a Mac that runs Intel programs gets systray2's own", () =>
  withCache(async (cache) => {
    const files = await placed(await placeHelper(cache, "mac program"));
    const text = await Deno.readTextFile(helperSource("mac program"));
    assert.deepEqual(files, [{ name: "tray_darwin_release", mode: 0o755, text }]);
  }));

Deno.test("placing: any other Mac gets the script, and at the program's place what starts it", () =>
  withCache(async (cache) => {
    const files = await placed(await placeHelper(cache, "mac script"));
    assert.deepEqual(files, [
      {
        name: "mac_helper.js",
        mode: 0o755,
        text: await Deno.readTextFile(helperSource("mac script")),
      },
      {
        name: "tray_darwin_release",
        mode: 0o755,
        text: '#!/bin/sh\nexec /usr/bin/osascript -l JavaScript "${0%/*}/mac_helper.js"\n',
      },
    ]);
  }));

Deno.test("placing: when Rosetta comes or goes, the other one takes its place", () =>
  withCache(async (cache) => {
    const started = async (helper: "mac program" | "mac script") => {
      const files = await placed(await placeHelper(cache, helper));
      return files.find(({ name }) => name === "tray_darwin_release")!.text;
    };
    const script = await started("mac script");
    const program = await started("mac program");
    assert.notEqual(program, script);
    assert.equal(await started("mac script"), script);
    assert.equal(await started("mac program"), program);
  }));

for (
  const [system, helpers] of [
    ["linux", ["tray_linux_release"]],
    ["darwin", ["tray_darwin_release", "mac_helper.js"]],
  ] as const
) {
  Deno.test(`placing: our program for ${system} has with it what its icon needs, no more`, async () => {
    const files = filesOfTray(system);
    const places = files.map(([, to]) => to);
    assert.deepEqual(
      places.filter((place) => place.startsWith("traybin/")),
      helpers.map((name) => `traybin/${name}`),
    );
    assert.equal(
      places.filter((place) => place.startsWith(`icons/${system}/`)).length,
      ICONS.length,
    );
    assert.equal(places.length, helpers.length + ICONS.length);
    for (const [from] of files) assert.ok((await Deno.stat(from)).isFile);
  });
}

Deno.test({
  name: "placing: a program that another user could change is replaced, and its folder refused",
  ignore: !isRoot(),
  fn: () =>
    withCache(async (cache) => {
      const folder = join(await placeHelper(cache, "mac script"), SYSTRAY_VERSION);
      const file = join(folder, "tray_darwin_release");
      for (
        const change of [
          () => Deno.chown(file, 54321, 54321),
          () => Deno.chmod(file, 0o777),
          () => Deno.writeTextFile(file, "#!/bin/sh\n"),
        ]
      ) {
        const before = await placed(join(cache, "tray"));
        await change();
        await placeHelper(cache, "mac script");
        const { uid } = await Deno.stat(file);
        assert.deepEqual([uid, await placed(join(cache, "tray"))], [Deno.uid(), before]);
      }
      await Deno.chown(folder, 54321, 54321);
      await assert.rejects(placeHelper(cache, "mac script"), /belongs to another user$/);
    }),
});

Deno.test({
  name: "placing: pictures get a folder of their own also where that of the session is missing",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withCache(async (cache) => {
      const folder = join(await placeHelper(cache, "linux program"), SYSTRAY_VERSION);
      await Deno.writeTextFile(join(folder, "Git Sync Bar"), '#!/bin/sh\necho "$TMPDIR"\n');
      const { stdout } = await new Deno.Command(join(folder, helperName("linux")), {
        env: { XDG_RUNTIME_DIR: join(cache, "nowhere") },
        stderr: "null",
      }).output();
      const pictures = new TextDecoder().decode(stdout).trim();
      assert.match(pictures, /^\/tmp\/git-sync-bar-icon-\w+$/);
      assert.equal((await Deno.stat(pictures)).mode! & 0o777, 0o700);
      await Deno.remove(pictures);
    }),
});
