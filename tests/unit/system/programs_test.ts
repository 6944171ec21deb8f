// Other programs: where they are found, and what ends them.

import assert from "node:assert/strict";
import {
  findProgram,
  runTool,
  startProgram,
  STOPPED,
} from "../../../src/system/process/programs.ts";

const sh = (script: string) => ["/bin/sh", "-c", script] as const;

function textOf(result: { readonly stdout: Uint8Array } | undefined): string | undefined {
  return result && new TextDecoder().decode(result.stdout);
}

/** Runs with another PATH. */
async function withPath<Result>(path: string, run: () => Promise<Result>): Promise<Result> {
  const before = Deno.env.get("PATH")!;
  Deno.env.set("PATH", path);
  try {
    return await run();
  } finally {
    Deno.env.set("PATH", before);
  }
}

Deno.test("programs are found by PATH alone, and never in a relative folder", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/bin/later`, { recursive: true });
  for (const name of ["bin/tool", "bin/later/tool", "bin/later/other"]) {
    await Deno.writeTextFile(`${folder}/${name}`, "#!/bin/sh\necho here\n", { mode: 0o755 });
  }
  await Deno.writeTextFile(`${folder}/bin/other`, "#!/bin/sh\n", { mode: 0o644 });
  const before = Deno.cwd();
  Deno.chdir(folder);
  try {
    const path = `.:bin::${folder}/bin:${folder}/bin/later`;
    await withPath(path, async () => {
      assert.equal(await findProgram("tool"), `${folder}/bin/tool`);
      assert.equal(await findProgram("other"), `${folder}/bin/later/other`, "it can be run");
      assert.equal(await findProgram("later"), undefined, "a folder is no program");
      assert.equal(await findProgram("bin/tool"), undefined);
      assert.equal(await findProgram("missing"), undefined);
      assert.equal(textOf(await runTool(["tool"])), "here\n");
    });
    await withPath(".:bin", async () => {
      assert.equal(await findProgram("tool"), undefined);
      assert.equal(await runTool(["tool"]), undefined);
      assert.deepEqual(await startProgram(["tool"], { waitMs: 0 }), { kind: "not found" });
    });
  } finally {
    Deno.chdir(before);
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a tool has its input, its environment and its folder, and its code is told", async () => {
  const script = 'cat; printf "%s %s" "$WORD" "$(pwd)"; echo unseen >&2; exit 3';
  const input = new TextEncoder().encode("given ");
  const result = await runTool(sh(script), { input, env: { WORD: "word" }, cwd: "/" });
  assert.equal(result?.code, 3);
  assert.equal(textOf(result), "given word /");
  const bare = await runTool(sh('printf "%s" "$HOME"'), { env: { A: "b" }, clearEnv: true });
  assert.equal(textOf(bare), "");
});

Deno.test("a tool that does not read its input is no failure", async () => {
  const input = new Uint8Array(1024 * 1024);
  assert.equal((await runTool(sh("exit 0"), { input }))?.code, 0);
});

Deno.test("a tool that takes too long, prints too much or is called off is ended", async () => {
  const endless = "while :; do echo line; done";
  const silent = "sleep 20 & wait";
  const calledOff = AbortSignal.abort();
  const later = new AbortController();
  const ended = [
    runTool(sh(silent), { timeoutMs: 50 }),
    runTool(sh(endless), { outputBytes: 10_000 }),
    runTool(sh(silent), { signal: calledOff }),
    runTool(sh(silent), { signal: later.signal }),
  ];
  later.abort();
  for (const result of await Promise.all(ended)) {
    assert.equal(result?.code, STOPPED);
    assert.equal(textOf(result), "");
  }
});

Deno.test("a program that is started says how it ended, or that it runs", async () => {
  const waitMs = 60_000;
  // The program that is started does not keep this one alive.
  const alive = setInterval(() => {}, 1_000);
  try {
    assert.deepEqual(await startProgram(sh("exit 4"), { waitMs }), { kind: "ended", code: 4 });
    assert.deepEqual(await startProgram(sh("sleep 1"), { waitMs: 0 }), { kind: "running" });
    const elsewhere = await startProgram(sh("exit 0"), { cwd: "/missing", waitMs });
    assert.equal(elsewhere.kind, "not found");
  } finally {
    clearInterval(alive);
  }
});
