// fast-check with the seed of the random tests. It prints the seed of a failure by itself.

import fc from "fast-check";
import { SEED } from "./dice.ts";

fc.configureGlobal({ seed: SEED });

export { fc };

/** Any code point as a string. The unit `binary` of fast-check takes a second to set up. */
export const anyCodePoint: fc.Arbitrary<string> = fc.nat(0x10f7ff)
  .map((at) => String.fromCodePoint(at < 0xd800 ? at : at + 0x800));
