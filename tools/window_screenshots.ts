// Pictures of the window in a light and a dark theme, for the README and docs/window.md: the page of an app that keeps a
// folder in sync with two other machines.

import { join } from "node:path";
import type { Page } from "playwright-core";
import { openBrowser } from "../tests/support/window/browser.ts";
import { type Instance, type Launch, prompt, startInstance } from "../tests/support/running.ts";
import { makeWorld, sendFrom, type World } from "../tests/support/world.ts";

/** Width and height of a picture, in pixels. */
const SIZE = { width: 1280, height: 800 };

/** A day in milliseconds. */
const DAY = 86_400_000;

/** Writes the pictures into a folder, as `window-now-light.png`. Needs root, for a name of this machine and a home. */
export async function shootWindow(folder: string): Promise<void> {
  await using world = await makeWorld();
  await publishWeeks(world);
  const [notes, laptop] = [await world.clone("notes"), await world.clone("laptop")];
  await using app = await startInstance(world, "desk", {
    config: { ...prompt("/home/me/notes"), sync_max_file_mb: 1 },
    launch: (usual) => inHome(usual, world.folder),
  });
  await app.upToDate();
  await playMorning(world, app, { notes, laptop });
  await using browser = await openBrowser();
  const shoot = async (name: string, screen: string, ready: (page: Page) => Promise<unknown>) => {
    for (const scheme of ["light", "dark"] as const) {
      const { stdout } = await app.run("--window");
      const [address] = stdout.split("&to=");
      await using opened = await browser.open(
        `${address}&to=${encodeURIComponent(screen)}`,
        { ...SIZE, scheme },
      );
      await ready(opened.page);
      const file = join(folder, `window-${name}-${scheme}.png`);
      await opened.page.screenshot({ path: file });
      await shrink(file);
    }
  };
  await shoot("now", "/now", async (page) => {
    await page.getByRole("link", { name: "todo.md", exact: true }).waitFor();
    await page.getByRole("group", { name: "Days with saves of phone" }).waitFor();
  });
  await shoot("history", "/history?path=garden.md", async (page) => {
    await page.getByText("cut the hedge").first().waitFor();
  });
  await shoot("conflict", "/conflicts", async (page) => {
    await page.getByText("Place 1 of").waitFor();
  });
  await shoot("settings", "/settings", async (page) => {
    await page.getByLabel("sync_dir", { exact: true }).waitFor();
    // The first lines name a temporary folder.
    await page.mouse.wheel(0, 90);
    await page.waitForFunction("scrollY >= 90");
  });
  await app.stop();
}

/** Starts the app on a machine that is called `desk`, where the world is the home of a user. */
function inHome(usual: Launch, world: string): Launch {
  const script = "hostname desk && mount -t tmpfs tmpfs /home && mkdir /home/me && " +
    'mount --bind "$0" /home/me && exec "$@"';
  const args = ["--uts", "--mount", "sh", "-c", script, world, usual.command, ...usual.args];
  return { ...usual, command: "unshare", args };
}

/** Saves some files here and on the laptop; in the end both have edited the same one. */
async function playMorning(
  world: World,
  app: Instance,
  { notes, laptop }: { readonly notes: string; readonly laptop: string },
): Promise<void> {
  const sent = (path: string) =>
    app.until(`${path} is sent`, async () => {
      const status = await app.upToDate();
      const { code } = await world.tryGit(world.remote, ["cat-file", "-e", `main:${path}`]);
      return code === 0 && status;
    });
  const received = async (files: Readonly<Record<string, string>>) => {
    await world.git(laptop, "pull", "--quiet", "--rebase");
    await sendFrom(world, laptop, files);
    await app.run("--sync-now");
  };
  await world.write(notes, { "letters/insurance.md": "Dear Sir or Madam,\n" });
  await sent("letters/insurance.md");
  await received({ "recipes/soup.md": "# Onion soup\n", "recipes/cake.md": "# Carrot cake\n" });
  await Deno.rename(join(notes, "letters/insurance.md"), join(notes, "letters/broken window.md"));
  await sent("letters/broken window.md");
  await received({
    "garden.md": "# Garden\n\n- plant garlic\n- water the beans\n- sow spinach\n- cut the hedge\n",
  });
  await world.write(notes, { "film.mp4": "x".repeat(1024 * 1024 + 1) });
  await app.shows("the film is left out", ({ notSynced }) => notSynced.length === 1);
  await world.git(laptop, "pull", "--quiet", "--rebase");
  await sendFrom(world, laptop, {
    "todo.md": todo("buy bread and cheese", "call the bank at noon"),
  });
  await world.write(notes, { "todo.md": todo("buy bread", "write to the bank") });
  await app.shows("the conflict", ({ conflicts }) => conflicts.length === 1);
}

function todo(first: string, last: string): string {
  return ["# To do", "", first, "mend the bicycle", "return the books", last, ""].join("\n");
}

/** Leaves few colours in a picture: it has few. */
async function shrink(file: string): Promise<void> {
  const args = [file, "+dither", "-colors", "96", "-strip", `PNG8:${file}`];
  const { success } = await new Deno.Command("convert", { args }).output();
  if (!success) throw new Error(`Cannot shrink ${file}`);
}

/** The files that are edited day by day, and what is written into them. */
const FILES = ["ideas.md", "recipes/bread.md", "letters/landlord.md", "shopping.md"];
const LINES = ["buy milk", "ask about the boat", "more salt", "call back", "plant garlic"];

/** Publishes the saves of twelve weeks of three machines. */
async function publishWeeks(world: World): Promise<void> {
  const today = new Date();
  today.setHours(8, 0, 0, 0);
  const commits: string[] = [];
  const texts = new Map<string, string>();
  for (let day = 83; day > 0; day--) {
    for (const [at, host] of HOSTS.entries()) {
      for (let save = 0; save < savesOn(day, at); save++) {
        const seconds = (today.getTime() - day * DAY) / 1000 + 600 * save + at;
        const path = FILES[(day + save + at) % FILES.length]!;
        const text = `${texts.get(path) ?? ""}- ${LINES[(day * 3 + save) % LINES.length]}\n`;
        texts.set(path, text);
        commits.push(commitOf({ host, path, text, seconds }));
      }
    }
  }
  const seconds = today.getTime() / 1000 - 3600;
  const garden = "# Garden\n\n- plant onions\n- water the beans\n- sow spinach\n";
  commits.push(
    // Both sides of the conflict change this one.
    commitOf({ host: "desk", path: "todo.md", text: todo("buy milk", "call the bank"), seconds }),
    commitOf({ host: "phone", path: "garden.md", text: garden, seconds: seconds + 60 }),
  );
  const { code, stderr } = await world.tryGit(world.remote, ["fast-import", "--quiet"], {
    stdin: commits.join(""),
  });
  if (code !== 0) throw new Error(stderr);
}

const HOSTS = ["desk", "laptop", "phone"];

/** Returns how many saves a machine makes on a day. */
function savesOn(day: number, host: number): number {
  const isFree = day % 7 < 2;
  if (host === 0) return isFree ? day % 2 : (day * 7) % 11 + (day % 19 === 0 ? 24 : 0);
  if (host === 1) return day % 3 === 0 ? (day * 5) % 9 : 0;
  return day < 45 && day % 4 === 0 ? 1 : 0;
}

/** Returns a save for `git fast-import`. */
function commitOf({ host, path, text, seconds }: {
  readonly host: string;
  readonly path: string;
  readonly text: string;
  readonly seconds: number;
}): string {
  const message = `${path} (${host})\n\nSynced-from: ${host}\n`;
  return [
    "commit refs/heads/main",
    `committer ${host} <${host}@example.invalid> ${seconds} +0000`,
    `data ${message.length}`,
    message,
    `M 100644 inline ${path}`,
    `data ${text.length}`,
    text,
    "",
  ].join("\n");
}
