// Every screen can be read and reached by everybody, in both themes.

import assert from "node:assert/strict";
import { has } from "../../support/needs.ts";
import { axeFindings } from "../../support/window/axe.ts";
import { openBrowser } from "../../support/window/browser.ts";
import { busyNow, cannedDays, cannedSettings } from "../../support/window/canned.ts";
import { answerHistory } from "../../support/window/canned_history.ts";
import { openFakeWindow } from "../../support/window/fake_server.ts";

Deno.test("window: nothing is hard to read or out of reach: light and wide, dark and narrow", {
  ignore: !has("chromium"),
}, async () => {
  await using browser = await openBrowser();
  const mistakes = [{ key: "mqtt_port", message: "mqtt_port is 0, expected 1 to 65535" }];
  const warnings = ['"sync_dealy_seconds" has no effect'];
  await using fake = await openFakeWindow(busyNow({ mistakes: ["A mistake"], warnings }));
  fake.answer("/api/days", () => ({ days: cannedDays() }));
  fake.answer("/api/settings", () => cannedSettings({ mistakes, warnings }));
  fake.answer("/api/settings/check", () => ({ mistakes, warnings }));
  answerHistory(fake);
  const found: string[] = [];
  for (const [scheme, width] of [["light", 1200], ["dark", 400]] as const) {
    await using opened = await browser.open(fake.address, { scheme, width });
    const { page, complaints } = opened;
    const look = async (what: string) => {
      const findings = await axeFindings(page);
      for (const finding of findings) found.push(`${scheme} ${what}: ${finding}`);
      const needed = await page.evaluate("document.documentElement.scrollWidth") as number;
      if (needed > width) found.push(`${what} needs ${needed} of ${width} pixels`);
    };
    await page.getByRole("group", { name: "Days with saves of phone" }).waitFor();
    await look("Now");
    await page.keyboard.press("?");
    await look("Keyboard");
    await page.keyboard.press("Escape");
    await page.keyboard.press("2");
    await page.getByRole("link", { name: "214 files" }).click();
    await page.getByRole("button", { name: "Undo This Save…" }).waitFor();
    await look("a save");
    await page.getByRole("link", { name: "photos/1.jpg", exact: true }).click();
    await page.getByText("Could you send somebody").first().waitFor();
    await look("the versions of a file");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Undo This Save…" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "As It Was" }).click();
    await page.getByRole("slider").waitFor();
    await page.getByRole("link", { name: "letters/" }).waitFor();
    await look("the folder as it was");
    await page.keyboard.press("3");
    await page.getByText("1 place left to choose").waitFor();
    await look("a conflict in a text");
    await page.keyboard.press("a");
    await page.getByText("Nothing left to choose").waitFor();
    await look("a merged text");
    await page.keyboard.press("n");
    await page.getByText("1 × 1 pixels").first().waitFor();
    await page.keyboard.press("4");
    await page.getByLabel("sync_dir", { exact: true }).waitFor();
    await look("Settings");
    await page.getByLabel("sync_dir", { exact: true }).fill("~");
    await look("Settings, edited");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("button", { name: "JSON" }).click();
    await look("Settings as text");
    assert.deepEqual(complaints, []);
  }
  assert.deepEqual(found, []);
});
