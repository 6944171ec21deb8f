// A planted mistake, in the place of src/engine/git/values/byte_attributes.ts: a conflict copy stands beside its
// original, whichever attributes that name has.

import type { fittingForm as real } from "../../../../src/engine/git/values/byte_attributes.ts";

export * from "../../../../src/engine/git/values/byte_attributes.ts";

/** Says that the name beside the original always fits. */
export const fittingForm: typeof real = () => "file";
