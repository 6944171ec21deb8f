// `deno task bench [NAME…]`: measures the app against the alternatives, and prints a table
// in Markdown. It needs Linux, bash, inotify-tools, mosquitto, mosquitto-clients and openssh-server, and no
// network but loopback.

import { startMosquitto } from "../tests/support/broker.ts";
import { has } from "../tests/support/needs.ts";
import { describeMachine } from "./machine.ts";
import { compileApp } from "./compiled.ts";
import { type Row, tableOf } from "./table.ts";
import { APART, scenarios } from "./scenarios/scenarios.ts";

const program = await compileApp();
const known = Object.keys(scenarios);
const unknown = Deno.args.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  tell(`Cannot measure ${unknown.join(", ")}: there is ${known.join(", ")}`);
  Deno.exit(2);
}
const programs = ["git", "inotifywait", "mosquitto", "mosquitto_pub", "mosquitto_sub", "sshd"];
const missing = programs.filter((program) => !has(program));
if (missing.length > 0) {
  // The script by hand would wait for ever.
  tell(
    `Cannot measure without ${missing.join(", ")}: install inotify-tools, mosquitto, ` +
      "mosquitto-clients and openssh-server",
  );
  Deno.exit(2);
}
const machine = await describeMachine(program);
await using broker = await startMosquitto();
const rows: Row[] = [];
for (const [name, measure] of Object.entries(scenarios)) {
  const isWanted = Deno.args.length > 0 ? Deno.args.includes(name) : !APART.has(name);
  if (!isWanted) continue;
  const since = performance.now();
  const measured = await measure(broker);
  rows.push(...measured);
  tell(`${name}: ${Math.round((performance.now() - since) / 1000)} s\n${tableOf(measured)}\n`);
}
// deno-lint-ignore no-console -- the table is what it is for
console.log(`${tableOf(rows)}\n\nMeasured with \`deno task bench\` on ${machine}.`);

function tell(text: string): void {
  // deno-lint-ignore no-console -- progress for the user who waits for the table
  console.error(text);
}
