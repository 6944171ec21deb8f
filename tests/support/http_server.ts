// A smart HTTP git server on loopback for one test: git's own http-backend behind Deno.serve.

import { Buffer } from "node:buffer";
import type { SlowLink } from "./slow_link.ts";

/** What the server is to serve, and to whom. */
export interface HttpServerOptions {
  /** The folder with the bare repositories. */
  readonly root: string;
  /** Who may come in; without it everybody may fetch and push. */
  readonly login?: { readonly name: string; readonly password: string };
  /** Answers in git's place where it returns a response. */
  readonly answer?: (request: Request) => Response | undefined;
  /** The connection to it, where that is slow. */
  readonly link?: SlowLink;
}

/** A running server. */
export interface HttpServer extends AsyncDisposable {
  readonly port: number;
  /** The URL of a repository below the root, with `login` (`name:password`) in it when given. */
  url(repository: string, login?: string): string;
}

/** Starts the server. */
export function startHttpServer(options: HttpServerOptions): HttpServer {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const answer = options.answer?.(request);
    if (answer !== undefined) return answer;
    if (!welcome(request, options.login)) {
      return new Response("Who are you?\n", {
        status: 401,
        headers: { "www-authenticate": 'Basic realm="git"' },
      });
    }
    return backend(request, options);
  });
  const { port } = server.addr;
  return {
    port,
    url: (repository, login) =>
      `http://${login === undefined ? "" : `${login}@`}127.0.0.1:${port}/${repository}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function welcome(request: Request, login: HttpServerOptions["login"]): boolean {
  if (login === undefined) return true;
  const basic = Buffer.from(`${login.name}:${login.password}`).toString("base64");
  return request.headers.get("authorization") === `Basic ${basic}`;
}

/** One request through git's CGI program (`git help http-backend`). */
async function backend(
  request: Request,
  { root, link }: HttpServerOptions,
): Promise<Response> {
  // As a whole, before git is started: on a body that breaks off, git 2.39's http-backend spins for ever.
  const body =
    await (link !== undefined && request.body !== null ? link.whole(request.body) : request.bytes())
      .catch(() => undefined);
  if (body === undefined) return new Response(null, { status: 400 });
  const url = new URL(request.url);
  const env: Record<string, string> = {
    PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
    HOME: root,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: decodeURIComponent(url.pathname),
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    // With a user's name, http-backend lets him push.
    REMOTE_USER: "somebody",
    CONTENT_LENGTH: `${body.byteLength}`,
  };
  for (const [name, header] of CGI_HEADERS) {
    const value = request.headers.get(header);
    if (value !== null) env[name] = value;
  }
  const child = new Deno.Command("git", {
    args: ["http-backend"],
    clearEnv: true,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const sent = new Blob([body]).stream().pipeTo(child.stdin).catch(() => {});
  const { stdout } = await child.output();
  await sent;
  return cgiResponse(Buffer.from(stdout), link);
}

const CGI_HEADERS = [
  ["CONTENT_TYPE", "content-type"],
  ["HTTP_CONTENT_ENCODING", "content-encoding"],
  ["GIT_PROTOCOL", "git-protocol"],
] as const;

function cgiResponse(output: Buffer, link: SlowLink | undefined): Response {
  const end = output.indexOf("\r\n\r\n");
  const headers = new Headers();
  for (const line of output.subarray(0, end).toString("latin1").split("\r\n")) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const status = Number.parseInt(headers.get("status") ?? "200");
  headers.delete("status");
  const body = new Uint8Array(output.subarray(end + 4));
  return new Response(link?.through(body) ?? body, { status, headers });
}
