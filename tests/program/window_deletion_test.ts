// A mass deletion that waits, in the window: which files, the choices, and what came of them.

import assert from "node:assert/strict";
import { has } from "../support/needs.ts";
import { eventually, prompt, startUpToDate, windowOf } from "../support/running.ts";
import { machineOf } from "../support/story.ts";
import { openBrowser } from "../support/window/browser.ts";
import { makeWorld } from "../support/world.ts";

const GONE = Array.from({ length: 29 }, (_, at) => `letters/${String(at).padStart(2, "0")}.md`);
const KEPT = Array.from({ length: 11 }, (_, at) => `notes/${10 + at}.md`);

Deno.test("the window: a deletion that waits is shown with its files, restored, and confirmed", {
  ignore: !has("chromium"),
}, async () => {
  await using world = await makeWorld();
  const [folder] = await world.clones(
    Object.fromEntries([...GONE, ...KEPT].map((name) => [name, `${name}\n`])),
    "desk",
  );
  let removed = 0;
  const desk = machineOf(world, folder!);
  await using app = await startUpToDate(world, "desk", { config: prompt(folder!) });
  // At once: no save takes a few of them alone.
  const removeMany = async () => {
    await Deno.rename(desk.path("letters"), `${world.folder}/gone-${++removed}`);
    await app.shows("it waits", ({ line }) => line === "Confirm: 29 of 40 files deleted");
  };
  await removeMany();
  await using browser = await openBrowser();
  await using opened = await browser.open(await windowOf(app));
  const { page, complaints } = opened;
  const waits = page.getByText("29 of 40 files were deleted here");

  await waits.waitFor();
  assert.equal(await page.getByText("29 of 40 files").count(), 2, "the line, and one sentence");
  assert.equal(await page.getByText("git-sync-bar").count(), 0);
  await page.getByRole("link", { name: /^letters\/00\.md, .* and 26 other files$/ }).click();
  await page.getByText("No other file is gone").waitFor();
  const listed = page.getByRole("list", { name: "Files that wait" }).getByRole("listitem");
  await listed.nth(GONE.length - 1).waitFor();
  assert.deepEqual(await listed.allTextContents(), GONE);
  assert.ok(await waits.isVisible());

  await page.getByRole("button", { name: "Restore them here" }).click();
  await page.getByText("Restored 29 deleted files").waitFor();
  assert.equal(await desk.read(GONE[28]!), `${GONE[28]}\n`);
  await waits.waitFor({ state: "detached" });

  await removeMany();
  await page.getByRole("button", { name: "Delete them on all machines" }).click();
  const dialog = page.getByRole("dialog", { name: "Really delete 29 files on all machines?" });
  await dialog.getByText("letters/00.md, letters/01.md, letters/02.md and 26 other files")
    .waitFor();
  assert.equal(await page.locator(":focus").textContent(), "Cancel");
  assert.equal(await dialog.locator(".primary").count(), 0);
  await dialog.getByRole("button", { name: "Delete them on all machines" }).click();
  await page.getByText("Deleted 29 files on all machines").waitFor();
  const left = await desk.git("ls-tree", "-r", "--name-only", "origin/main");
  assert.deepEqual(left.trim().split("\n"), KEPT);
  await page.getByRole("link", { name: GONE[28]!, exact: true }).waitFor();

  await page.getByRole("link", { name: "As It Was" }).click();
  const slider = page.getByRole("slider");
  const at = async () => [await slider.inputValue(), await slider.getAttribute("max")];
  const [value, max] = await at();
  assert.equal(value, max, "it begins now");
  const files = page.getByRole("list", { name: "Files and folders" });
  await files.getByText("notes/").waitFor();
  await slider.press("Home");
  await files.getByText("gone today").waitFor();
  // What becomes of it is told as soon as it is so.
  await page.getByRole("button", { name: "Restore letters" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await files.getByText("gone today").waitFor({ state: "detached" });
  assert.deepEqual(await files.getByText("as it is today").count(), 2);
  await slider.press("End");
  await eventually("it is now again", async () => (await at())[0] === max);
  await slider.press("ArrowLeft");
  await eventually(
    "it is one step earlier",
    async () => (await at())[0] === `${Number(max) - 1}`,
  );
  assert.deepEqual(complaints, []);
});
