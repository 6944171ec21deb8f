// `deno task fuzz [--minutes N] [--seed N]`: every reader of text from outside, until the time is over.

import process from "node:process";
import { parseArgs } from "node:util";
import { dice } from "../dice.ts";
import { wordsOfExpressions } from "./hostile.ts";
import { PARSERS } from "./parsers.ts";
import { type Find, tryLength, tryMutations } from "./try_parser.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string" }, seed: { type: "string" } },
});
const minutes = Number(values.minutes ?? 10);
const seed = Number(values.seed ?? crypto.getRandomValues(new Int32Array(1))[0]);
const throws = dice(seed);
const words = await wordsOfExpressions();
const until = Date.now() + minutes * 60_000;
const finds = new Map<string, Find>();
let rounds = 0;
process.stdout.write(`seed ${seed}, ${minutes} minutes, ${Object.keys(PARSERS).length} readers\n`);
while (Date.now() < until) {
  rounds++;
  for (const parser of Object.entries(PARSERS)) {
    const most = rounds % 20 === 0 ? 4_194_304 : 1_048_576;
    for (
      const find of [
        tryMutations(parser, { count: 200, throws }),
        tryLength(parser, { words, throws, most }),
      ]
    ) {
      if (find === undefined || finds.has(`${find.parser} ${find.harm.slice(0, 20)}`)) continue;
      finds.set(`${find.parser} ${find.harm.slice(0, 20)}`, find);
      process.stdout.write(`${find.parser} ${find.harm}: ${find.text.slice(0, 2_000)}\n`);
    }
  }
}
process.stdout.write(`${rounds} rounds, ${finds.size} finds\n`);
process.exitCode = finds.size === 0 ? 0 : 1;
