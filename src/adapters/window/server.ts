// The server of the window: HTTP on 127.0.0.1 for the page in the user's browser. It ends by itself when no page is
// open any more. It is loaded when the window is opened for the first time.

import { WINDOW_IDLE_MS } from "../../system/limits/window.ts";
import { failure, json, refusal } from "./answers.ts";
import { type Session, SESSION_REQUEST } from "./api/session.ts";
import { admissionOf } from "./guard.ts";
import { type Client, listen, serve } from "./listener.ts";
import { pageAnswer } from "./page.ts";
import type { LoadPageFiles } from "./page_files.ts";
import { bodyOf } from "./request.ts";
import { type ActionsOf, createRoutes } from "./routes/routes.ts";
import { createSessions } from "./sessions.ts";

export interface WindowOptions {
  readonly actionsOf: ActionsOf;
  readonly pageFiles: LoadPageFiles;
  /** Milliseconds since a moment that stays the same. */
  readonly awake: () => number;
  readonly setTimer: (ms: number, callback: () => void) => { cancel(): void };
  /** Comes once, when it has ended by itself or was closed. */
  readonly onEnd: () => void;
  /** Given by tests. */
  readonly requestMs?: number;
  readonly writeMs?: number;
}

/** A server that runs. */
export interface WindowServer {
  readonly port: number;
  /**
   * Returns the address at which a page opens once, within a minute; `to` is the fragment for the page. `onOpened`
   * comes when it has.
   */
  address(to: string, onOpened?: () => void): string;
  close(): void;
}

/** Starts a server. Throws when it cannot listen. */
export function startWindowServer(options: WindowOptions): WindowServer {
  const { awake, setTimer } = options;
  const sessions = createSessions({ now: awake });
  const listener = listen();
  const { port } = listener.addr;
  const routes = createRoutes(options.actionsOf);
  let open = 0;
  let idle = setTimer(WINDOW_IDLE_MS, () => close());

  async function answer(request: Request, client: Client): Promise<Response> {
    try {
      switch (client.kind) {
        case "page":
          return await pageAnswer(client.path, options.pageFiles);
        case "session":
          return await openSession(request);
        case "secret":
          keepOpenFor(client);
          return await routes(request, client);
      }
    } catch (error) {
      return failure(error);
    }
  }

  async function openSession(request: Request): Promise<Response> {
    const { token } = await bodyOf(request, SESSION_REQUEST);
    const secret = sessions.open(token);
    return secret === undefined ? refuse(401, "secret") : json({ secret } satisfies Session);
  }

  /** A request with a secret, an open stream among them, keeps the server until its client is gone. */
  function keepOpenFor({ signal }: Client): void {
    if (signal.aborted) return;
    open++;
    idle.cancel();
    signal.addEventListener("abort", () => {
      open--;
      stayOpen();
    }, { once: true });
  }

  function stayOpen(): void {
    idle.cancel();
    if (open === 0 && !isClosed) idle = setTimer(WINDOW_IDLE_MS, () => close());
  }

  let isClosed = false;
  function close(): void {
    if (isClosed) return;
    isClosed = true;
    idle.cancel();
    serving.close();
    options.onEnd();
  }

  const serving = serve(listener, {
    ...options,
    admit: (head) => admissionOf(head, { port, isOpen: sessions.isOpen }),
    answer,
    refuse,
  });
  return {
    port,
    address(to, onOpened) {
      stayOpen();
      const token = sessions.newToken(onOpened);
      const fragment = new URLSearchParams({ token, to });
      return `http://127.0.0.1:${port}/#${fragment}`;
    },
    close,
  };
}

const CLOSED =
  "This window is closed: open it again from the menu, or with `git-sync-bar --window`";

function refuse(status: number, why: string): Response {
  if (status === 401) return refusal({ kind: "session", error: CLOSED });
  return refusal({ kind: "request", error: `Cannot take the request: ${why}` }, status);
}
