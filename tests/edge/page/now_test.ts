// The screen Now in a real browser, and what all screens share: the session, the keyboard, hostile names.

import assert from "node:assert/strict";
import { has } from "../../support/needs.ts";
import { eventually } from "../../support/running.ts";
import { openBrowser } from "../../support/window/browser.ts";
import { busyNow, cannedDays, quietNow } from "../../support/window/canned.ts";
import { screenSteps } from "../../support/window/screen_steps.ts";

Deno.test("window: the screen Now", { ignore: !has("chromium") }, async (t) => {
  await using browser = await openBrowser();
  const step = screenSteps(t, {
    browser,
    at: "/now",
    answers: { "/api/days": () => ({ days: cannedDays() }), "/api/click": () => ({}) },
    isThere: (page) => page.getByRole("heading", { name: "Up to date" }).waitFor(),
  });

  await step("what changes is shown at once, and a click is performed", async (opened) => {
    const { page, fake, complaints } = opened;
    fake.show(busyNow());
    await page.getByRole("heading", { name: "2 conflicts" }).waitFor();
    assert.equal(await page.getByRole("progressbar").getAttribute("value"), "30");
    await page.getByRole("button", { name: "Sync Now" }).click();
    await page.getByRole("button", { name: "Publish: diary.txt" }).click();
    await page.getByRole("dialog").getByText("It then goes to all machines").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Publish: diary.txt" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.deepEqual(complaints, []);
    // The editors are most of the code, and come with the first text.
    const names: string[] = await page.evaluate(
      `performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)`,
    );
    assert.deepEqual(names.filter((name) => name.endsWith(".js")), ["/main.js"]);
    await page.getByRole("link", { name: "todo.md", exact: true }).click();
    await page.getByRole("heading", { name: "Conflicts", level: 1 }).waitFor();
    assert.deepEqual(fake.requests.filter((request) => request.startsWith("POST /api/click")), [
      'POST /api/click {"click":"sync"}',
      'POST /api/click {"click":"publish diary.txt"}',
    ]);
  });

  await step(
    "names of others are text, with what would turn a line around as codes",
    async (opened) => {
      const { page, fake } = opened;
      fake.show(busyNow());
      await page.getByText("<script>alert(1)</script>.md").waitFor();
      await page.getByText("a\\u{202e}gnp.exe").waitFor();
      assert.equal(await page.locator("script").count(), 1);
    },
  );

  await step("all of it can be reached by the keyboard", async ({ page }) => {
    await page.keyboard.press("2");
    await page.getByRole("heading", { name: "History", level: 1 }).waitFor();
    await page.keyboard.press("1");
    await page.getByRole("heading", { name: "Up to date" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "letters/landlord.md added" }).focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator(":focus").textContent(), "2 files added by laptop");
    // The newest day of a machine, then the one before.
    await page.getByRole("group", { name: "Days with saves of phone" }).locator("a").last()
      .focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#\/history\?day=\d{4}-\d\d-\d\d&host=phone$/);
  });

  await step("of several folders one is shown, and requests name it", async (opened) => {
    const { page, fake, complaints } = opened;
    const shown = (folder: string) =>
      quietNow({
        line: `All of ${folder} is up to date`,
        folders: ["notes", "gärten"].map((name) => ({
          name,
          icon: "up to date",
          line: "Up to date",
          isShown: name === folder,
        })),
      });
    fake.show(shown("notes"));
    const folders = page.getByRole("navigation", { name: "Folders" });
    await folders.getByRole("button", { name: "gärten" }).waitFor();
    fake.prepare(shown("gärten"));
    await folders.getByRole("button", { name: "gärten" }).click();
    await page.getByRole("heading", { name: "All of gärten is up to date" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "All of gärten is up to date" }).waitFor();
    await page.getByRole("button", { name: "Sync Now" }).click();
    await page.getByRole("group", { name: "Days with saves of phone" }).waitFor();
    const named = fake.requests.filter((request) => request.includes(" of gärten"));
    assert.ok(named.includes("GET /api/events of gärten"));
    assert.ok(named.includes('POST /api/click of gärten {"click":"sync"}'));
    assert.deepEqual(complaints, []);
  });

  await step(
    "the token leaves the address, and the session lasts through a reload",
    async (opened) => {
      const { page, fake } = opened;
      assert.equal(new URL(page.url()).hash, "#/now");
      await page.reload();
      await page.getByRole("heading", { name: "Up to date" }).waitFor();
      const sessions = fake.requests.filter((request) => request.includes("/api/session"));
      assert.deepEqual(sessions, ['POST /api/session {"token":"once"}']);
    },
  );

  await step(
    "a page that is not seen listens no more, and catches up when it is",
    async (opened) => {
      const { page, fake } = opened;
      const setHidden = (isHidden: boolean) =>
        page.evaluate(`
          Object.defineProperty(document, "hidden", { configurable: true, get: () => ${isHidden} });
          document.dispatchEvent(new Event("visibilitychange"));
        `);
      await setHidden(true);
      await eventually("the stream is closed", () => Promise.resolve(fake.listeners === 0));
      fake.prepare({ ...quietNow(), line: "Paused" });
      await setHidden(false);
      await page.getByRole("heading", { name: "Paused" }).waitFor();
      assert.equal(await page.getByText("has not answered since").count(), 0);
    },
  );

  await step(
    "a page whose app has gone says so, and one that has ended how to go on",
    async (opened) => {
      const { page, fake } = opened;
      await page.route("**/api/events", (route) => route.abort());
      fake.cut();
      await page.getByText("Git Sync Bar has not answered since").waitFor();
      await page.unroute("**/api/events");
      await page.getByText("Git Sync Bar has not answered since").waitFor({ state: "detached" });
      fake.end();
      await page.getByRole("heading", { name: "This window has ended" }).waitFor();
      await page.getByText("git-sync-bar --window").waitFor();
    },
  );
});
