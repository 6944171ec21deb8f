// The screen Settings in a real browser.

import assert from "node:assert/strict";
import { has } from "../../support/needs.ts";
import { openBrowser } from "../../support/window/browser.ts";
import { cannedFolder, cannedSettings } from "../../support/window/canned.ts";
import type { FakeRequest, FakeWindow } from "../../support/window/fake_server.ts";
import { type OpenScreen, screenSteps } from "../../support/window/screen_steps.ts";

const WRONG_PORT = "mqtt_port is 99999, expected a whole number from 1 to 65535";

/** Finds one mistake: a port that is too large. */
function check({ body }: FakeRequest) {
  const hasMistake = JSON.stringify(body).includes("99999");
  return { mistakes: hasMistake ? [{ key: "mqtt_port", message: WRONG_PORT }] : [], warnings: [] };
}

Deno.test("window: the screen Settings", { ignore: !has("chromium") }, async (t) => {
  await using browser = await openBrowser();
  const open = screenSteps(t, {
    browser,
    at: "/settings",
    answers: {
      "/api/days": () => ({ days: [] }),
      "/api/settings": () => cannedSettings(),
      "/api/settings/check": check,
    },
    isThere: (page) => page.getByLabel("sync_dir", { exact: true }).waitFor(),
  });
  const step = (name: string, story: (opened: OpenScreen) => Promise<void>) =>
    open(name, async (opened) => {
      await story(opened);
      assert.deepEqual(opened.complaints, []);
    });
  const saved = ({ requests }: FakeWindow): unknown =>
    JSON.parse(requests.findLast((one) => one.startsWith("POST /api/settings/save"))!.slice(24));

  await step(
    "a mistake is shown at its key while typing, and keeps from saving",
    async (opened) => {
      const { page, fake } = opened;
      const port = page.getByLabel("mqtt_port", { exact: true });
      await port.fill("99999");
      await page.getByText(WRONG_PORT).waitFor();
      assert.equal(await port.getAttribute("aria-invalid"), "true");
      assert.ok(await page.getByRole("button", { name: "Save" }).isDisabled());
      await port.fill("8883");
      await page.getByText(WRONG_PORT).waitFor({ state: "hidden" });
      await page.getByLabel("watch_for_changes", { exact: true }).uncheck();
      await page.getByRole("button", { name: "Use Default: sync_delay_seconds" }).click();
      fake.answer("/api/settings/save", () => ({
        kind: "saved",
        settings: cannedSettings({ revision: "2" }),
      }));
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved. The settings are in force.").waitFor();
      const changes = { mqtt_port: 8883, watch_for_changes: false, sync_delay_seconds: null };
      assert.deepEqual(saved(fake), { revision: "1", edit: { changes } });
      await page.getByText("Everything is saved").waitFor();
    },
  );

  await step("a file that was changed elsewhere is not overwritten", async ({ page, fake }) => {
    fake.answer("/api/settings/save", () => ({
      kind: "changed elsewhere",
      settings: cannedSettings({ revision: "2" }),
    }));
    await page.getByLabel("sync_dir", { exact: true }).fill("~/other");
    // What was edited stays while another screen is shown.
    await page.getByRole("link", { name: "Now" }).click();
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByLabel("sync_dir", { exact: true }).focus();
    await page.keyboard.press("Control+s");
    await page.getByText("Another program has changed the file meanwhile").waitFor();
    await page.getByRole("button", { name: "Keep My Changes" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Another program has changed the file meanwhile").waitFor();
    assert.deepEqual(saved(fake), { revision: "2", edit: { changes: { sync_dir: "~/other" } } });
    await page.getByRole("button", { name: "Reload" }).click();
    assert.equal(await page.getByLabel("sync_dir", { exact: true }).inputValue(), "~/notes");
  });

  await step("folders are added, changed and taken out", async ({ page, fake }) => {
    const clash =
      'more_folders has two folders with the name "book": give one of them another name';
    fake.answer("/api/settings", () =>
      cannedSettings({
        folders: [
          cannedFolder({ sync_dir: "~/dotfiles" }),
          cannedFolder({ sync_dir: "~/book", mqtt_topic: "our-book" }),
        ],
      }));
    await page.reload();
    const folder = (name: string) => page.getByRole("group", { name, exact: true });
    await folder("book").getByLabel("mqtt_topic", { exact: true }).waitFor();
    await folder("dotfiles").getByRole("button", { name: "Remove dotfiles" }).click();
    await folder("dotfiles").waitFor({ state: "hidden" });
    fake.answer("/api/settings/check", ({ body }) => ({
      mistakes: JSON.stringify(body).includes('"name":"book"')
        ? [{ key: "more_folders", message: clash, entry: { at: 1, key: "name" } }]
        : [],
      warnings: [],
    }));
    await page.getByRole("button", { name: "Add a Folder" }).click();
    // The new one has the focus.
    await page.keyboard.type("~/work/book");
    const added = folder("book").nth(1);
    await added.getByLabel("name", { exact: true }).fill("book");
    await added.getByText(clash).waitFor();
    assert.equal(
      await added.getByLabel("name", { exact: true }).getAttribute("aria-invalid"),
      "true",
    );
    assert.ok(await page.getByRole("button", { name: "Save" }).isDisabled());
    await added.getByLabel("name", { exact: true }).fill("Work book");
    await page.getByText(clash).waitFor({ state: "hidden" });
    await folder("book").getByLabel("mqtt_topic", { exact: true }).fill("");
    await folder("book").getByRole("button", { name: "Use Default: mqtt_topic" }).click();
    fake.answer("/api/settings/save", () => ({ kind: "saved", settings: cannedSettings() }));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved. The settings are in force.").waitFor();
    assert.deepEqual(saved(fake), {
      revision: "1",
      edit: {
        changes: {},
        folders: [
          { from: 1, changes: { mqtt_topic: null } },
          { changes: { sync_dir: "~/work/book", name: "Work book" } },
        ],
      },
    });
    await folder("Work book").waitFor({ state: "hidden" });
  });

  await step("a secret is changed and removed without being shown", async ({ page, fake }) => {
    fake.answer("/api/settings/save", () => ({ kind: "saved", settings: cannedSettings() }));
    await page.getByRole("button", { name: "Remove mqtt_password" }).click();
    await page.getByText("Removed when saved").waitFor();
    await page.getByRole("button", { name: "Keep mqtt_password" }).click();
    await page.getByRole("button", { name: "Change mqtt_password" }).click();
    await page.getByLabel("mqtt_password", { exact: true }).fill("new one");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved. The settings are in force.").waitFor();
    const changes = { mqtt_password: "new one" };
    assert.deepEqual(saved(fake), { revision: "1", edit: { changes } });
    await page.getByRole("button", { name: "Change mqtt_password" }).waitFor();
  });

  await step("the file is edited as text, and tested line by line", async ({ page, fake }) => {
    await page.getByRole("button", { name: "JSON" }).click();
    const text = page.getByLabel("The text of the file");
    await text.fill('{ "mqtt_port": 99999 }');
    await page.getByText(WRONG_PORT).waitFor();
    await page.getByRole("button", { name: "Form" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    assert.equal(await text.inputValue(), '{ "mqtt_port": 99999 }');
    await page.getByRole("button", { name: "Discard" }).click();
    let send: ReadableStreamDefaultController<Uint8Array>;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => void (send = controller),
    });
    fake.answer("/api/test", () => new Response(stream));
    const line = (value: unknown) =>
      send.enqueue(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
    await page.getByRole("button", { name: "Test" }).click();
    line({ kind: "finding", subject: "git", isOk: true, text: "version 2.47.1" });
    await page.getByText("version 2.47.1").waitFor();
    await page.getByText("Testing…").waitFor();
    line({ kind: "finding", subject: "live updates", isOk: false, text: "no broker" });
    line({ kind: "end", isOk: false });
    send!.close();
    await page.getByText("Something does not work").waitFor();
  });
});
