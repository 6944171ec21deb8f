// Programs that a test makes and starts. Another process writes them: one that this process has just written cannot be
// started for a moment ("Text file busy") when another test starts a program meanwhile, as that has the open file, too,
// until it is another program (execve(2), ETXTBSY).

/** Writes a program, mostly a script with its `#!` line. */
export async function writeProgram(path: string, text: string): Promise<void> {
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", 'rm -f "$0" && cat >"$0" && chmod 755 "$0"', path],
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text)).catch(() => {});
  await writer.close().catch(() => {});
  await assertWell(output, path);
}

/** Copies a program. */
export async function copyProgram(from: string, to: string): Promise<void> {
  await assertWell(new Deno.Command("cp", { args: ["--force", from, to] }).output(), to);
}

async function assertWell(output: Promise<Deno.CommandOutput>, path: string): Promise<void> {
  const { success, stderr } = await output;
  if (!success) throw new Error(`Cannot write ${path}: ${new TextDecoder().decode(stderr)}`);
}
