// The history of a shallow clone in the window: it begins at a time, and older saves are fetched with a click.

import assert from "node:assert/strict";
import { join } from "node:path";
import { has } from "../support/needs.ts";
import { prompt, startUpToDate, windowOf } from "../support/running.ts";
import { machineOf } from "../support/story.ts";
import { openBrowser } from "../support/window/browser.ts";
import { cloned } from "../support/world.ts";

Deno.test(
  "the window: a shallow clone says since when it has the history, and fetches what is older",
  { ignore: !has("chromium") },
  async () => {
    const { world, laptop: folder } = await cloned({ "notes.md": "0\n" }, "laptop");
    const laptop = machineOf(world, folder!);
    for (const text of ["1\n", "2\n", "3\n"]) {
      await laptop.save({ "notes.md": text });
    }
    const shallow = join(world.folder, "desk");
    const remote = `file://${world.remote}`;
    await world.git(world.folder, "clone", "-q", "--depth=1", remote, shallow);
    await using app = await startUpToDate(world, "desk", { config: prompt(shallow) });
    await using browser = await openBrowser();
    await using opened = await browser.open(await windowOf(app));
    const { page, complaints } = opened;
    await page.getByRole("link", { name: "History", exact: true }).click();
    const saves = page.locator("a.save");
    await page.getByText("This clone has the history since").waitFor();
    assert.equal(await saves.count(), 1);

    await page.getByRole("button", { name: "Fetch Older" }).click();
    await page.getByRole("button", { name: "Fetch Older" }).waitFor({ state: "detached" });
    assert.equal(await page.getByText("This clone has the history since").count(), 0);
    await saves.nth(3).waitFor();
    assert.equal(await saves.count(), 4);
    assert.deepEqual(complaints, []);
  },
);
