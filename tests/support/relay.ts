// A relay on loopback between a client and a server: a network that can break.

/** A port that leads to another one. */
export interface Relay extends AsyncDisposable {
  readonly port: number;
}

/**
 * Starts a relay to `target`, a port on loopback. It breaks off each connection after `cutAfter` bytes,
 * both directions together.
 */
export function startRelay(target: number, options: { readonly cutAfter: number }): Relay {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Promise<void>>();
  const accepting = (async () => {
    for await (const client of listener) {
      const passed = pass(client, { target, cutAfter: options.cutAfter });
      open.add(passed);
      void passed.then(() => open.delete(passed));
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(open);
    },
  };
}

async function pass(
  client: Deno.TcpConn,
  options: { readonly target: number; readonly cutAfter: number },
): Promise<void> {
  const server = await Deno.connect({ hostname: "127.0.0.1", port: options.target });
  let left = options.cutAfter;
  const direction = async (from: Deno.TcpConn, to: Deno.TcpConn) => {
    try {
      const writer = to.writable.getWriter();
      for await (const piece of from.readable) {
        await writer.write(piece.subarray(0, left));
        left -= piece.length;
        if (left <= 0) throw new Error("Cut");
      }
      await writer.close();
    } catch {
      close(client);
      close(server);
    }
  };
  await Promise.all([direction(client, server), direction(server, client)]);
  close(client);
  close(server);
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // The other direction has closed it.
  }
}
