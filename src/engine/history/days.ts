// How many saves there are of each day and machine, and which machines there are.

import { DAYS_SAVES, HOSTS_SAVES } from "../../system/limits/history.ts";
import type { Repository } from "../git/repository/repository.ts";
import { gitTime, readSaves } from "./save_log.ts";

/** The saves of one machine on one day. */
export interface DaySaves {
  /** As `2026-11-30`, in the time zone of this machine. */
  readonly day: string;
  readonly host: string;
  readonly saves: number;
}

/** Weeks that are counted: a season on one picture. */
const WEEKS = 12;

/**
 * Returns the saves of each day and machine of the last twelve weeks, oldest day first; merges do not count, as they
 * hold nobody's edit. `now` is in milliseconds since 1970. Throws `GitError`.
 */
export async function savesPerDay(
  repository: Repository,
  { tip, now }: { readonly tip: string; readonly now: number },
): Promise<readonly DaySaves[]> {
  const first = new Date(now);
  first.setHours(0, 0, 0, 0);
  first.setDate(first.getDate() - 7 * WEEKS + 1);
  const counts = new Map<string, DaySaves>();
  const since = Math.floor(first.getTime() / 1000);
  const options = ["--no-merges", `--since=${gitTime(since)}`];
  const query = { tips: [tip], mostFiles: 0, limit: DAYS_SAVES, options };
  await readSaves(repository, query, ({ origin: { host, time } }) => {
    const day = dayOf(time);
    const key = `${day} ${host}`;
    counts.set(key, { day, host, saves: (counts.get(key)?.saves ?? 0) + 1 });
    return undefined;
  });
  return [...counts.values()].sort((a, b) => a.day < b.day ? -1 : a.day > b.day ? 1 : 0);
}

/** Returns the machines of the newest saves, the one of the newest first. Throws `GitError`. */
export async function hostsOf(repository: Repository, tip: string): Promise<readonly string[]> {
  const hosts = new Set<string>();
  const query = { tips: [tip], mostFiles: 0, limit: HOSTS_SAVES };
  await readSaves(repository, query, ({ origin: { host } }) => {
    hosts.add(host);
    return undefined;
  });
  return [...hosts];
}

function dayOf(time: number): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
