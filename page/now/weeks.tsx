// The picture of the last twelve weeks: a row for each machine, a cell for each day.

import type { TargetedKeyboardEvent } from "preact";
import type { Days } from "../../src/adapters/window/api/history.ts";
import { API, visibleName } from "../../src/adapters/window/api/session.ts";
import { Panel } from "../parts/panel.tsx";
import { Empty, Shown } from "../parts/states.tsx";
import { counted, dayName, monthName } from "../parts/times.ts";
import { addressOf } from "../route.ts";
import { now } from "../session/events.ts";
import { useLoaded } from "../session/load.ts";
import { getJson } from "../session/request.ts";
import { useStore } from "../session/store.ts";
import { levelOf, LEVELS, type MachineRow, weeksOf } from "./week_rows.ts";

export function Weeks() {
  // Another recent change is a save that is not counted yet.
  const newest = useStore(now)?.recent[0]?.when.time;
  const days = useLoaded(
    (signal) => getJson<Days>(API.days, { signal }),
    [newest],
  );
  return (
    <Panel title="Twelve weeks" more={days.value && total(days.value.days)}>
      <Shown of={days}>{({ days }) => <Picture days={days} />}</Shown>
    </Panel>
  );
}

function total(days: Days["days"]): string {
  return counted(days.reduce((sum, { saves }) => sum + saves, 0), "save");
}

function Picture({ days }: { readonly days: Days["days"] }) {
  const { rows, first, count } = weeksOf(days, Date.now());
  if (rows.length === 0) {
    return <Empty title="No saves yet">Each save is shown here by its machine and day.</Empty>;
  }
  const dates = Array.from({ length: count }, (_, at) => dateOf(first, at));
  const months = dates.flatMap((date, at) =>
    // A month that begins at the very end has no room for its name.
    (at === 0 ? date.getDate() < 22 : date.getDate() === 1) && at < count - 5
      ? [{ at, name: monthName(date.getTime()) }]
      : []
  );
  return (
    <div class="weeks">
      {rows.map((row) => (
        <div class="weeks-row" key={row.host ?? ""}>
          <div class="weeks-host">{nameOf(row)}</div>
          <MachineCells row={row} dates={dates} />
        </div>
      ))}
      <div class="weeks-row" aria-hidden="true">
        <div />
        <div class="weeks-months">
          {months.map(({ at, name }) => (
            <span key={at} style={{ left: `${100 * at / count}%` }}>{name}</span>
          ))}
        </div>
      </div>
      <div class="weeks-legend" aria-hidden="true">
        Saves a day
        {LEVELS.map((least, at) => (
          <span key={least}>
            <i class={`level-${at + 1}`} />
            {at === LEVELS.length - 1 ? `${least} or more` : nameOfLevel(least, LEVELS[at + 1]!)}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Width of a day and height of a row, in the units of the picture. */
const DAY = 10;
const HEIGHT = 14;

function MachineCells({ row, dates }: {
  readonly row: MachineRow;
  readonly dates: readonly Date[];
}) {
  const newest = row.saves.findLastIndex((saves) => saves > 0);
  return (
    <svg
      class="weeks-days"
      viewBox={`0 0 ${DAY * dates.length} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="group"
      aria-label={`Days with saves of ${nameOf(row)}`}
      onKeyDown={moveFocus}
    >
      {dates.map((date, at) => {
        const saves = row.saves[at] ?? 0;
        const place = { x: DAY * at + 0.5, y: 0, width: DAY - 1, height: HEIGHT, rx: 1 };
        if (saves === 0) return <rect key={at} class="level-0" {...place} />;
        const text = `${dayName(date.getTime())}: ${counted(saves, "save")} by ${nameOf(row)}`;
        return (
          <a
            key={at}
            href={addressOf("history", { day: dayOf(date), host: row.host })}
            aria-label={text}
            // One stop for the Tab key; the arrow keys go on from there.
            tabindex={at === newest ? 0 : -1}
          >
            <rect class={`level-${levelOf(saves)}`} {...place}>
              <title>{text}</title>
            </rect>
          </a>
        );
      })}
    </svg>
  );
}

function moveFocus(event: TargetedKeyboardEvent<SVGSVGElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined) return;
  const days = [...event.currentTarget.querySelectorAll("a")];
  const at = days.findIndex((day) => day === document.activeElement);
  event.preventDefault();
  days[at + step]?.focus();
}

function nameOf({ host, machines }: MachineRow): string {
  return host === undefined ? `${machines} others` : visibleName(host);
}

function nameOfLevel(least: number, next: number): string {
  return least === next - 1 ? String(least) : `${least}–${next - 1}`;
}

function dateOf(first: Date, at: number): Date {
  return new Date(first.getFullYear(), first.getMonth(), first.getDate() + at);
}

/** Returns `2026-11-30`. */
function dayOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
