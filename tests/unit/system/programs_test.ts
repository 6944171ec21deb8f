// Other programs: where they are found, and what ends them.

import assert from "node:assert/strict";
import { runTool, startProgram, STOPPED } from "../../../src/system/process/programs.ts";
import { writeProgram } from "../../support/executable.ts";

const sh = (script: string) => ["/bin/sh", "-c", script] as const;

function textOf(result: { readonly stdout: Uint8Array } | undefined): string | undefined {
  return result && new TextDecoder().decode(result.stdout);
}

/** Returns what `findProgram` and `runTool` make of some names, in a process with this PATH and folder. */
async function found(
  names: readonly string[],
  { path, folder }: { readonly path: string; readonly folder: string },
): Promise<unknown> {
  const module = new URL("../../../src/system/process/programs.ts", import.meta.url).href;
  const code = `
    import { findProgram, runTool, startProgram } from ${JSON.stringify(module)};
    const places = [];
    for (const name of Deno.args) places.push(await findProgram(name) ?? null);
    const ran = await runTool(["tool"]);
    const said = ran === undefined ? null : new TextDecoder().decode(ran.stdout);
    console.log(JSON.stringify({ places, said, start: await startProgram(["tool", "stay"], { waitMs: 0 }) }));`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", "--no-config", code, ...names],
    cwd: folder,
    env: { PATH: path },
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout) || new TextDecoder().decode(stderr));
}

Deno.test("programs are found by PATH alone, and never in a relative folder", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/bin/later`, { recursive: true });
  for (const name of ["bin/tool", "bin/later/tool", "bin/later/other"]) {
    await writeProgram(
      `${folder}/${name}`,
      "#!/bin/sh\necho here; [ -z $1 ] || /bin/sleep 1\n",
    );
  }
  await Deno.writeTextFile(`${folder}/bin/other`, "#!/bin/sh\n", { mode: 0o644 });
  const names = ["tool", "other", "later", "bin/tool", "missing"];
  const path = `.:bin::${folder}/bin:${folder}/bin/later`;
  assert.deepEqual(await found(names, { path, folder }), {
    // The first that can be run; a folder is no program.
    places: [`${folder}/bin/tool`, `${folder}/bin/later/other`, null, null, null],
    said: "here\n",
    start: { kind: "running" },
  });
  assert.deepEqual(await found(["tool"], { path: ".:bin", folder }), {
    places: [null],
    said: null,
    start: { kind: "not found" },
  });
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a tool has its input, its environment and its folder, and its code is reported", async () => {
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
