// Set-up in the window of the real program, in a real browser: from nothing to a folder in sync, and a join code.

import assert from "node:assert/strict";
import { NOT_SET_UP } from "../../src/view/setup/ending_lines.ts";
import { join } from "node:path";
import { joinCode, readJoinCode } from "../../src/core/setup/join_code.ts";
import { startHttpServer } from "../support/http_server.ts";
import { has } from "../support/needs.ts";
import { publishedNames, startInstance, textOf } from "../support/running.ts";
import { startSshServer } from "../support/sshd.ts";
import { axeFindings } from "../support/window/axe.ts";
import { openBrowser } from "../support/window/browser.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("window: set-up asks, signs in, keeps secrets, and shows the join code", {
  ignore: !has("chromium"),
}, async (t) => {
  await using world = await makeWorld();
  const login = { name: "me", password: "a token" };
  await using server = startHttpServer({ root: world.folder, login });
  await world.git(world.remote, "config", "http.receivepack", "true");
  await using app = await startInstance(world, "laptop", { env: { EDITOR: "true" } });
  const home = join(world.folder, "home-laptop");
  await world.write(join(home, "Notes"), { "a.md": "a\n", ".env": "KEY=1\n", ".pgpass": "x\n" });
  await app.shows("it waits for a folder", ({ condition }) => condition === "not set up");
  const [address = ""] = (await app.run("--window")).stdout.split("\n");
  await using browser = await openBrowser();
  await using opened = await browser.open(address);
  const { page, complaints } = opened;
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  const answer = async (label: string | RegExp, text: string) => {
    await page.getByLabel(label, { exact: true }).fill(text);
    await button("Next").click();
  };

  await t.step("the screen Now leads there", async () => {
    await page.getByRole("link", { name: "Set Up a Folder" }).click();
    await page.getByRole("heading", { name: "Set Up", exact: true }).waitFor();
    await button("Set Up a Folder").click();
  });

  await t.step("a mistake is named, and the same question comes again", async () => {
    await answer("Address, folder or join code", "ext::sh");
    await page.getByText("names a program that git would run").waitFor();
    await answer("Address, folder or join code", "~/Notes");
  });

  await t.step("the sign-in goes to git's helper", async () => {
    await answer("Address of the repository", server.url("remote.git"));
    await page.getByText("in plain text in ~/.git-credentials").waitFor();
    await button("Yes").click();
    await answer("User name", "me");
    assert.equal(
      await page.getByLabel("Password or access token").getAttribute("type"),
      "password",
    );
    await answer("Password or access token", "a token");
  });

  await t.step("likely secrets stay unless they are ticked", async () => {
    await page.getByLabel(/^\.env /).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByLabel(/^\.pgpass /).check();
    await button("Send 1, Keep the Others Here").click();
  });

  await t.step("then it is in sync, and the app goes on with it", async () => {
    await page.getByText("Live updates: a broker tells").waitFor();
    await page.setViewportSize({ width: 400, height: 800 });
    assert.deepEqual(await axeFindings(page), []);
    const width = await page.evaluate("document.documentElement.scrollWidth") as number;
    assert.ok(width <= 400, `${width}`);
    await button("None").click();
    await page.getByText(/keeps ".*Notes" in sync from now on/).waitFor();
    assert.deepEqual(await publishedNames(world), [".gitignore", ".pgpass", "a.md"]);
    await app.upToDate();
    assert.equal(JSON.parse(await Deno.readTextFile(app.config)).sync_dir, join(home, "Notes"));
    assert.match(await textOf(join(home, ".git-credentials")) ?? "", /a%20token/);
    const text = await page.locator("main").textContent();
    assert.ok(!text?.includes("a token"));
  });

  await t.step("another machine gets the join code, as text and as a picture", async () => {
    await button("Show the Join Code").click();
    const code = await page.locator(".copied code").textContent();
    const remote = server.url("remote.git");
    assert.deepEqual(readJoinCode(code ?? ""), { remote, branch: "main" });
    await page.getByRole("img", { name: "The join code as a QR code" }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
  });

  await t.step("a set-up that is given up leaves nothing", async () => {
    await button("Set Up Another Folder").click();
    await answer("Address, folder or join code", world.remote);
    await answer("Folder on this machine", "Other");
    await page.getByText("Start Git Sync Bar when").or(page.getByText("Live updates: a broker"))
      .first().waitFor();
    await button("Give Up").click();
    await page.getByText("Your folder is as it was").waitFor();
    assert.equal(await textOf(join(home, "Other/a.md")), undefined);
    assert.deepEqual(complaints, []);
  });
  await app.stop(`git-sync-bar: ${NOT_SET_UP}\n`);
});

Deno.test("window: a join code over ssh, with a host that is not known and a key that is new", {
  ignore: !has("chromium", "sshd", "ssh", "ssh-keygen"),
}, async () => {
  await using world = await makeWorld();
  await world.clones({ "a.md": "a\n" }, "begin");
  await using server = await startSshServer(world);
  const key = join(world.folder, "own", "id_ed25519");
  const command = await server.client({
    UserKnownHostsFile: join(world.folder, "known_hosts"),
    StrictHostKeyChecking: "ask",
    IdentityFile: key,
  });
  const env = { EDITOR: "true", GIT_SSH_COMMAND: command };
  await using app = await startInstance(world, "laptop", { env });
  await app.shows("it waits for a folder", ({ condition }) => condition === "not set up");
  const [address = ""] = (await app.run("--window")).stdout.split("\n");
  await using browser = await openBrowser();
  await using opened = await browser.open(address);
  const { page, complaints } = opened;
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await page.getByRole("link", { name: "Set Up a Folder" }).click();
  await button("Set Up a Folder").click();
  const code = joinCode({ remote: server.url(world.remote), branch: "main" });
  await page.getByLabel("Address, folder or join code", { exact: true }).fill(code);
  await button("Next").click();
  await page.getByText("It holds no password and no key").waitFor();
  await page.getByLabel("Folder on this machine", { exact: true }).fill("Notes");
  await button("Next").click();

  await page.getByText(/ED25519 SHA256:\S{43}/).waitFor();
  await button("Yes").click();
  await page.getByText("A new ssh key was made").waitFor();
  assert.deepEqual(await axeFindings(page), []);
  await Deno.copyFile(`${key}.pub`, join(world.folder, "ssh/person.pub"));
  await button("It Is There").click();
  await page.getByText(/keeps ".*Notes" in sync from now on/).waitFor();
  const home = join(world.folder, "home-laptop");
  assert.equal(await textOf(join(home, "Notes/a.md")), "a\n");
  await app.upToDate();
  assert.deepEqual(complaints, []);
  await app.stop(`git-sync-bar: ${NOT_SET_UP}\n`);
});
