// The compiled program, as users run it: made here, so that it is the code of this folder.

import { join } from "node:path";

const root = join(import.meta.dirname!, "..");

/**
 * Compiles the app and lets everything that is started from here be that program. Answers what is
 * measured: where Deno cannot compile (it has to load its runtime from its own server, or be told where
 * it is by COMPILE_DENO and DENORT_BIN) it is the source.
 */
export async function compileApp(): Promise<string> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--frozen", "-A", join(root, "tools/compile.ts")],
    stderr: "null",
  }).output();
  if (code !== 0) return `from source on Deno ${Deno.version.deno}, as it cannot be compiled here`;
  Deno.env.set("GIT_SYNC_BAR_PROGRAM", join(root, "dist/git-sync-bar"));
  const deno = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();
  const { stdout } = await new Deno.Command(deno, { args: ["--version"] }).output();
  return `compiled with ${new TextDecoder().decode(stdout).split(" (")[0]}`;
}

/** Compiles and starts the program with a timer; from source where that cannot be. */
export async function startTimer(): Promise<{ readonly pid: number } & AsyncDisposable> {
  const source = join(root, "bench/timer.ts");
  const output = join(root, "dist/timer");
  const deno = Deno.env.get("COMPILE_DENO") ?? Deno.execPath();
  const compile = ["compile", "--quiet", "--no-config", "--no-npm", "--output", output, source];
  const { code } = await new Deno.Command(deno, { args: compile, stderr: "null" }).output();
  const child = code === 0
    ? new Deno.Command(output).spawn()
    : new Deno.Command(Deno.execPath(), { args: ["run", "--no-config", source] }).spawn();
  return {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}
