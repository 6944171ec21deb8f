// The join code, and addresses of remotes: both come from anybody.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import {
  folderNameOf,
  looksLikeAddress,
  parseAddress,
  shareableAddress,
} from "../../../src/core/setup/address.ts";
import { type Invitation, joinCode, readJoinCode } from "../../../src/core/setup/join_code.ts";

const LIVE = {
  host: "broker.example.org",
  port: 8883,
  topic: "4b5d8a4e-2f0b-4c57-9a4e-0b6a3c7b0d11",
  isEncrypted: true,
  wants: ["certificate"],
} as const;

const coded = (content: unknown) =>
  `gsb1.${Buffer.from(JSON.stringify(content)).toString("base64url")}`;

Deno.test("a join code is read as it was made, also when a mail has broken it into lines", () => {
  const invitations: Invitation[] = [
    { remote: "git@example.org:me/notes.git", branch: "main" },
    { remote: "https://example.org/me/notes.git", branch: "feature/ä", live: LIVE },
    { remote: "/mnt/nas/Our notes.git", branch: "main", live: { ...LIVE, wants: [] } },
  ];
  for (const invitation of invitations) {
    const code = joinCode(invitation);
    assert.match(code, /^gsb1\.[\w-]+$/);
    assert.deepEqual(readJoinCode(code), invitation);
    assert.deepEqual(readJoinCode(`  ${code.replaceAll(/.{40}/g, "$&\r\n ")}\n`), invitation);
  }
});

Deno.test("a join code holds no password, and over https no user", () => {
  const remotes = [
    ["https://me:pa%2Fss@example.org/notes.git", "https://example.org/notes.git"],
    ["https://ghp_token@example.org/notes.git", "https://example.org/notes.git"],
    ["ssh://git:secret@example.org/notes.git", "ssh://git@example.org/notes.git"],
    ["ssh://git@example.org:2222/notes.git", "ssh://git@example.org:2222/notes.git"],
  ] as const;
  for (const [given, kept] of remotes) {
    const read = readJoinCode(joinCode({ remote: given, branch: "main" }));
    assert.deepEqual(read, { remote: kept, branch: "main" });
  }
});

Deno.test("no join code is made or read whose address has a part that may be a token", () => {
  const addresses = [
    "https://example.org/notes.git?access_token=s3cret",
    "HTTP://me:pw@example.org/notes.git?s3cret",
    "https://example.org/notes.git#s3cret",
  ];
  for (const remote of addresses) {
    assert.throws(() => joinCode({ remote, branch: "main" }), (error: Error) => {
      assert.match(error.message, /^Cannot make a join code: its address has a part .* token/);
      assert.doesNotMatch(error.message, /s3cret/);
      return true;
    });
    const read = readJoinCode(coded({ remote: remote.replace("me:pw@", ""), branch: "main" }));
    assert.match(String(read), /no usable address: its address has a part behind/);
  }
  const path = { remote: "/mnt/nas/what? #1.git", branch: "main" };
  assert.deepEqual(readJoinCode(joinCode(path)), path);
});

Deno.test("a hostile join code is refused in one plain line", () => {
  const remote = "https://example.org/notes.git";
  const broker = { host: "h", port: 1883, topic: "t", tls: false, wants: [] };
  const codes: [unknown, RegExp][] = [
    [coded({ remote: "ext::sh -c 'touch /x'", branch: "main" }), /no usable address/],
    [coded({ remote: "ext::sh", branch: "main" }), /names a program/],
    [coded({ remote: "fd::17/x", branch: "main" }), /names a program/],
    [coded({ remote: "--upload-pack=touch", branch: "main" }), /begins with a dash/],
    [coded({ remote: "ssh://-oProxyCommand=x/y", branch: "main" }), /no usable address/],
    [coded({ remote: "-oProxyCommand=x:y", branch: "main" }), /begins with a dash/],
    [coded({ remote: "git@-oProxyCommand=x:y", branch: "main" }), /begins with a dash/],
    [coded({ remote: "[-oProxyCommand=x]:y", branch: "main" }), /begins with a dash/],
    [coded({ remote: "ssh://%2doProxyCommand=x/y", branch: "main" }), /begins with a dash/],
    [coded({ remote: "git@host:-x", branch: "main" }), /begins with a dash/],
    ...["git@$(touch):y", "git@a;touch:y", "`touch`@host:y", "ssh://git@a;touch/y"].map(
      (remote): [unknown, RegExp] => [coded({ remote, branch: "main" }), /a shell takes/],
    ),
    [coded({ remote: "ssh://git%3Btouch@host/y", branch: "main" }), /a shell takes/],
    [coded({ remote: "ssh://$(touch%20x)/y", branch: "main" }), /a shell takes|cannot be read/],
    [coded({ remote: "relative/path", branch: "main" }), /no usable address/],
    [coded({ remote: "ftp://example.org/x", branch: "main" }), /protocol ftp/],
    [coded({ remote: "https://me:pw@example.org/x", branch: "main" }), /password/],
    [coded({ remote: "https://example.org/a\nb", branch: "main" }), /control character/],
    [coded({ remote, branch: "--all" }), /no usable branch/],
    [coded({ remote, branch: "a..b" }), /no usable branch/],
    [coded({ remote, branch: "../x" }), /no usable branch/],
    [coded({ remote, branch: "x.lock" }), /no usable branch/],
    [coded({ remote, branch: "main:evil" }), /no usable branch/],
    [coded({ remote, branch: "a\u202eb" }), /damaged/],
    [coded({ remote, branch: "main", broker: { ...broker, topic: "#" } }), /no usable broker/],
    [coded({ remote, branch: "main", broker: { ...broker, host: "a/b" } }), /no usable broker/],
    [coded({ remote, branch: "main", broker: { ...broker, port: 0 } }), /damaged/],
    [coded({ remote, branch: "main", mqtt_password: "x" }), /damaged/],
    [coded({ remote, branch: "x".repeat(251) }), /damaged/],
    [coded([remote]), /damaged/],
    [coded(null), /damaged/],
    ["gsb1.", /damaged/],
    ["gsb1.!!!", /damaged/],
    [`gsb1.${Buffer.from([0xff, 0xfe]).toString("base64url")}`, /damaged/],
    ["gsb2.abc", /another version/],
    ["hello", /no join code/],
    [`gsb1.${"A".repeat(10_000)}`, /longer than/],
  ];
  for (const [code, reason] of codes) {
    const read = readJoinCode(String(code));
    assert.equal(typeof read, "string", String(code));
    assert.match(String(read), reason);
    assert.doesNotMatch(String(read), /\n/);
  }
});

Deno.test("an address is told from a path, and its password is taken out of it", () => {
  for (const address of ["https://h/x", "git@h:x", "h:x", "ext::sh", "ssh://h/x"]) {
    assert.ok(looksLikeAddress(address), address);
  }
  for (const path of ["/home/me/Notes", "~/Notes", "Notes", "./a:b", "/a:b/c"]) {
    assert.ok(!looksLikeAddress(path), path);
  }
  assert.deepEqual(parseAddress(" https://me:p%40ss@h.example/x.git "), {
    url: "https://h.example/x.git",
    login: { user: "me", password: "p@ss" },
  });
  assert.deepEqual(parseAddress("https://me@h.example/x.git"), {
    url: "https://me@h.example/x.git",
  });
  assert.deepEqual(parseAddress("/mnt/My disk/x.git"), { url: "/mnt/My disk/x.git" });
  assert.equal(shareableAddress("git@h:x"), "git@h:x");
});

Deno.test("the folder is called like the repository", () => {
  const names = {
    "https://example.org/me/Notes.git": "Notes",
    "git@example.org:me/Notes.git/": "Notes",
    "git@example.org:Notes": "Notes",
    "/mnt/nas/notes/.git": "notes",
    "https://example.org": "GitSync",
    "https://example.org/..": "GitSync",
    "https://example.org/-rf": "GitSync",
  };
  for (const [address, name] of Object.entries(names)) assert.equal(folderNameOf(address), name);
});
