// A server on loopback that answers as a test wants: no broker at all, or a bad one.

/** A server that is closed, with all its connections, when it is disposed of. */
export interface Scripted extends AsyncDisposable {
  readonly port: number;
}

/** What it does with what it was sent: answers, hangs up, or neither. */
export type Answer = (heard: Uint8Array) => Uint8Array | "hang up" | undefined;

/** A CONNACK with this return code: MQTT 3.1.1, section 3.2. */
export function connack(code: number): Uint8Array {
  return Uint8Array.of(0x20, 2, 0, code);
}

/** A SUBACK for that SUBSCRIBE: MQTT 3.1.1, section 3.9. */
export function suback(subscribe: Uint8Array, code: number): Uint8Array {
  return Uint8Array.of(0x90, 3, subscribe[2]!, subscribe[3]!, code);
}

/** The types of packets, as they stand in the first half of the first byte. */
export const CONNECT = 1;
export const SUBSCRIBE = 8;

/** A broker that does this after its CONNACK, and a proper SUBACK unless `answer` says otherwise. */
export function badBroker(answer: Answer): Scripted {
  return startScripted((heard) => {
    const type = heard[0]! >> 4;
    if (type === CONNECT) return connack(0);
    return answer(heard) ?? (type === SUBSCRIBE ? suback(heard, 1) : undefined);
  });
}

/** Starts a server; it may greet before it has heard anything. */
export function startScripted(answer: Answer, greeting?: Uint8Array): Scripted {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving: Promise<void>[] = [];
  const open: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) {
      open.push(connection);
      serving.push(
        serve(connection, { answer, greeting }).catch(() => {}).finally(() => close(connection)),
      );
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      listener.close();
      open.forEach(close);
      await accepting;
      await Promise.all(serving);
    },
  };
}

async function serve(
  connection: Deno.Conn,
  { answer, greeting }: { readonly answer: Answer; readonly greeting: Uint8Array | undefined },
): Promise<void> {
  if (greeting !== undefined) await connection.write(greeting);
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const length = await connection.read(buffer);
    if (length === null) return;
    const said = answer(buffer.subarray(0, length));
    if (said === "hang up") return;
    if (said !== undefined) await connection.write(said);
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
