// The names of conflict copies: readable, fit for a file system, and the way back to the name.

import assert from "node:assert/strict";
import { anyCodePoint, fc } from "../../support/fast_check.ts";
import {
  conflictOf,
  conflictPath,
  copiedFrom,
  type Origin,
  plainPath,
} from "../../../src/engine/git/values/conflict_name.ts";
import {
  baseName,
  folderOf,
  gitPath,
  pathFromGit,
  shownName,
} from "../../../src/engine/git/values/path.ts";
import { encodeText } from "../../../src/engine/git/values/git_text.ts";

const OID = "1a2b3c4d5e6f7081920a1b2c3d4e5f6071829304";
const LAPTOP: Origin = { host: "laptop", time: Date.UTC(2026, 10, 23, 14, 2, 7, 999) };
const SUFFIX = " (conflict laptop 2026-11-23 14.02.07 1a2b3c4)";

const names: readonly (readonly [name: string, copy: string])[] = [
  ["notes.md", `notes${SUFFIX}.md`],
  ["d/e/notes.md", `d/e/notes${SUFFIX}.md`],
  ["with.dots/notes", `with.dots/notes${SUFFIX}`],
  ["Makefile", `Makefile${SUFFIX}`],
  [".bashrc", `.bashrc${SUFFIX}`],
  [".config.json", `.config${SUFFIX}.json`],
  ["archive.tar.gz", `archive.tar${SUFFIX}.gz`],
  ["ends with a dot.", `ends with a dot${SUFFIX}.`],
  ["a.name of several words", `a.name of several words${SUFFIX}`],
  ["1.5 (draft)", `1.5 (draft)${SUFFIX}`],
  [" leading and trailing ", ` leading and trailing ${SUFFIX}`],
  ["line\nbreak\t.txt", `line\nbreak\t${SUFFIX}.txt`],
  ["größe 👍.md", `größe 👍${SUFFIX}.md`],
  ["-rf", `-rf${SUFFIX}`],
];
for (const [name, copy] of names) {
  Deno.test(`conflict name: a copy of ${JSON.stringify(name)} keeps what the name means`, () => {
    assert.equal(shownName(conflictPath(gitPath(name), { oid: OID, origin: LAPTOP })), copy);
  });
}

const hosts: readonly (readonly [what: string, host: string, shown: string])[] = [
  ["a name of several words", "Somebody's MacBook Pro", "Somebody's MacBook Pro"],
  ["letters of any script", "büro-Пётр-猫", "büro-Пётр-猫"],
  ["slashes of both kinds", "../../etc\\passwd", ".. .. etc passwd"],
  ["colons, which are slashes on a Mac", "a:b", "a b"],
  ["parentheses, which would end the suffix", "laptop (2) (conflict", "laptop 2 conflict"],
  ["control characters", "a\0b\x07c\x1b[31md\x7fe\u0085f", "a b c [31md e f"],
  ["line breaks of any kind", "a\r\nb\u2028c\u2029d", "a b c d"],
  ["signs that turn the direction of writing", "a\u202egpj.\u2066b\u200fc\u061cd", "a gpj. b c d"],
  ["signs that nobody sees", "a\u200bb\ufeffc", "a b c"],
  ["spaces around and between", "  a \t  b  ", "a b"],
  ["nothing", "", "unknown"],
  ["nothing but what is taken out", "/\n()/ ", "unknown"],
  ["very many letters", "x".repeat(300), "x".repeat(40)],
  ["half of a character", "a\ud83d", "a\ufffd"],
];
for (const [what, host, shown] of hosts) {
  Deno.test(`conflict name: a host of ${what}`, () => {
    const copy = conflictPath(gitPath("a.md"), { oid: OID, origin: { ...LAPTOP, host } });
    assert.equal(shownName(copy), `a (conflict ${shown} 2026-11-23 14.02.07 1a2b3c4).md`);
    assert.equal(copiedFrom(copy), "a.md");
  });
}

Deno.test("conflict name: a name that is taken is counted on, and still known as a copy", () => {
  const copy = conflictPath(gitPath("a.md"), { oid: OID, origin: LAPTOP, attempt: 12 });
  assert.equal(copy, "a (conflict laptop 2026-11-23 14.02.07 1a2b3c4 12).md");
  assert.equal(copiedFrom(copy), "a.md");
});

Deno.test("conflict name: a copy of a copy has one suffix, the new one", () => {
  const first = conflictPath(gitPath("d/a.md"), {
    oid: "f".repeat(40),
    origin: { host: "Büro-Mac", time: 0 },
    attempt: 3,
  });
  assert.equal(conflictPath(first, { oid: OID, origin: LAPTOP }), `d/a${SUFFIX}.md`);
});

Deno.test("conflict name: bytes that are not UTF-8 come through, also in a copy of a copy", () => {
  const name = pathFromGit("d/caf\xe9 \xff\xc3.t\xe9xt");
  const first = conflictPath(name, { oid: "f".repeat(40), origin: { host: "büro", time: 0 } });
  assert.equal(copiedFrom(first), name);
  assert.equal(
    conflictPath(first, { oid: OID, origin: LAPTOP }),
    `d/caf\xe9 \xff\xc3${SUFFIX}.t\xe9xt`,
  );
});

Deno.test("conflict name: a copy tells its path, whose version it is and when that was made", () => {
  const told = (path: string) =>
    conflictOf(
      conflictPath(pathFromGit(path), { oid: OID, origin: { ...LAPTOP, host: "Büro (2)" } }),
    );
  const time = Date.UTC(2026, 10, 23, 14, 2, 7);
  for (
    const path of [
      "d/notes.md",
      "caf\xe9",
      "d (conflict tablet 2025-01-02 03.04.05 0a1b2c3)/notes.md",
      "notes (conflict tablet 2025-01-02 03.04.05 0a1b2c3) and more.md",
    ]
  ) assert.deepEqual(told(path), { path, host: "Büro 2", time, id: "1a2b3c4" });
  const below = gitPath("d (conflict tablet 2025-01-02 03.04.05 0a1b2c3)/notes.md");
  assert.equal(conflictOf(below), undefined);
});

Deno.test("conflict name: what only looks like a copy is none", () => {
  for (
    const name of [
      "notes.md",
      "notes (conflict).md",
      "notes (conflict laptop).md",
      `notes${SUFFIX} and more.md`,
      `notes${SUFFIX.replace("1a2b3c4", "1a2b3c")}.md`,
      `notes${SUFFIX.replace(" (conflict", "(conflict")}.md`,
      `${SUFFIX}.md`,
      `notes${SUFFIX}/inside.md`,
      "",
    ]
  ) assert.equal(copiedFrom(gitPath(name)), undefined, name);
});

Deno.test("conflict name: a long name is cut before the suffix, its extension stays", () => {
  const copy = conflictPath(gitPath(`d/${"x".repeat(251)}.jpg`), { oid: OID, origin: LAPTOP });
  assert.equal(copy, `d/${"x".repeat(255 - SUFFIX.length - 4)}${SUFFIX}.jpg`);
});

Deno.test("conflict name: a name of 255 bytes is cut between characters, never within one", () => {
  for (const char of ["é", "猫", "👍"]) {
    for (const lead of ["", "a", "ab", "abc"]) {
      const name = gitPath(`${lead}${char.repeat(60)}.md`);
      const shown = shownName(conflictPath(name, {
        oid: OID,
        origin: { ...LAPTOP, host: "猫".repeat(60) },
      }));
      const stem = shown.slice(0, shown.indexOf(" (conflict "));
      assert.ok((lead + char.repeat(60)).startsWith(stem), shown);
      assert.ok(!shown.includes("\ufffd"), shown);
    }
  }
});

Deno.test("conflict name: a long name whose bytes are no characters keeps as many as there is room", () => {
  const copy = conflictPath(pathFromGit("\x80".repeat(255)), { oid: OID, origin: LAPTOP });
  assert.ok(copy.length >= 252 && copy.endsWith(SUFFIX), `${copy.length} bytes`);
});

Deno.test("conflict name: a dot far from the end begins no extension, so it may be cut", () => {
  const name = gitPath(`a.${"x".repeat(253)}`);
  const copy = conflictPath(name, { oid: OID, origin: LAPTOP });
  assert.equal(copy, name.slice(0, 255 - SUFFIX.length) + SUFFIX);
});

Deno.test("conflict name: two versions of one name at one time have two names", () => {
  const at = (oid: string) => conflictPath(gitPath("x".repeat(255)), { oid, origin: LAPTOP });
  assert.notEqual(at(OID), at("f".repeat(40)));
});

// Names as the merge meets them: any bytes but slash and NUL, some of them copies or nearly so.
const anyBytes = fc.string({
  unit: fc.integer({ min: 1, max: 255 }).map((byte) =>
    byte === 0x2f ? "_" : String.fromCharCode(byte)
  ),
  minLength: 1,
  maxLength: 255,
});
const anyName = fc.oneof(
  anyBytes,
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 })
    .map((text) => encodeText(text.replace(/[/\0]/g, "_")).slice(0, 255)),
  fc.tuple(anyBytes, fc.constantFrom(".md", ".", ".tar.gz", "", ")", " (conflict ", ".x)"))
    .map(([stem, end]) => (stem + end).slice(-255)),
).filter((name) => name !== "." && name !== "..");
const anyPath = fc.array(anyName, { minLength: 1, maxLength: 3 })
  .map((parts) => pathFromGit(parts.join("/")));
const anyVersion = fc.record({
  oid: fc.stringMatching(/^[0-9a-f]{40}$/),
  origin: fc.record({
    host: fc.oneof(
      fc.string({ unit: anyCodePoint }),
      fc.string({ unit: "grapheme", maxLength: 80 }),
    ),
    time: fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }),
  }),
  attempt: fc.integer({ min: 1, max: 99 }),
});

Deno.test("conflict name: a copy in a folder keeps the file's own name, and leads back to it", () => {
  for (
    const [name, expected] of [
      ["notes.md", `notes${SUFFIX}/notes.md`],
      ["d/.env", `d/.env${SUFFIX}/.env`],
      ["archive.tar.gz", `archive.tar${SUFFIX}/archive.tar.gz`],
      [
        `${"x".repeat(251)}.jpg`,
        `${"x".repeat(255 - SUFFIX.length)}${SUFFIX}/${"x".repeat(251)}.jpg`,
      ],
    ] as const
  ) {
    const [path, copy] = [gitPath(name), gitPath(expected)];
    const version = { oid: OID, origin: LAPTOP, form: "folder" } as const;
    assert.equal(conflictPath(path, version), copy);
    assert.equal(copiedFrom(copy), path);
    assert.equal(
      conflictPath(copy, { ...version, form: "file" }),
      conflictPath(path, { oid: OID, origin: LAPTOP }),
    );
    assert.deepEqual(conflictOf(copy)?.host, "laptop");
  }
  // Other files that somebody puts there are no copies.
  assert.equal(copiedFrom(gitPath(`notes${SUFFIX}/other.md`)), undefined);
});

Deno.test("conflict name: any copy fits into a file system and stays in its folder", () => {
  fc.assert(
    fc.property(anyPath, anyVersion, (path, version) => {
      const copy = conflictPath(path, version);
      assert.ok(baseName(copy).length <= 255, `${baseName(copy).length} bytes`);
      assert.equal(folderOf(copy), folderOf(path));
      assert.ok(!copy.includes("\0"));
      assert.notEqual(copy, path);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("conflict name: any copy leads back to its name, unless that was cut", () => {
  fc.assert(
    fc.property(anyPath, anyVersion, (path, version) => {
      fc.pre(copiedFrom(path) === undefined && baseName(path).length <= 60);
      for (const form of ["file", "folder"] as const) {
        assert.equal(copiedFrom(conflictPath(path, { ...version, form })), path);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("conflict name: any copy of a copy is named like a copy of the name, unless that was cut", () => {
  fc.assert(
    fc.property(anyPath, anyVersion, anyVersion, (path, version, later) => {
      fc.pre(baseName(path).length <= 60);
      const copyOfCopy = conflictPath(conflictPath(path, version), later);
      assert.equal(copyOfCopy, conflictPath(path, later));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("conflict name: any copy of a readable name is readable", () => {
  const readable = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 })
    .filter((text) => !/[/\0]/.test(text) && text.isWellFormed());
  fc.assert(
    fc.property(readable, anyVersion, (text, version) => {
      const name = gitPath(text);
      fc.pre(name.length <= 255);
      const copy = conflictPath(name, version);
      assert.equal(gitPath(shownName(copy)), copy);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("conflict name: a copy that is kept gets a plain name in its own form, and the next one where that is taken", () => {
  const plain = (path: string, form: "file" | "folder", attempt: number) =>
    plainPath(conflictPath(gitPath(path), { oid: OID, origin: LAPTOP, form }), attempt);
  assert.equal(plain("d/notes.md", "file", 1), "d/notes (laptop).md");
  assert.equal(plain("d/notes.md", "file", 2), "d/notes (laptop 2).md");
  assert.equal(plain("d/notes.md", "folder", 1), "d/notes (laptop)/notes.md");
  assert.ok(plain(`${"é".repeat(125)}.jpg`, "file", 20)!.length <= 255);
  assert.equal(copiedFrom(plain("notes.md", "file", 1)!), undefined);
  assert.equal(plainPath(gitPath("notes.md"), 1), undefined);
});
