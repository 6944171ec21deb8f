// An ssh server on loopback for one test, with keys of its own. Nothing of the machine's ssh settings
// or known hosts is read or written.

import { join } from "node:path";
import type { World } from "./world.ts";

/** An ssh server and a client who is welcome there. */
export interface SshServer extends AsyncDisposable {
  readonly port: number;
  /** How many connections it has taken so far. */
  taken(): number;
  /** The URL of a folder of this machine, reached over this server, or over a relay's port. */
  url(folder: string, port?: number): string;
  /**
   * The ssh command of a client; `change` replaces lines of its configuration by their keyword, and an empty value
   * takes one out.
   */
  client(change?: Readonly<Record<string, string>>): Promise<string>;
  /** Makes a key that the server does not know and returns its path. */
  strangeKey(): Promise<string>;
}

/**
 * Starts an ssh server into which the user who runs the test can log in. Each connection gets an
 * `sshd -i` of its own, so that the port is known at once and nothing outlives the test.
 */
export async function startSshServer(world: World): Promise<SshServer> {
  const folder = join(world.folder, "ssh");
  await Deno.mkdir(folder);
  const user = (await output("id", "-un")).trim();
  const at = (name: string) => join(folder, name);
  await makeKey(at("host"));
  await makeKey(at("person"));
  await Deno.writeTextFile(
    at("sshd_config"),
    [
      `HostKey ${at("host")}`,
      `AuthorizedKeysFile ${at("person.pub")}`,
      "StrictModes no",
      "UsePAM no",
      "PermitRootLogin yes",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PidFile none",
      `SetEnv HOME=${world.env.HOME} GIT_CONFIG_NOSYSTEM=1`,
      "",
    ].join("\n"),
  );
  await Deno.writeTextFile(at("known_hosts"), `server ${await Deno.readTextFile(at("host.pub"))}`);
  // As root, sshd wants this folder, which the system makes when the service starts.
  if (Deno.uid() === 0) await Deno.mkdir("/run/sshd", { recursive: true, mode: 0o755 });

  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const open = new Set<Promise<void>>();
  let taken = 0;
  const ending = new AbortController();
  const accepting = (async () => {
    for await (const connection of listener) {
      taken++;
      const served = serve(connection, { config: at("sshd_config"), signal: ending.signal });
      open.add(served);
      void served.then(() => open.delete(served));
    }
  })();
  let clients = 0;
  return {
    port,
    taken: () => taken,
    url: (path, other = port) => `ssh://${user}@127.0.0.1:${other}${path}`,
    async client(change = {}) {
      const config = at(`client_config_${++clients}`);
      const lines = {
        HostKeyAlias: "server",
        UserKnownHostsFile: at("known_hosts"),
        GlobalKnownHostsFile: "/dev/null",
        StrictHostKeyChecking: "yes",
        IdentityFile: at("person"),
        IdentitiesOnly: "yes",
        IdentityAgent: "none",
        ...change,
      };
      await Deno.writeTextFile(
        config,
        Object.entries(lines).filter(([, value]) => value !== "")
          .map(([keyword, value]) => `${keyword} ${value}\n`).join(""),
      );
      return `ssh -F ${config}`;
    },
    async strangeKey() {
      const path = at(`strange_${++clients}`);
      await makeKey(path);
      return path;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      ending.abort();
      await accepting;
      await Promise.all(open);
    },
  };
}

async function serve(
  connection: Deno.TcpConn,
  options: { readonly config: string; readonly signal: AbortSignal },
): Promise<void> {
  // It logs to nowhere; it must be called by its whole path, as it may start itself again.
  const server = new Deno.Command("/usr/sbin/sshd", {
    args: ["-i", "-f", options.config, "-E", "/dev/null"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    signal: options.signal,
  }).spawn();
  // Either side may break off at any time: a test may even want it.
  const toServer = connection.readable.pipeTo(server.stdin).catch(() => {});
  const toClient = server.stdout.pipeTo(connection.writable).catch(() => {});
  await toClient;
  await server.status;
  try {
    connection.close();
  } catch {
    // Closed with the stream.
  }
  await toServer;
}

async function makeKey(path: string): Promise<void> {
  await output("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path);
}

async function output(program: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args }).output();
  if (code !== 0) throw new Error(`${program} gave ${code}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
