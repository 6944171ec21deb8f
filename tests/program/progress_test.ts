// A slow remote: how far a transfer is, in the menu on a real panel, by `--status`, and in a line on a terminal.

import assert from "node:assert/strict";
import { join } from "node:path";
import { hasDesktop } from "../support/desktop.ts";
import { noise } from "../support/dice.ts";
import { startHttpServer } from "../support/http_server.ts";
import { openScene } from "../support/menu_bar.ts";
import { has } from "../support/needs.ts";
import { configFor, programCommand, programEnv } from "../support/program.ts";
import { prompt } from "../support/running.ts";
import { slowLink } from "../support/slow_link.ts";
import type { World } from "../support/world.ts";

/** Bytes that take some seconds at 2 MB/s: more than git holds in memory, and than the buffers of the system. */
const SIZE = 17 * 1024 * 1024;

const ignore = !hasDesktop() || !has("script");

/** Runs a command of the app in a terminal. Calls back with all that it was sent so far; returns all in the end. */
async function onTerminal(
  world: World,
  args: readonly string[],
  { env = {}, seen }: {
    readonly env?: Readonly<Record<string, string>>;
    readonly seen: (text: string) => unknown;
  },
): Promise<string> {
  const { command, args: all } = programCommand(...args);
  const quoted = [command, ...all].map((word) => `'${word}'`).join(" ");
  const child = new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", quoted, "/dev/null"],
    cwd: world.folder,
    clearEnv: true,
    env: { ...programEnv(world), ...env, TERM: "xterm" },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let text = "";
  for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    seen(text);
  }
  assert.equal((await child.status).code, 0, text);
  return text;
}

Deno.test(
  "a slow remote: how far it is, and never that it is away",
  { ignore },
  async (t) => {
    await using scene = await openScene();
    const { world } = scene;
    const [notes, other] = await world.clones({ "notes.md": "one\n" }, "notes", "other");
    await world.git(world.remote, "config", "http.receivepack", "true");
    const link = slowLink();
    await using server = startHttpServer({ root: world.folder, link });
    const sendFilm = async (name: string) => {
      await world.git(other, "pull", "--quiet");
      await Deno.writeFile(join(other, name), noise(SIZE));
      await world.git(other, "add", name);
      await world.git(other, "commit", "--quiet", "-m", "film");
      await world.git(other, "push", "--quiet");
    };
    await sendFilm("film.mp4");
    // At the start nothing listens there.
    await world.git(notes, "remote", "set-url", "origin", "http://127.0.0.1:9/remote.git");
    await using app = await scene.start("laptop", { config: prompt(notes) });
    await scene.shows("-Offline");
    await world.git(notes, "remote", "set-url", "origin", server.url("remote.git"));

    await t.step(
      "receiving, after the remote was away: the menu, --status, and --sync-now",
      async () => {
        const home = join(world.folder, "home-laptop");
        const env = { HOME: home, XDG_RUNTIME_DIR: home };
        const { promise: isSeen, resolve: see } = Promise.withResolvers<void>();
        const seen = (text: string) => RECEIVING.test(text) && see();
        const shown = onTerminal(world, ["--sync-now"], { env, seen });
        await scene.shows(/^-Receiving \d+ MB$/);
        await scene.hasIcon("syncing");
        const { progress, condition } = (await app.status())!;
        assert.equal(condition, "syncing");
        assert.ok(progress?.kind === "receiving" && progress.bytes! > 0, JSON.stringify(progress));
        const { stdout } = await app.run("--status");
        assert.match(stdout, /^Receiving \d+ MB\n/);
        await isSeen;
        link.release();
        // A retry of the app's own may have come first: then that one has received it.
        assert.match(
          (await shown).replace("Up to date\r", "Up to date: received 1 change\r"),
          PASSING,
        );
        await scene.shows(/^-Up to date · /, /^↓ film\.mp4 added by other/);
      },
    );

    await t.step("sending, with all that there is to send", async () => {
      link.hold();
      await Deno.writeFile(join(notes, "mine.mp4"), noise(SIZE));
      await scene.shows(/^-Sending \d+ of 1[89] MB · \d+%$/);
      const { progress } = (await app.status())!;
      // Git may have handed over all of it by now: the system holds some megabytes back.
      assert.ok(progress?.kind === "sending" && progress.bytes! > 0, JSON.stringify(progress));
      link.release();
      await scene.shows(/^-Up to date · /, /^↑ mine\.mp4 added/);
    });
    await scene.click("Quit Git Sync Bar");
    await app.endsWell();

    await t.step("--once shows it, too", async () => {
      link.hold();
      await sendFilm("second.mp4");
      const config = await configFor(world, notes);
      const seen = (text: string) => RECEIVING.test(text) && link.release();
      assert.match(await onTerminal(world, ["--once", "--config", config], { seen }), PASSING);
    });
  },
);

const RECEIVING = /Receiving \d+ MB/;

/** A line over itself with how far it is, taken away before the outcome. */
// deno-lint-ignore no-control-regex -- as a terminal is sent it
const PASSING = /\r\x1b\[KReceiving \d+ MB.*\r\x1b\[KUp to date: received 1 change\r\n$/s;
