// A planted mistake, in the place of src/engine/sync/next_step.ts: the remote is asked before the local work is saved.

import {
  nextStep as real,
  type Observation,
  type Step,
} from "../../../../src/engine/sync/next_step.ts";

export * from "../../../../src/engine/sync/next_step.ts";

/** Fetches first. */
export function nextStep(observation: Observation): Step {
  const { use, remote } = observation;
  return use !== "none" && remote === "remembered" ? "fetch" : real(observation);
}
