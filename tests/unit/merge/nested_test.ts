// Nested repositories (gitlinks) in the merge: the published one stays, none is ever copied. Ours is the
// laptop's side, theirs is the published one.

import { foldCase, laptopCopy, mergeTest, ourCopy } from "../../support/trees.ts";

mergeTest("of a nested repository that both moved on the published state stays, without a copy", {
  of: { base: { sub: "@1" }, ours: { sub: "@2" }, theirs: { sub: "@3" } },
  becomes: { sub: "@3" },
  gitlinks: ["sub"],
});

mergeTest("a nested repository that one side moved on is taken", {
  of: {
    base: { sub: "@1", dep: "@1" },
    ours: { sub: "@2", dep: "@1" },
    theirs: { sub: "@1", dep: "@2" },
  },
  becomes: { sub: "@2", dep: "@2" },
});

mergeTest("our file against their nested repository becomes a copy", {
  of: { base: {}, ours: { sub: "1" }, theirs: { sub: "@2" } },
  becomes: { sub: "@2", [laptopCopy("sub", "1")]: "1" },
  conflicts: ourCopy("sub", "1"),
  gitlinks: ["sub"],
});

mergeTest("our nested repository against their file is not copied", {
  of: { base: {}, ours: { sub: "@1" }, theirs: { sub: "2" } },
  becomes: { sub: "2" },
  gitlinks: ["sub"],
});

mergeTest("our nested repository in the way of their folder is not copied", {
  of: { base: {}, ours: { sub: "@1" }, theirs: { "sub/a": "2" } },
  becomes: { "sub/a": "2" },
  gitlinks: ["sub"],
});

mergeTest("their nested repository in the way of our folder is not copied", {
  of: { base: {}, ours: { "sub/a": "2" }, theirs: { sub: "@1" } },
  becomes: { "sub/a": "2" },
  gitlinks: ["sub"],
});

mergeTest("a nested repository whose name folds into that of a file is not copied", {
  of: { base: {}, ours: { Sub: "1" }, theirs: { sub: "@2" }, fold: foldCase },
  becomes: { Sub: "1" },
  gitlinks: ["sub"],
});

mergeTest("a nested repository that moved does not take a change along", {
  of: { base: { a: "@1" }, ours: { b: "@1" }, theirs: { a: "@2" } },
  becomes: { a: "@2", b: "@1" },
});
