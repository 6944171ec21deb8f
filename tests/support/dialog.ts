// A dialog with the program in a terminal of lines: it asks, the test answers. Each user has a home of their own.

import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually, type Look, processesOf } from "./running.ts";
import { type Printed, programCommand, programEnv } from "./program.ts";
import type { World } from "./world.ts";

/** A program that asks. Disposing of it ends it by force. */
export interface Dialog extends AsyncDisposable {
  readonly home: string;
  /** How many answers it was given. */
  readonly answers: number;
  /** Waits for a question whose text, the lines above it included, is so. Returns that text. */
  asks(question: RegExp): Promise<string>;
  /** Waits for a question, and answers it. Returns its text. */
  answer(question: RegExp, text: string): Promise<string>;
  /** Waits for its end; there must be no other question, unless it was cut off. */
  ends(): Promise<Printed>;
  /** Sends the end of all answers. */
  hangUp(): Promise<void>;
  signal(signal: Deno.Signal): void;
  /** Waits for something else. */
  until<Value>(what: string, look: Look<Value>): Promise<NonNullable<Value>>;
}

/** Makes a home folder in which there is nothing, and returns its path. */
export async function emptyHome(world: World, name: string): Promise<string> {
  const home = join(world.folder, `home-${name}`);
  await Deno.mkdir(home, { recursive: true });
  return home;
}

/** Starts a dialog. */
export async function startDialog(
  world: World,
  { name, args, env = {} }: {
    readonly name: string;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<Dialog> {
  const home = await emptyHome(world, name);
  const { command, args: all } = programCommand(...args);
  const child = new Deno.Command(command, {
    args: all,
    cwd: home,
    clearEnv: true,
    env: { ...programEnv(world), XDG_RUNTIME_DIR: home, ...env, HOME: home, TMPDIR: home },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  let [stdout, stderr, seen, answers] = ["", "", 0, 0];
  const read = async (stream: ReadableStream<Uint8Array>, add: (text: string) => void) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) add(text);
  };
  const reading = Promise.all([
    read(child.stdout, (text) => stdout += text),
    read(child.stderr, (text) => stderr += text),
  ]);
  let [isOver, isCut] = [false, false];
  const ended = (async () => {
    const { code } = await child.status;
    await reading;
    isOver = true;
    return { code, stdout, stderr };
  })();

  const dialog: Dialog = {
    home,
    get answers() {
      return answers;
    },
    async asks(question) {
      const text = await dialog.until(`it asks ${question}`, () => {
        const text = stdout.slice(seen);
        return isOver || /[^\n]: $/.test(text) ? text : undefined;
      });
      assert.match(text, question, stderr);
      assert.ok(!isOver, `it has ended: ${text}\n${stderr}`);
      return text;
    },
    async answer(question, text) {
      const asked = await dialog.asks(question);
      seen = stdout.length;
      answers++;
      await writer.write(new TextEncoder().encode(`${text}\n`));
      return asked;
    },
    async ends() {
      const isAsking = () => !isCut && /[^\n]: $/.test(stdout.slice(seen));
      await dialog.until("it ends", () => isOver || isAsking());
      assert.ok(isOver, `it asks: ${stdout.slice(seen)}`);
      return await ended;
    },
    async hangUp() {
      isCut = true;
      await writer.close();
    },
    signal(signal) {
      isCut = true;
      child.kill(signal);
    },
    async until(what, look) {
      try {
        return await eventually(what, look);
      } catch (error) {
        throw new Error(`${what}\n${stdout}\n${stderr}`, { cause: error });
      }
    },
    async [Symbol.asyncDispose]() {
      for (const pid of [child.pid, ...await processesOf(home)]) {
        try {
          if (!isOver) Deno.kill(pid, "SIGKILL");
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        }
      }
      await ended;
      await writer.close().catch(() => {});
    },
  };
  return dialog;
}

/** Lists all files and folders below a folder with what is in them; those of git and the app's own are left out. */
export async function contentsOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (at: string) => {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, at))) {
      const path = join(at, name);
      if (path === ".cache" || path === ".config" || path === ".local") continue;
      if (isDirectory) {
        found.push(`${path}/`);
        await walk(path);
      } else found.push(`${path} ${await Deno.readTextFile(join(folder, path))}`);
    }
  };
  await walk("");
  return found.sort();
}
