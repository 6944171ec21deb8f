// The names of the versions of a conflict tell them apart, also where two machines have one name.

import assert from "node:assert/strict";
import { namesOf } from "../../../page/conflicts/names.ts";
import { toldApart } from "../../../page/parts/told_apart.ts";

const AT = Date.UTC(2026, 10, 30, 11, 48, 7);

const momentsOf = (times: readonly number[]) =>
  toldApart(times, {
    short: (time) => new Date(time).toISOString().slice(11, 16),
    exact: (time) => new Date(time).toISOString().slice(11, 19),
  });

function version(host: string, seconds: number, isOwn = false) {
  const time = AT + seconds * 1000;
  return {
    id: "1",
    path: "a.md",
    oid: "2",
    host,
    time,
    ...(isOwn ? { isOwn: true as const } : {}),
  };
}

Deno.test("two versions of a conflict have two names", () => {
  const rows = [
    [version("vm", 0, true), version("laptop", 5), "vm (this machine)", "laptop"],
    [version("vm", 0, true), version("vm", 5), "vm (this machine)", "another machine called vm"],
    [version("vm", 0), version("vm", 5, true), "another machine called vm", "vm (this machine)"],
    [version("vm", 0), version("vm", 5), "vm, 11:48:07", "vm, 11:48:12"],
    [version("vm", 0), version("vm", 90), "vm, 11:48", "vm, 11:49"],
    [
      version("vm", 0, true),
      version("vm", 5, true),
      "vm (this machine), 11:48:07",
      "vm (this machine), 11:48:12",
    ],
  ] as const;
  for (const [one, other, first, second] of rows) {
    assert.deepEqual(namesOf({ this: one, other }, momentsOf), { this: first, other: second });
  }
});

Deno.test("a list of times has seconds where two are in the same minute", () => {
  const times = [AT, AT + 5_000, AT + 60_000, AT + 60_000];
  const moment = momentsOf(times);
  assert.deepEqual(times.slice(0, 3).map(moment), ["11:48:07", "11:48:12", "11:49"]);
});
