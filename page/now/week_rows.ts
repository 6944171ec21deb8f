// Which cell of the picture of twelve weeks has how many saves. Pure.

import type { Days } from "../../src/adapters/window/api/history.ts";

/** A machine, and its saves on each day, oldest first. */
export interface MachineRow {
  /** Absent where the row has the machines together that have no room of their own. */
  readonly host?: string;
  /** How many machines it has. */
  readonly machines: number;
  readonly saves: readonly number[];
}

const WEEKS = 12;

/** With more rows, the last one has all other machines. */
const MOST_ROWS = 6;

/** From so many saves on a day is darker. */
export const LEVELS: readonly number[] = [1, 3, 10, 30];

/** Returns how dark a day is, from 1 to 4; 0 without a save. */
export function levelOf(saves: number): number {
  return LEVELS.filter((least) => saves >= least).length;
}

/** Returns a row for each machine, the one with most saves first, and the first of the days. */
export function weeksOf(
  days: Days["days"],
  at: number,
): { readonly rows: readonly MachineRow[]; readonly first: Date; readonly count: number } {
  const count = 7 * WEEKS;
  const today = new Date(at);
  const first = new Date(today.getFullYear(), today.getMonth(), today.getDate() - count + 1);
  const rows = new Map<string, number[]>();
  for (const { day, host, saves } of days) {
    const place = daysBetween(first, day);
    if (place === undefined || place < 0 || place >= count) continue;
    const row = rows.get(host) ?? Array.from({ length: count }, () => 0);
    row[place]! += saves;
    rows.set(host, row);
  }
  const sum = (saves: readonly number[]) => saves.reduce((all, one) => all + one, 0);
  const all = [...rows].map(([host, saves]) => ({ host, saves, machines: 1 }))
    .sort((a, b) => sum(b.saves) - sum(a.saves));
  return { rows: together(all), first, count };
}

function together(all: readonly MachineRow[]): readonly MachineRow[] {
  if (all.length <= MOST_ROWS) return all;
  const others = all.slice(MOST_ROWS - 1);
  const saves = others.map((row) => row.saves)
    .reduce((sums, row) => sums.map((sum, at) => sum + row[at]!));
  return [...all.slice(0, MOST_ROWS - 1), { saves, machines: others.length }];
}

/** Counts by the calendar: a day with another offset has 23 or 25 hours. */
function daysBetween(first: Date, day: string): number | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const from = Date.UTC(first.getFullYear(), first.getMonth(), first.getDate());
  return Math.round((Date.UTC(year, month - 1, date) - from) / 86_400_000);
}
