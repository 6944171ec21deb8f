// Lines of shell that do by hand what the app does, and what they take.

import type { World } from "../tests/support/world.ts";

/** What some work took, in seconds. */
export interface Taken {
  readonly seconds: number;
  readonly processor: number;
}

/** Runs a line of bash in a folder; its processor time is that of all that it has started (POSIX, "times"). */
export async function byHand(world: World, folder: string, line: string): Promise<Taken> {
  const since = performance.now();
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", `${line}; code=$?; times; exit $code`],
    cwd: folder,
    clearEnv: true,
    env: { ...world.env },
  }).output();
  const seconds = (performance.now() - since) / 1000;
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  const times = new TextDecoder().decode(stdout).matchAll(/(\d+)m([\d.]+)s/g);
  const processor = Array.from(
    times,
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  )
    .reduce((sum, time) => sum + time, 0);
  return { seconds, processor };
}
