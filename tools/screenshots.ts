// `deno task screenshots`: pictures of the icon in each state and of the menu, on a light and on a dark
// panel, and of the window, for the README, for docs/window.md and for whoever changes an icon. The panel
// is a real one on a screen that nobody sees; the menu and the window are the program's own.

import { join } from "node:path";
import { ICONS } from "../src/adapters/tray/menu.ts";
import { type Desktop, openDesktop } from "../tests/support/desktop.ts";
import { openScene, type Scene } from "../tests/support/menu_bar.ts";
import { sendFrom } from "../tests/support/world.ts";
import { eventually, prompt } from "../tests/support/running.ts";
import { menuOf, pictureOf, statusIcon } from "../tests/support/status_icon.ts";
import { startTray } from "../tests/support/tray.ts";
import { trayView } from "../tests/support/tray_view.ts";
import { shootWindow } from "./window_screenshots.ts";

const folder = join(import.meta.dirname!, "../icons/screenshots");
const LOOKS = ["light", "dark"] as const;

/** The place of the icon on the panel, as ImageMagick writes it. */
const ICON = "26x26+1+0";

/** Where the first line of the menu is, and how high a line is, in pixels. */
const FIRST_LINE = 42;
const LINE = 25;

/** How long a panel takes to draw a change, in milliseconds. */
const DRAWING_MS = 1_000;

const drawn = () => new Promise((resolve) => setTimeout(resolve, DRAWING_MS));

/** One row for each look: every icon, as the panel shows it, twice as large. */
async function shootIcons(desktop: Desktop): Promise<void> {
  const rows: string[] = [];
  for (const look of LOOKS) {
    await desktop.startPanel(look);
    await using tray = startTray(desktop, trayView({ icon: "paused" }));
    const shots: string[] = [];
    let before = "";
    for (const icon of ICONS) {
      await tray.draw(trayView({ icon }));
      before = await eventually(`the icon "${icon}"`, async () => {
        const picture = await pictureOf(desktop, await statusIcon(desktop));
        return picture === before ? undefined : picture;
      });
      await drawn();
      const shot = join(desktop.folder, `${look}-${icon}.png`);
      await desktop.screenshot(shot);
      await desktop.run("convert", shot, "-crop", ICON, "+repage", "-scale", "200%", shot);
      shots.push(shot);
    }
    await tray.close();
    await desktop.stopPanel();
    const row = join(desktop.folder, `${look}.png`);
    await desktop.run("convert", ...shots, "+append", row);
    rows.push(row);
  }
  await save(desktop, "icons.png", [...rows, "-append"]);
}

/** The menu of the program after a morning with it. */
async function shootMenus(scene: Scene): Promise<void> {
  const { world, desktop } = scene;
  const [notes, laptop] = await world.clones({ "todo.md": "milk\n" }, "notes", "laptop");
  await using app = await scene.start("desk", {
    config: { ...prompt(notes), sync_max_file_mb: 1 },
  });
  await scene.shows(/^-Up to date/);
  await world.write(notes, { "letters/landlord.md": "Dear\n" });
  await scene.shows(/^↑ landlord\.md/);
  await world.git(laptop, "pull", "--quiet");
  await sendFrom(world, laptop, { "ideas.md": "a boat\n", "recipes/soup.md": "onions\n" });
  await scene.click("Sync Now");
  await scene.shows(/^↓ 2 files added by laptop/);
  await shootMenu(desktop, { name: "menu.png", look: "light", submenu: "Recent Changes" });

  await world.write(notes, { "todo.md": "bread\n", "film.mp4": "x".repeat(1024 * 1024 + 1) });
  await scene.shows("Not Synced (1)");
  await scene.click("Pause Syncing");
  await world.write(notes, { "todo.md": "butter\n" });
  await world.git(laptop, "pull", "--quiet");
  await sendFrom(world, laptop, { "todo.md": "cheese\n" });
  await scene.click("Resume Syncing");
  await scene.shows("Conflicts (1)");
  await shootMenu(desktop, { name: "conflict.png", look: "dark", submenu: "Conflicts (1)" });
  await Deno.remove(join(notes, "film.mp4"));
  await app.configure({ ...prompt(notes), mqtt_port: 99_999 });
  await scene.shows(/^Configuration has a mistake/);
  await shootMenu(desktop, { name: "mistake.png", look: "dark", submenu: undefined });
  await app.stop();
}

/** Opens the menu with the mouse, on a panel that starts anew with this look. */
async function shootMenu(
  desktop: Desktop,
  { name, look, submenu }: {
    readonly name: string;
    readonly look: "light" | "dark";
    readonly submenu: string | undefined;
  },
): Promise<void> {
  await desktop.stopPanel();
  await desktop.startPanel(look);
  const icon = await eventually("the icon", () => statusIcon(desktop));
  await drawn();
  await desktop.run("xdotool", "mousemove", "14", "14", "click", "1");
  await drawn();
  const lines = (await menuOf(desktop, icon)).filter(({ visible }) => visible);
  if (submenu !== undefined) {
    const at = lines.findIndex(({ title }) => title === submenu);
    await desktop.run("xdotool", "mousemove", "90", `${FIRST_LINE + at * LINE}`);
    await drawn();
  }
  const shot = join(desktop.folder, name);
  await desktop.screenshot(shot);
  const height = FIRST_LINE + lines.length * LINE;
  // The screen behind it is black.
  const behind = ["-fill", "#7d8a99", "-draw", "color 999,599 floodfill"];
  await save(desktop, name, [shot, ...behind, "-crop", `770x${height}+0+0`, "+repage"]);
}

async function save(desktop: Desktop, name: string, from: readonly string[]): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await desktop.run("convert", ...from, "-strip", join(folder, name));
}

if (import.meta.main) {
  await using desktop = await openDesktop();
  await shootIcons(desktop);
  await using scene = await openScene();
  await shootMenus(scene);
  await shootWindow(folder);
}
