// The machine on which was measured, in one line.

/** Describes the machine and the programs that the figures depend on. */
export async function describeMachine(program: string): Promise<string> {
  const cpu = /^model name\s*: (.*)$/m.exec(await read("/proc/cpuinfo"))?.[1] ?? Deno.build.arch;
  const system = /^PRETTY_NAME="(.*)"$/m.exec(await read("/etc/os-release"))?.[1] ?? Deno.build.os;
  const git = (await print("git", "--version")).replace("git version ", "git ");
  const type = (await print("stat", "-f", "-c", "%T", Deno.env.get("TMPDIR") ?? "/tmp")).trim();
  const memory = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const load = Deno.loadavg()[0]!.toFixed(2);
  return [
    `${navigator.hardwareConcurrency} cores of ${cpu}`,
    `${memory} GiB`,
    system,
    `Linux ${Deno.osRelease()}`,
    type,
    git,
    program,
    `load ${load} at the start`,
    new Date().toISOString().slice(0, 10),
  ].join(", ");
}

async function read(file: string): Promise<string> {
  return await Deno.readTextFile(file).catch(() => "");
}

async function print(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
  return new TextDecoder().decode(stdout).trim();
}
