// `deno task compile`: makes the standalone program for this machine, dist/git-sync-bar.

import { join } from "node:path";
import { compileBundle, makeBundle, root } from "./program.ts";

const bundle = join(root, "dist/bundle");
await makeBundle(Deno.build.os, bundle);
await compileBundle({
  bundle,
  triple: Deno.build.target,
  output: join(root, "dist/git-sync-bar"),
});
