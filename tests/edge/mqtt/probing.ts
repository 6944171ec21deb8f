// A probe for one test, and what it says.

import type { Timeouts } from "../../../src/adapters/mqtt/timeouts.ts";
import { probe } from "../../../src/adapters/mqtt/probe.ts";
import type { ChannelSettings } from "../../../src/adapters/mqtt/settings.ts";
import { afterEnd } from "./listening.ts";

/** What a probe found. */
export interface Probed {
  /** The steps that were well. */
  readonly passed: readonly string[];
  /** What was not. */
  readonly failure: string | undefined;
}

/** Probes to the end. */
export async function probed(
  settings: ChannelSettings,
  timeouts: Partial<Timeouts> = {},
): Promise<Probed> {
  const steps = await Array.fromAsync(probe(settings, { timeouts }));
  await afterEnd();
  const failure = steps.find(({ ok: well }) => !well);
  return {
    passed: steps.filter(({ ok: well }) => well).map(({ text }) => text),
    failure: failure?.text,
  };
}
