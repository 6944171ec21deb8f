// The page of the window as the program gives it out, in a real browser: from source it is bundled then, in the compiled
// program it is included.

import assert from "node:assert/strict";
import { has } from "../support/needs.ts";
import { prompt, startUpToDate } from "../support/running.ts";
import { openBrowser } from "../support/window/browser.ts";
import { cloned } from "../support/world.ts";

Deno.test("the window in a browser: every screen of a folder that is synced, until the app ends", {
  ignore: !has("chromium"),
}, async () => {
  const { world, notes } = await cloned({ "todo.md": "milk\n" }, "notes");
  await using app = await startUpToDate(world, "desk", { config: prompt(notes) });
  const { code, stdout } = await app.run("--window");
  assert.equal(code, 0);
  await using browser = await openBrowser();
  await using opened = await browser.open(stdout.split("\n")[0]!);
  const { page, complaints } = opened;
  await page.getByRole("heading", { name: /^Up to date/ }).waitFor();
  await world.write(notes, { "letters/landlord.md": "Dear\n" });
  await page.getByRole("link", { name: "landlord.md added" }).click();
  await page.getByRole("heading", { name: "letters/landlord.md" }).waitFor();
  await page.getByText("Dear", { exact: true }).waitFor();
  await page.keyboard.press("3");
  await page.getByRole("heading", { name: "Conflicts", level: 1 }).waitFor();
  await page.keyboard.press("4");
  const folder = page.getByLabel("sync_dir", { exact: true });
  await folder.waitFor();
  assert.equal(await folder.inputValue(), notes);
  await page.keyboard.press("1");
  await page.getByRole("group", { name: /^Days with saves of/ }).first().waitFor();
  assert.deepEqual(complaints, []);
  await app.stop();
  await page.getByText("Git Sync Bar has not answered since").waitFor();
});
