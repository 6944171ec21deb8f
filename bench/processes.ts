// What a program and everything that it has started has used so far, read from /proc (Linux).

/** What a family of processes is like at a moment. */
export interface Usage {
  /** Processor time in seconds, in steps of 0.01: of the living, and of the dead that they have waited for. */
  readonly processor: number;
  /** How many are alive. */
  readonly alive: number;
}

const TICKS_PER_SECOND = 100;
const REST_MS = 250;
const LOOK_MS = 25;

/** Reads the usage of processes and their descendants. */
export function usageOf(pids: readonly number[]): Usage {
  const family = familyTicks(pids);
  const sum = family.values().reduce((sum, ticks) => sum + ticks, 0);
  return { processor: sum / TICKS_PER_SECOND, alive: family.size };
}

/** Returns the parent of each process of a family. */
function parentsOf(pids: readonly number[]): Map<number, number> {
  return readFamily(pids).parents;
}

/** Returns the processor time of each process of a family, by its number. */
function familyTicks(pids: readonly number[]): Map<number, number> {
  return readFamily(pids).ticks;
}

function readFamily(
  pids: readonly number[],
): { readonly parents: Map<number, number>; readonly ticks: Map<number, number> } {
  const parents = new Map<number, number>();
  const ticks = new Map<number, number>();
  for (const { name } of Deno.readDirSync("/proc")) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readIfThere(`/proc/${pid}/stat`) : undefined;
    if (stat === undefined) continue;
    // The name of the program, in brackets, may hold anything: proc(5).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    parents.set(pid, Number(fields[1]));
    ticks.set(pid, fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0));
  }
  const isOfFamily = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined; at = parents.get(at)) {
      if (pids.includes(at)) return true;
    }
    return false;
  };
  const ofFamily = <Value>(all: ReadonlyMap<number, Value>) =>
    new Map([...all].filter(([pid]) => isOfFamily(pid)));
  return { parents: ofFamily(parents), ticks: ofFamily(ticks) };
}

/** Returns the processor time in seconds, in steps of 0.01, of one process alone. */
export function ownProcessorOf(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Returns the resident memory of one process, in bytes. */
export function residentOf(pid: number): number {
  return memoryOf(pid, /^VmRSS:\s+(\d+) kB/m);
}

/** Returns the most resident memory that one process has had, in bytes. */
export function peakOf(pid: number): number {
  return memoryOf(pid, /^VmHWM:\s+(\d+) kB/m);
}

function memoryOf(pid: number, line: RegExp): number {
  return Number(line.exec(Deno.readTextFileSync(`/proc/${pid}/status`))![1]) * 1024;
}

/** The most memory that one process of a family has had, in bytes. */
export interface MostMemory {
  /** Without mapped files. */
  readonly own: number;
  /** Of mapped files, whose pages the system takes back when it needs them. */
  readonly mapped: number;
  /** The first of what works for the remote, which is a folder on this machine. */
  readonly remote: number;
}

/**
 * Begins to read the memory of processes and of all that they start. The function that it returns ends that, and
 * returns the most that one of them was seen to have.
 */
export function followMemory(pids: readonly number[]): () => MostMemory {
  const most = { own: 0, mapped: 0, remote: 0 };
  const look = () => {
    const parents = parentsOf(pids);
    const isRemote = (pid: number | undefined): boolean =>
      pid !== undefined && (REMOTE.test(readIfThere(`/proc/${pid}/cmdline`) ?? "") ||
        isRemote(parents.get(pid)));
    for (const pid of parents.keys()) {
      const status = readIfThere(`/proc/${pid}/status`) ?? "";
      const bytes = (line: RegExp) => Number(line.exec(status)?.[1] ?? 0) * 1024;
      const own = bytes(/^RssAnon:\s+(\d+) kB/m);
      if (isRemote(pid)) {
        most.remote = Math.max(most.remote, own);
        continue;
      }
      most.own = Math.max(most.own, own);
      most.mapped = Math.max(
        most.mapped,
        bytes(/^RssFile:\s+(\d+) kB/m) + bytes(/^RssShmem:\s+(\d+) kB/m),
      );
    }
  };
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    return most;
  };
}

/** The programs of git that serve a remote, by their command lines. */
const REMOTE = /(?:^|\/|\0|git )git-(?:upload|receive)-pack(?:\0| )/;

/** Waits until processes have nothing to do: for a while no time is used and none is started. */
export async function untilAtRest(pids: readonly number[]): Promise<void> {
  let before = usageOf(pids);
  let since = performance.now();
  while (performance.now() - since < REST_MS) {
    await sleep(LOOK_MS);
    const now = usageOf(pids);
    // A tick from time to time is a timer.
    if (now.alive !== before.alive || now.processor - before.processor > 0.015) {
      since = performance.now();
      before = now;
    }
  }
}

/** Waits, in milliseconds. */
export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Looks each millisecond until it holds; throws after five minutes. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 300_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain: ${what}`);
    await sleep(1);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
