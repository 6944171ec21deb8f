// Changes to the configuration file keep what the user has in it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { changeConfig } from "../../../src/adapters/config/change.ts";

async function withFolder(story: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await story(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a change keeps the order of keys, unknown keys, the layout, the mode and a link", async () => {
  await withFolder(async (folder) => {
    const [file, kept] = [join(folder, "config.json"), join(folder, "kept.json")];
    const text =
      '{\n    "mine": [1, {"a": null}],\n    "sync_dir": "~/a",\n    "__proto__": 1\n}\n';
    await Deno.writeTextFile(kept, text, { mode: 0o640 });
    await Deno.chmod(kept, 0o640);
    await Deno.symlink(kept, file);
    const origin = { file, home: folder };
    const set = (content: Readonly<Record<string, unknown>>) => ({ ...content, sync_dir: "/b" });
    assert.equal(await changeConfig(origin, set), true);
    assert.equal(await Deno.readTextFile(kept), text.replace('"~/a"', '"/b"'));
    assert.equal((await Deno.stat(kept)).mode! & 0o777, 0o640);
    assert.equal(await Deno.readLink(file), kept);
    assert.equal(await changeConfig(origin, set), false);
  });
});

Deno.test("a change that would be a mistake, or overwrite another one, is not written", async () => {
  await withFolder(async (folder) => {
    const origin = { file: join(folder, "config.json"), home: folder };
    const write = (text: string) => Deno.writeTextFile(origin.file, text);
    await write('{"sync_dir": "~/a"}');
    await assert.rejects(
      changeConfig(origin, (content) => ({ ...content, mqtt_port: 0 })),
      /^Error: Cannot change the configuration ".*": .*mqtt_port is 0/,
    );
    const meanwhile = '{"sync_dir": "~/c"}';
    await assert.rejects(
      changeConfig(origin, (content) => {
        Deno.writeTextFileSync(origin.file, meanwhile);
        return { ...content, mqtt_port: 1 };
      }),
      /it was changed meanwhile$/,
    );
    assert.equal(await Deno.readTextFile(origin.file), meanwhile);
    await write("{");
    await assert.rejects(changeConfig(origin, (content) => content), /not JSON/);
    assert.equal(await Deno.readTextFile(origin.file), "{");
  });
});

Deno.test("where there is no configuration, the change makes it, for its owner alone", async () => {
  await withFolder(async (folder) => {
    const origin = { file: join(folder, "a/config.json"), home: folder };
    await changeConfig(origin, (content) => ({ ...content, sync_dir: "/b" }));
    assert.equal(JSON.parse(await Deno.readTextFile(origin.file)).sync_dir, "/b");
    assert.equal((await Deno.stat(origin.file)).mode! & 0o777, 0o600);
  });
});
