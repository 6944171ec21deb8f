// `deno task compile`: makes the standalone program for this machine, dist/git-sync-bar.
//
// A plain `deno compile` would embed every package of deno.lock, so the program is bundled first and
// then compiled without packages and without configuration. `COMPILE_DENO` names another Deno for
// this, together with Deno's own `DENORT_BIN`.

import { dirname, join } from "node:path";
import { filesOfTray } from "../src/tray/helper.ts";

const root = join(import.meta.dirname!, "..");
const dist = join(root, "dist");
const bundle = join(dist, "bundle");
const deno = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();

// What is wide and why is told in ARCHITECTURE.md, "Permissions".
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-run",
  "--allow-env",
  "--allow-net",
  "--allow-sys=hostname",
  "--no-prompt",
];

async function run(...args: string[]): Promise<void> {
  const { success } = await new Deno.Command(deno, { args, cwd: root, stdin: "null" }).spawn()
    .status;
  if (!success) throw new Error(`Cannot compile: deno ${args[0]} failed`);
}

await Deno.remove(bundle, { recursive: true }).catch(() => {});
// The code is split so that what a command does not use is not loaded.
await run(
  "bundle",
  "--quiet",
  "--platform",
  "deno",
  "--code-splitting",
  "--outdir",
  bundle,
  "main.ts",
);
for (const [from, to] of filesOfTray(Deno.build.os)) {
  const path = join(bundle, to);
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.copyFile(from, path);
}
await run(
  "compile",
  "--quiet",
  "--no-config",
  "--no-npm",
  "--include",
  bundle,
  ...PERMISSIONS,
  "--output",
  join(dist, "git-sync-bar"),
  join(bundle, "main.js"),
);
