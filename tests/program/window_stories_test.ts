// What users do in the screens History and Conflicts, in a real browser, with the real program and a second machine.

import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { has } from "../support/needs.ts";
import { eventually, prompt, startUpToDate, textOf, windowOf } from "../support/running.ts";
import { copiesOn, type Machine, machineOf } from "../support/story.ts";
import { openBrowser } from "../support/window/browser.ts";
import { makeWorld } from "../support/world.ts";

const MANY = Array.from({ length: 200 }, (_, at) => `letters/${String(at).padStart(3, "0")}.md`);

const LINES = Array.from({ length: 9 }, (_, at) => `line ${at}`);

function lines(changed: Readonly<Record<number, string>>): string {
  return `${LINES.map((line, at) => changed[at] ?? line).join("\n")}\n`;
}

/** One pixel of a colour, as a PNG. */
const PIXELS = {
  laptop:
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  desk:
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
};

/** Answers yes to the question that is shown. */
async function sayYes(page: Page, label: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByText("to every machine").waitFor();
  await dialog.getByRole("button", { name: label }).click();
  await dialog.waitFor({ state: "detached" });
}

Deno.test({
  name: "the window: files come back, a save is undone, five conflicts are settled",
  ignore: !has("chromium"),
  async fn(t) {
    await using world = await makeWorld();
    const folders = await world.clones(
      {
        "old.md": "old\n",
        "story.md": lines({}),
        "list.md": "one\n",
        "plan.md": "one\n",
        "notes.md": "one\n",
        ...Object.fromEntries(MANY.map((name) => [name, `${name}\n`])),
      },
      "desk",
      "laptop",
    );
    const [desk, laptop] = folders.map((folder) => machineOf(world, folder)) as [Machine, Machine];
    await using app = await startUpToDate(world, "desk", { config: prompt(desk.folder) });
    await using browser = await openBrowser();
    await using opened = await browser.open(await windowOf(app));
    const { page } = opened;
    const go = (name: string) => page.getByRole("link", { name, exact: true }).click();
    const receive = async () => {
      await laptop.sync();
      await go("Now");
      await page.getByRole("button", { name: "Sync Now" }).click();
    };

    await t.step("a file that another machine has deleted is restored for both", async () => {
      await laptop.remove("old.md");
      await receive();
      await eventually("it is gone", async () => await textOf(desk.path("old.md")) === undefined);
      await go("History");
      await go("Deleted Files");
      await go("old.md");
      await page.getByText("deleted by laptop").waitFor();
      assert.equal(await page.locator(".cm-line").first().textContent(), "old");
      await page.getByRole("button", { name: "Restore Deleted File…" }).click();
      await sayYes(page, "Restore");
      await page.getByText("Restored old.md as of").waitFor();
      assert.equal(await desk.read("old.md"), "old\n");
      await laptop.sync();
      assert.equal(await laptop.read("old.md"), "old\n");
    });

    await t.step("a text that is not UTF-8 can be looked at, and says so", async () => {
      await Deno.writeFile(laptop.path("latin.txt"), Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a));
      await receive();
      await go("History");
      await page.getByRole("link", { name: /latin\.txt added/ }).click();
      await go("latin.txt");
      await page.getByText("Not UTF-8: shown as Windows-1252").waitFor();
      assert.equal(await page.locator(".cm-line").first().textContent(), "café");
    });

    await t.step("a save of 200 files is undone, and that is undone", async () => {
      await laptop.write(Object.fromEntries(MANY.map((name) => [name, "spoiled\n"])));
      await receive();
      const first = desk.path(MANY[0]!);
      await eventually("it is spoiled", async () => await textOf(first) === "spoiled\n");
      await go("History");
      await page.getByRole("searchbox").fill("LETTERS/0");
      await page.getByRole("link", { name: "200 files" }).first().click();
      await page.getByRole("heading", { name: "Save of laptop" }).waitFor();
      await page.getByRole("button", { name: "Undo This Save…" }).click();
      await sayYes(page, "Undo This Save");
      await page.getByText("Undid the save of").waitFor();
      for (const name of MANY) assert.equal(await desk.read(name), `${name}\n`);
      await laptop.sync();
      assert.equal(await laptop.read(MANY[7]!), `${MANY[7]}\n`);
      await page.getByRole("button", { name: "Undo", exact: true }).click();
      await eventually("it is as before", async () => {
        await laptop.sync();
        return await textOf(laptop.path(MANY[7]!)) === "spoiled\n";
      });
      assert.equal(await textOf(first), "spoiled\n");
    });

    await t.step("five conflicts are settled one after the other", async () => {
      const versions = async (machine: Machine, own: "laptop" | "desk") => {
        await machine.write({
          "story.md": lines(
            own === "laptop" ? { 1: "laptop 1", 4: "laptop 4" } : { 4: "desk 4", 7: "desk 7" },
          ),
          "list.md": `${own}\n`,
          "plan.md": `${own}\n`,
          "notes.md": `${own}\n`,
        });
        const bytes = Uint8Array.fromBase64(PIXELS[own]);
        await Deno.writeFile(join(machine.folder, "photo.png"), bytes);
      };
      await versions(laptop, "laptop");
      await laptop.sync();
      await versions(desk, "desk");
      await eventually("both are there", async () => (await copiesOn(desk)).length === 5);
      await page.getByRole("link", { name: /^Conflicts/ }).click();
      const settle = async (name: string) => {
        const click = (label: string) => page.getByRole("button", { name: label }).click();
        switch (name) {
          case "story.md":
            await page.getByText("1 place left to choose").waitFor();
            await page.locator(".place").getByRole("button", { name: /^Use (?!Both)/ }).first()
              .click();
            await page.locator(".merge .cm-line", { hasText: "desk 7" }).click();
            await page.keyboard.press("End");
            await page.keyboard.type(" and more");
            return await click("Save the Merged Text");
          case "photo.png":
            await page.getByRole("img", { name: /version/ }).waitFor();
            await page.getByText("1 × 1 pixels").first().waitFor();
            return await click("Keep This");
          case "list.md":
            return await click("Keep the Other");
          case "plan.md":
            return await click("Keep Both");
          case "notes.md":
            return await page.keyboard.press("x");
        }
      };
      for (let left = 5; left > 0; left--) {
        await page.getByText(`1 of ${left}`, { exact: true }).waitFor();
        const heading = page.locator(".panel-head .file-name");
        await page.getByRole("button", { name: "Keep Both" }).waitFor();
        await settle(await heading.textContent() ?? "");
        await page.getByText("Settled:").waitFor();
        await page.getByRole("button", { name: "Close this message" }).click();
      }
      await page.getByText("No conflicts").waitFor();
      await laptop.sync();
      for (const machine of [desk, laptop]) {
        assert.deepEqual(await copiesOn(machine), []);
        assert.equal(
          await machine.read("story.md"),
          lines({ 1: "laptop 1", 4: "desk 4", 7: "desk 7 and more" }),
        );
        // The version that was published first has the name.
        assert.equal(await machine.read("list.md"), "laptop\n");
        assert.equal(await machine.read("notes.md"), "desk\n");
        assert.equal(await machine.read("plan.md"), "laptop\n");
        const others = (await machine.names()).filter((name) => /^plan \(/.test(name));
        assert.deepEqual(await Promise.all(others.map((name) => machine.read(name))), ["desk\n"]);
        const bytes = await Deno.readFile(machine.path("photo.png"));
        assert.equal(bytes.toBase64(), PIXELS.desk);
      }
    });
    assert.deepEqual(opened.complaints, []);
  },
});
