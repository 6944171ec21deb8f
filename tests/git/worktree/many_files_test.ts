// A folder with more files than anybody would look at arrives at once.

import assert from "node:assert/strict";
import { tell } from "../../support/story.ts";

/** Together the names are longer than the arguments of one command may be (2 MB on Linux). */
const NAME = `${"a long folder ".repeat(17)}/${"a long name ".repeat(20)}`;

Deno.test("a folder of 5,000 files with long names arrives", async () => {
  const { world, laptop } = await tell({ "notes.md": "one\n" }, "laptop");
  const count = 5_000;
  const { code } = await world.tryGit(world.remote, ["fast-import", "--quiet"], {
    stdin: [
      "blob\nmark :1\ndata 2\na\n",
      "commit refs/heads/main\ncommitter A <a@example.invalid> 1700000000 +0000\ndata 1\nm",
      "from refs/heads/main^0",
      ...Array.from({ length: count }, (_, at) => `M 100644 :1 many/${NAME}${at}.md`),
      "",
    ].join("\n"),
  });
  assert.equal(code, 0);
  assert.equal((await laptop.sync()).received.length, count);
  assert.equal(await laptop.git("status", "--porcelain"), "");
  assert.equal((await laptop.names()).length, count + 1);
});
