// Failures on the way to the remote and at its door, provoked from real git, ssh and HTTP. The
// assertion is the kind.

import assert from "node:assert/strict";
import { join } from "node:path";
import { noise } from "../../support/dice.ts";
import { BRANCH, commit, failingGit, script } from "../../support/failing_git.ts";
import { startHttpServer } from "../../support/http_server.ts";
import { has } from "../../support/needs.ts";
import { startRelay } from "../../support/relay.ts";
import { startSshServer } from "../../support/sshd.ts";

const ssh = { ignore: !has("sshd", "ssh", "ssh-keygen") };

/** A port that takes connections, listens for a moment and hangs up; or, closed, takes none. */
function rudePort() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(4096));
      connection.close();
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
    },
  };
}

Deno.test("a host without a server, or without an address, is offline", async () => {
  await using t = await failingGit();
  const rude = rudePort();
  await rude[Symbol.asyncDispose]();
  // A label of 64 letters has no address, and no name server needs to be asked.
  for (const host of [`127.0.0.1:${rude.port}`, `${"x".repeat(64)}.invalid`]) {
    for (const scheme of ["ssh", "http", "https", "git"]) {
      const url = `${scheme}://${host}/notes.git`;
      assert.equal((await t.fetch(url)).kind, "offline", url);
      assert.equal((await t.push(url)).kind, "offline", url);
    }
  }
});

Deno.test("a server that hangs up at once is offline", async () => {
  await using t = await failingGit();
  await using rude = rudePort();
  for (const scheme of ["ssh", "http", "https", "git"]) {
    const url = `${scheme}://127.0.0.1:${rude.port}/notes.git`;
    assert.equal((await t.fetch(url)).kind, "offline", url);
    assert.equal((await t.push(url)).kind, "offline", url);
  }
});

Deno.test("an ssh connection that breaks at any moment is offline", ssh, async () => {
  await using t = await failingGit();
  await using server = await startSshServer(t.world);
  const sshCommand = await server.client();
  await commit(t.world, join(t.world.folder, "seed"), "film", noise(300_000));
  await t.world.git(join(t.world.folder, "seed"), "push", "--quiet");
  await commit(t.world, t.laptop, "sound", noise(300_000));
  for (const cutAfter of [100, 3_000, 5_500, 100_000]) {
    await using relay = startRelay(server.port, { cutAfter });
    const url = server.url(t.world.remote, relay.port);
    assert.equal((await t.fetch(url, { sshCommand })).kind, "offline", `fetch: ${cutAfter}`);
    const push = ["push", "--porcelain", url, "HEAD:refs/heads/sounds"];
    assert.equal((await t.attempt(push, { sshCommand })).kind, "offline", `push: ${cutAfter}`);
  }
});

Deno.test("an HTTP connection that breaks is offline", async () => {
  await using t = await failingGit();
  await using server = startHttpServer({ root: t.world.folder });
  await commit(t.world, join(t.world.folder, "seed"), "film", noise(300_000));
  await t.world.git(join(t.world.folder, "seed"), "push", "--quiet");
  await commit(t.world, t.laptop, "sound", noise(300_000));
  for (const cutAfter of [1, 100_000]) {
    await using relay = startRelay(server.port, { cutAfter });
    const url = `http://127.0.0.1:${relay.port}/remote.git`;
    assert.equal((await t.fetch(url)).kind, "offline", `fetch: ${cutAfter}`);
    const push = ["push", "--porcelain", url, "HEAD:refs/heads/sounds"];
    assert.equal((await t.attempt(push)).kind, "offline", `push: ${cutAfter}`);
  }
});

Deno.test("a remote's git that is killed in the middle is offline", async () => {
  await using t = await failingGit();
  const kill = await script(join(t.world.folder, "kill"), "kill -9 $PPID");
  const serve = `git -c uploadpack.packObjectsHook=${kill} upload-pack`;
  await commit(t.world, join(t.world.folder, "seed"), "theirs.md");
  await t.world.git(join(t.world.folder, "seed"), "push", "--quiet");
  const fetch = await t.attempt(["fetch", "--upload-pack", serve, t.world.remote, BRANCH]);
  assert.equal(fetch.kind, "offline");
  await commit(t.world, t.laptop, "mine.md");
  await script(join(t.world.remote, "hooks/pre-receive"), "kill -9 $PPID");
  const push = ["push", "--porcelain", "origin", "HEAD:refs/heads/other"];
  assert.equal((await t.attempt(push)).kind, "offline");
});

Deno.test("what answers in the remote's place, as a hotel's network does, is offline", async () => {
  await using t = await failingGit();
  const root = t.world.folder;
  const leadAway = ({ url }: Request) =>
    url.endsWith("/welcome")
      ? new Response("Welcome")
      : Response.redirect(new URL("/welcome", url));
  await using hotel = startHttpServer({ root, answer: leadAway });
  assert.equal((await t.fetch(hotel.url("remote.git"))).kind, "offline");
  assert.equal((await t.push(hotel.url("remote.git"))).kind, "offline");
  await using mute = startHttpServer({ root, answer: () => new Response("") });
  assert.equal((await t.push(mute.url("remote.git"))).kind, "offline");
});

Deno.test("what an HTTP server answers has the kind of its status", async () => {
  const kinds = {
    401: "sign in",
    403: "remote permission",
    404: "remote not found",
    413: "too large",
  } as const;
  const later = { 429: "offline", 500: "offline", 503: "offline", 507: "remote full" } as const;
  await using t = await failingGit();
  await commit(t.world, t.laptop, "film");
  for (const [status, kind] of Object.entries({ ...kinds, ...later })) {
    const answer = () => new Response("No\n", { status: Number(status) });
    await using always = startHttpServer({ root: t.world.folder, answer });
    assert.equal((await t.fetch(always.url("remote.git"))).kind, kind, `fetch: ${status}`);
    await using late = startHttpServer({
      root: t.world.folder,
      answer: ({ method, url }) =>
        method === "POST" && url.endsWith("git-receive-pack") ? answer() : undefined,
    });
    assert.equal((await t.push(late.url("remote.git"))).kind, kind, `push: ${status}`);
  }
});

Deno.test("an ssh key that the server does not know is a matter of signing in", ssh, async () => {
  await using t = await failingGit();
  await using server = await startSshServer(t.world);
  const sshCommand = await server.client({ IdentityFile: await server.strangeKey() });
  assert.equal((await t.fetch(server.url(t.world.remote), { sshCommand })).kind, "ssh key");
});

Deno.test("no password and a wrong one are a matter of signing in, and it is not shown", async () => {
  await using t = await failingGit();
  const login = { name: "laptop", password: "rightpass" };
  await using server = startHttpServer({ root: t.world.folder, login });
  await t.world.git(t.laptop, "ls-remote", server.url("remote.git", "laptop:rightpass"));
  for (const shown of [undefined, "laptop", "laptop:wrongpass", "tokenlike"]) {
    const url = server.url("remote.git", shown);
    for (const failure of [await t.fetch(url), await t.push(url)]) {
      assert.equal(failure.kind, "sign in", shown ?? "nobody");
      assert.doesNotMatch(failure.detail, /wrongpass|tokenlike/);
    }
  }
});

Deno.test("a host key that is unknown or has changed is a matter of trust", ssh, async () => {
  await using t = await failingGit();
  await using server = await startSshServer(t.world);
  const url = server.url(t.world.remote);
  const unknown = await server.client({ UserKnownHostsFile: "/dev/null" });
  assert.equal((await t.fetch(url, { sshCommand: unknown })).kind, "host key");

  const other = await Deno.readTextFile(`${await server.strangeKey()}.pub`);
  await t.world.write(t.world.folder, { known_hosts: `server ${other}` });
  const hosts = join(t.world.folder, "known_hosts");
  const changed = await server.client({ UserKnownHostsFile: hosts });
  const failure = await t.fetch(url, { sshCommand: changed });
  assert.equal(failure.kind, "host key");
  assert.match(failure.detail, /^Host key for server has changed/);
  const mistrusted = await server.client({
    UserKnownHostsFile: hosts,
    StrictHostKeyChecking: "no",
    IdentityFile: await server.strangeKey(),
  });
  const { kind } = await t.fetch(url, { sshCommand: mistrusted });
  assert.equal(kind, "ssh key", "the user lets a changed host key pass");
});

Deno.test("a remote that is not there is no remote", async () => {
  await using t = await failingGit();
  for (const remote of ["backup", "/Volumes/Stick/notes.git", "file:///Volumes/Stick/notes.git"]) {
    assert.equal((await t.fetch(remote)).kind, "remote not found", remote);
    assert.equal((await t.push(remote)).kind, "remote not found", remote);
  }
  for (const remote of ["strange://host/notes.git", "http:///my notes.git"]) {
    assert.equal((await t.fetch(remote)).kind, "remote not found", remote);
  }
  assert.equal((await t.attempt(["remote", "get-url", "backup"])).kind, "remote not found");
  await using server = startHttpServer({ root: t.world.folder });
  assert.equal((await t.fetch(server.url("other.git"))).kind, "remote not found", "over HTTP");
});

Deno.test("a folder that is not on the ssh server is no remote", ssh, async () => {
  await using t = await failingGit();
  await using server = await startSshServer(t.world);
  const sshCommand = await server.client();
  const url = server.url("/nowhere/notes.git");
  assert.equal((await t.fetch(url, { sshCommand })).kind, "remote not found");
  assert.equal((await t.push(url, { sshCommand })).kind, "remote not found");
});
