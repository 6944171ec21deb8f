// Ssh connections that stay open from one git to the next, as most of a short command over ssh is the
// handshake. They are ssh's own (ssh_config, "ControlMaster"): the first ssh leaves a process that holds
// the connection and listens at a socket; the ones after it go through that.

import { join } from "node:path";
import { makePrivate } from "../../../system/private_folder.ts";
import { pause, settlesWithin } from "../../../system/pause.ts";
import { endGroup, startGroup } from "./process_group.ts";
import {
  escaped,
  fitsSocket,
  isOpenSsh,
  KEEP_OPEN_MS,
  keptSsh,
  mayKeepOpen,
  sshHost,
} from "../values/ssh_command.ts";

/** An ssh as git would start it. */
export interface SshClient {
  /** The user's own command, for a shell. */
  readonly command: string;
  /** The value of `ssh.variant`, where the user sets it. */
  readonly variant: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** The folder in which git starts it. */
  readonly folder: string;
}

/** A way through a connection that stays open. */
export interface KeptConnection {
  /** The ssh command for it. */
  readonly command: string;
  /** Whether there was no connection yet, so that a failure is none of an old one. */
  readonly isFirst: boolean;
}

/** The connections of one instance. Nothing here throws: without them everything works, too. */
export interface Connections {
  /** How to go through them; `undefined` when these URLs are better reached without. */
  offer(client: SshClient, urls: readonly string[]): Promise<KeptConnection | undefined>;
  /** Ends them: `idle` lets what is still under way in them end first. */
  end(which: "all" | "idle"): Promise<void>;
  /** Does without them for as long as one would stay open: they are not good here. */
  rest(): void;
  /** Ends them for good, with their folder, if this instance has had any. */
  close(): Promise<void>;
}

/** How long a process on this machine may take to answer, in milliseconds. */
const ANSWER_MS = 2_000;

const POLL_MS = 20;

/** Keeps connections open, with their sockets in `folder`, which no other instance may use. */
export function keepConnections(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Connections {
  let isUsed = false;
  let restUntil = 0;
  let known: { readonly key: string; readonly until: number; readonly may: boolean } | undefined;
  let ending: Promise<void> = Promise.resolve();

  /** Asks ssh for the user's settings of these hosts. They may change while the app runs. */
  async function mayKeep(client: SshClient, hosts: readonly (readonly string[])[]) {
    const key = JSON.stringify([client.command, hosts]);
    if (known?.key === key && Date.now() < known.until) return known.may;
    const printed = await Promise.all(hosts.map((host) => settingsOf(client, host)));
    const may = printed.every((text) => text !== undefined && mayKeepOpen(text));
    known = { key, until: Date.now() + KEEP_OPEN_MS, may };
    return may;
  }

  async function endOne(socket: string, which: "all" | "idle"): Promise<void> {
    const word = which === "all" ? "exit" : "stop";
    const args = ["-F", "/dev/null", "-S", escaped(socket), "-O", word, "host"];
    const { code } = await run("ssh", args, { environment });
    const until = Date.now() + ANSWER_MS;
    while (code === 0 && Date.now() < until) {
      if (!await isThere(socket, which)) return;
      await pause(POLL_MS);
    }
    await endByForce(socket);
  }

  function end(which: "all" | "idle"): Promise<void> {
    ending = ending.then(async () => {
      await Promise.all((await socketsIn(folder)).map((socket) => endOne(socket, which)));
    }).catch(() => {});
    return ending;
  }

  return {
    async offer(client, urls) {
      const hosts = urls.map(sshHost).filter((host) => host !== undefined);
      if (hosts.length === 0 || !isOpenSsh(client.command, client.variant)) return undefined;
      if (Date.now() < restUntil || !fitsSocket(folder, Deno.build.os)) return undefined;
      await ending;
      try {
        if (!await mayKeep(client, hosts)) return undefined;
        await makePrivate(folder);
        isUsed = true;
        // An ssh would wait for ever for one that stands still (OpenSSH 9.2).
        for (const socket of await socketsIn(folder)) {
          if (!await isAnswering(socket)) await endByForce(socket);
        }
        const isFirst = (await socketsIn(folder)).length === 0;
        return { command: keptSsh(client.command, folder), isFirst };
      } catch {
        return undefined;
      }
    },
    end,
    rest() {
      restUntil = Date.now() + KEEP_OPEN_MS;
    },
    async close() {
      if (!isUsed) return;
      await end("all");
      await Deno.remove(folder).catch(() => {});
    },
  };
}

/** Returns the output of `ssh -G`; git itself asks an ssh that it does not know in this way. */
async function settingsOf(
  { command, environment, folder }: SshClient,
  host: readonly string[],
): Promise<string | undefined> {
  const args = ["-c", `${command} -G "$@"`, "ssh", ...host];
  const { code, text } = await run("/bin/sh", args, { environment, folder });
  return code === 0 ? text : undefined;
}

async function socketsIn(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map(({ name }) => join(folder, name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Reports whether a process that is not stopped listens there: it sends a hello first (OpenSSH, PROTOCOL.mux). */
async function isAnswering(socket: string): Promise<boolean> {
  let connection: Deno.UnixConn | undefined;
  try {
    connection = await Deno.connect({ transport: "unix", path: socket });
    const hello = connection.read(new Uint8Array(64)).then((bytes) => bytes !== null, () => false);
    return await settlesWithin(hello, ANSWER_MS) && await hello;
  } catch {
    return false;
  } finally {
    connection?.close();
  }
}

/** Reports whether there is still something to end: its socket, or the process that goes a moment later. */
async function isThere(socket: string, which: "all" | "idle"): Promise<boolean> {
  if (await Deno.lstat(socket).catch(() => undefined) !== undefined) return true;
  return which === "all" && (await holdersOf(socket)).length > 0;
}

async function endByForce(socket: string): Promise<void> {
  for (const pid of await holdersOf(socket)) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
  await Deno.remove(socket).catch(() => {});
}

/** Returns the numbers of the processes that hold the connection of a socket: ssh gives them its path as a title. */
async function holdersOf(socket: string): Promise<number[]> {
  const { text } = await run("ps", ["-A", "-ww", "-o", "pid=,command="]);
  return text.split("\n").filter((line) => line.includes(`ssh: ${socket} [mux]`))
    .map((line) => Number.parseInt(line.trim()));
}

/** Runs a program, with all that it starts, for no longer than it may take; what it prints as text. */
async function run(
  tool: string,
  args: readonly string[],
  at: Partial<Pick<SshClient, "environment" | "folder">> = {},
): Promise<{ readonly code: number; readonly text: string }> {
  const answered = new AbortController();
  try {
    const child = startGroup([tool, ...args], {
      cwd: at.folder ?? "/",
      env: { PATH: "/usr/bin:/bin", ...at.environment },
      stdin: "null",
    });
    void pause(ANSWER_MS, { signal: answered.signal }).then(async (isLate) => {
      if (isLate) await endGroup(child);
    });
    const { code, stdout } = await child.output();
    return { code, text: new TextDecoder().decode(stdout) };
  } catch {
    return { code: -1, text: "" };
  } finally {
    answered.abort();
  }
}
