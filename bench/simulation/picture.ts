// `deno run -A bench/simulation/picture.ts`: draws what a host and a broker see of 1,000 machines, simulated, into
// docs/fleet.svg.

import { join } from "node:path";
import { COSTS } from "../scenarios/simulated_fleet.ts";
import { makeFleet, type Seen } from "./fleet_model.ts";

const MACHINES = 1_000;

/** Seconds after which one machine saves, and then all at once; and the end of the picture. */
const ONE_AT = 30;
const ALL_AT = 120;
const UNTIL = 600;

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [860, 380, 70, 20, 50, 50];
/** Seconds of one point. */
const STEP = 5;
/** The highest power of ten. */
const DECADES = 6;

const SERIES = [
  { name: "pushes to the host", what: ["push"], color: "#b3541e" },
  { name: "fetches from the host", what: ["fetch"], color: "#2b6cb0" },
  { name: "messages from the broker", what: ["message"], color: "#6b7280" },
] as const;

const fleet = makeFleet(MACHINES, { costs: COSTS });
const begun = fleet.now;
fleet.run(begun + ONE_AT * 1000);
fleet.write(0);
fleet.run(begun + ALL_AT * 1000);
for (let at = 0; at < MACHINES; at++) fleet.write(at);
const settled = (fleet.settle() - begun) / 1000;
fleet.run(begun + UNTIL * 1000);
const file = join(import.meta.dirname!, "../../docs/fleet.svg");
await Deno.writeTextFile(file, picture(fleet.seen));
const requests = fleet.seen.filter(({ what }) => what !== "message").length;
// deno-lint-ignore no-console -- the figures for docs/performance.md
console.log(`all have all after ${Math.round(settled - ALL_AT)} s, ${requests} requests`);

function picture(seen: readonly Seen[]): string {
  const x = (seconds: number) => LEFT + seconds / UNTIL * (WIDTH - LEFT - RIGHT);
  const y = (rate: number) =>
    HEIGHT - BOTTOM -
    Math.max(0, Math.log10(Math.max(rate, 0.1)) + 1) / DECADES * (HEIGHT - TOP - BOTTOM);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${MACHINES} machines, simulated: requests and messages a second</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
  ];
  for (let power = -1; power < DECADES; power++) {
    const at = y(10 ** power).toFixed(1);
    const label = power === -1 ? "0" : (10 ** power).toLocaleString("en");
    parts.push(
      `<path d="M${LEFT} ${at}H${WIDTH - RIGHT}" stroke="#e5e7eb"/>`,
      `<text x="${LEFT - 8}" y="${at}" dy="4" text-anchor="end">${label}</text>`,
    );
  }
  for (let minute = 0; minute * 60 <= UNTIL; minute++) {
    const at = x(minute * 60).toFixed(1);
    parts.push(`<text x="${at}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${minute}</text>`);
  }
  parts.push(
    `<text x="${WIDTH / 2}" y="${HEIGHT - 10}" text-anchor="middle">minutes</text>`,
    `<text x="${LEFT}" y="16">a second; after half a minute one machine saves, after two all save at once</text>`,
  );
  for (const [at, { name, what, color }] of SERIES.entries()) {
    const counts = new Array<number>(UNTIL / STEP).fill(0);
    for (const one of seen) {
      const point = Math.floor((one.at - begun) / 1000 / STEP);
      if ((what as readonly string[]).includes(one.what) && point < counts.length) counts[point]!++;
    }
    const points = counts.map((count, point) =>
      `${x(point * STEP).toFixed(1)} ${y(count / STEP).toFixed(1)}`
    );
    parts.push(
      `<path d="M${points.join("L")}" fill="none" stroke="${color}" stroke-width="1.5"/>`,
      `<text x="${LEFT + 10 + at * 220}" y="36" fill="${color}">${name}</text>`,
    );
  }
  return `${parts.join("\n")}\n</svg>\n`;
}
