// The program on paho-mqtt, for one test. Debian has it for its own Python alone.

const PYTHON = "/usr/bin/python3";

/** The other program of the fleet. */
export interface ForeignPeer extends AsyncDisposable {
  /** The next line that it prints: a message with its quality of service and the mark of retained ones. */
  heard(): Promise<string>;
  /** Sends a message. */
  send(body: string): Promise<void>;
}

/** True when there is a paho-mqtt; throws instead of answering false where skipping is forbidden. */
export function hasPaho(): boolean {
  if (imports()) return true;
  if (Deno.env.get("GIT_SYNC_BAR_NO_SKIP") !== undefined) {
    throw new Error(`Cannot skip a test here: ${PYTHON} has no paho-mqtt`);
  }
  return false;
}

function imports(): boolean {
  try {
    return new Deno.Command(PYTHON, { args: ["-c", "import paho.mqtt"], stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** Starts it, and waits until it hears the topic. */
export async function startForeignPeer(port: number, topic: string): Promise<ForeignPeer> {
  const child = new Deno.Command(PYTHON, {
    args: [`${import.meta.dirname}/foreign_peer.py`, "127.0.0.1", `${port}`, topic],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  const heard = async () => {
    while (!rest.includes("\n")) {
      const { value, done } = await output.read();
      if (done) throw new Error("the foreign peer has ended");
      rest += value;
    }
    const line = rest.slice(0, rest.indexOf("\n"));
    rest = rest.slice(line.length + 1);
    return line;
  };
  const first = await heard();
  if (first !== "subscribed") throw new Error(`the foreign peer said ${first}`);
  return {
    heard,
    send: (body) => input.write(new TextEncoder().encode(`${body}\n`)),
    async [Symbol.asyncDispose]() {
      await input.close();
      await output.cancel();
      await child.status;
    },
  };
}
