// The names of the versions of a conflict: whose they are, and where that does not tell them apart, when they were
// saved. Pure.

import type { ConflictDetails, ConflictVersion } from "../../src/adapters/window/api/history.ts";
import { visibleName } from "../../src/adapters/window/api/session.ts";
import type { Names } from "../editors/difference.ts";

/** Returns the names. Two machines may have one host name: whatever was not saved here is of another one then. */
export function namesOf(
  { this: one, other, deleted }: Pick<ConflictDetails, "this" | "other" | "deleted">,
  momentsOf: (times: readonly number[]) => (time: number) => string,
): Names {
  const second = other ?? deleted;
  if (second === undefined) return { this: whose(one, undefined), other: "" };
  const names = [whose(one, second), whose(second, one)] as const;
  if (names[0] !== names[1]) return { this: names[0], other: names[1] };
  const moment = momentsOf([one.time, second.time]);
  return { this: `${names[0]}, ${moment(one.time)}`, other: `${names[1]}, ${moment(second.time)}` };
}

function whose({ host, isOwn }: ConflictVersion, beside: ConflictVersion | undefined): string {
  const name = visibleName(host);
  if (isOwn === true) return `${name} (this machine)`;
  return beside?.isOwn === true && beside.host === host ? `another machine called ${name}` : name;
}
