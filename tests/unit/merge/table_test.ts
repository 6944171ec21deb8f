// The table of the merge (ARCHITECTURE.md) as far as it is about one path, in both directions: ours
// is the laptop's side, theirs is the published one.

import { laptopCopy, mergeTest, ourCopy } from "../../support/trees.ts";

mergeTest("what only we changed is taken", {
  of: {
    base: { a: "1", b: "1", c: "1" },
    ours: { a: "2", c: "x:1", d: "new" },
    theirs: { a: "1", b: "1", c: "1" },
  },
  becomes: { a: "2", c: "x:1", d: "new" },
});

mergeTest("what only they changed is taken", {
  of: {
    base: { a: "1", b: "1", c: "1" },
    ours: { a: "1", b: "1", c: "1" },
    theirs: { a: "2", c: "x:1", d: "new" },
  },
  becomes: { a: "2", c: "x:1", d: "new" },
});

mergeTest("what both changed alike is taken once", {
  of: {
    base: { a: "1", b: "1", c: "1", d: "1" },
    ours: { a: "2", c: "x:1", d: "->1", e: "new" },
    theirs: { a: "2", c: "x:1", d: "->1", e: "new" },
  },
  becomes: { a: "2", c: "x:1", d: "->1", e: "new" },
});

mergeTest("different files changed on both sides come together", {
  of: {
    base: { a: "1", b: "1" },
    ours: { a: "2", b: "1", c: "ours" },
    theirs: { a: "1", b: "2", d: "theirs" },
  },
  becomes: { a: "2", b: "2", c: "ours", d: "theirs" },
});

mergeTest("a file that only we turned into a link or a folder follows us", {
  of: { base: { a: "1", b: "1" }, ours: { a: "->b", "b/c": "1" }, theirs: { a: "1", b: "1" } },
  becomes: { a: "->b", "b/c": "1" },
});

mergeTest("a file that we deleted and they changed stays", {
  of: { base: { a: "1" }, ours: {}, theirs: { a: "2" } },
  becomes: { a: "2" },
});

mergeTest("a file that they deleted and we changed stays", {
  of: { base: { a: "1" }, ours: { a: "2" }, theirs: {} },
  becomes: { a: "2" },
});

mergeTest("a file that they deleted and we made executable stays", {
  of: { base: { a: "1" }, ours: { a: "x:1" }, theirs: {} },
  becomes: { a: "x:1" },
});

mergeTest("a text that both changed is what git makes of it", {
  of: { base: { a: "1" }, ours: { a: "2" }, theirs: { a: "3" }, texts: { a: "2 and 3" } },
  becomes: { a: "2 and 3" },
  asked: ["a"],
});

mergeTest(
  "of a text that does not merge the published version keeps the name, ours becomes a copy",
  {
    of: { base: { "notes.md": "1" }, ours: { "notes.md": "2" }, theirs: { "notes.md": "3" } },
    becomes: { "notes.md": "3", [laptopCopy("notes.md", "2")]: "2" },
    conflicts: ourCopy("notes.md", "2"),
    asked: ["notes.md"],
  },
);

mergeTest("of a file that both added git is asked nothing and both versions stay", {
  of: {
    base: {},
    ours: { "notes.md": "2" },
    theirs: { "notes.md": "3" },
    texts: { "notes.md": "2 and 3" },
  },
  becomes: { "notes.md": "3", [laptopCopy("notes.md", "2")]: "2" },
  conflicts: ourCopy("notes.md", "2"),
});

mergeTest("a link that both made into different files has no base for them", {
  of: { base: { a: "->1" }, ours: { a: "2" }, theirs: { a: "3" }, texts: { a: "2 and 3" } },
  becomes: { a: "3", [laptopCopy("a", "2")]: "2" },
  conflicts: ourCopy("a", "2"),
});

mergeTest("our link against their changed file becomes a copy", {
  of: { base: { a: "1" }, ours: { a: "->b" }, theirs: { a: "2" } },
  becomes: { a: "2", [laptopCopy("a", "->b")]: "->b" },
  conflicts: ourCopy("a", "->b"),
});

mergeTest("our changed file against their link becomes a copy", {
  of: { base: { a: "1" }, ours: { a: "2" }, theirs: { a: "->b" } },
  becomes: { a: "->b", [laptopCopy("a", "2")]: "2" },
  conflicts: ourCopy("a", "2"),
});

mergeTest("a link and a file of the same bytes are still two things", {
  of: { base: {}, ours: { a: "->b" }, theirs: { a: "b" } },
  becomes: { a: "b", [laptopCopy("a", "->b")]: "->b" },
  conflicts: ourCopy("a", "->b"),
});

mergeTest("of a link that both changed git is asked nothing and both targets stay", {
  of: { base: { a: "->1" }, ours: { a: "->2" }, theirs: { a: "->3" }, texts: { a: "->2 and 3" } },
  becomes: { a: "->3", [laptopCopy("a", "->2")]: "->2" },
  conflicts: ourCopy("a", "->2"),
});

mergeTest("our mode and their content come together", {
  of: { base: { a: "1" }, ours: { a: "x:1" }, theirs: { a: "2" } },
  becomes: { a: "x:2" },
});

mergeTest("their mode and our content come together", {
  of: { base: { a: "x:1" }, ours: { a: "x:2" }, theirs: { a: "1" } },
  becomes: { a: "2" },
});

mergeTest("our mode stays with the text that git merged", {
  of: { base: { a: "1" }, ours: { a: "x:2" }, theirs: { a: "3" }, texts: { a: "2 and 3" } },
  becomes: { a: "x:2 and 3" },
  asked: ["a"],
});

mergeTest("their mode stays with the text that git merged", {
  of: { base: { a: "1" }, ours: { a: "2" }, theirs: { a: "x:3" }, texts: { a: "2 and 3" } },
  becomes: { a: "x:2 and 3" },
  asked: ["a"],
});

mergeTest("the same change of content with another mode is no conflict", {
  of: { base: { a: "1" }, ours: { a: "x:2" }, theirs: { a: "2" } },
  becomes: { a: "x:2" },
});

mergeTest("a file that both added with another mode is no conflict and has the published mode", {
  of: { base: {}, ours: { a: "x:1", b: "1" }, theirs: { a: "1", b: "x:1" } },
  becomes: { a: "1", b: "x:1" },
});

mergeTest("in a conflict each version keeps its own mode", {
  of: { base: { a: "1" }, ours: { a: "x:2" }, theirs: { a: "3" } },
  becomes: { a: "3", [laptopCopy("a", "2")]: "x:2" },
  conflicts: ourCopy("a", "2"),
  asked: ["a"],
});

mergeTest("a text on which the bases differ has no base, so both versions stay", {
  of: {
    base: { a: "1" },
    otherBases: [{ a: "2" }],
    ours: { a: "3" },
    theirs: { a: "4" },
    texts: { a: "3 and 4" },
  },
  becomes: { a: "4", [laptopCopy("a", "3")]: "3" },
  conflicts: ourCopy("a", "3"),
});

mergeTest(
  "where the bases differ, one side that is as the first base is no proof that it is unchanged",
  {
    of: {
      base: { a: "1", b: "1" },
      otherBases: [{ a: "2", b: "2" }],
      ours: { a: "3", b: "1" },
      theirs: { a: "1", b: "3" },
    },
    becomes: { a: "1", [laptopCopy("a", "3")]: "3", b: "3", [laptopCopy("b", "1")]: "1" },
    conflicts: [...ourCopy("a", "3"), ...ourCopy("b", "1")],
  },
);

mergeTest("where the bases differ and both sides agree, that is it", {
  of: {
    base: { a: "1", b: "1" },
    otherBases: [{ a: "2", b: "2" }, { a: "3", b: "1" }],
    ours: { a: "4" },
    theirs: { a: "4" },
  },
  becomes: { a: "4" },
});

mergeTest("where the bases differ, a deletion gives way to what the other side has", {
  of: {
    base: { a: "1", b: "1" },
    otherBases: [{ a: "2", b: "2" }],
    ours: { b: "1" },
    theirs: { a: "1" },
  },
  becomes: { a: "1", b: "1" },
});

mergeTest("a path that only a further base has is as both sides have it", {
  of: {
    base: { a: "1" },
    otherBases: [{ a: "1", b: "2" }],
    ours: { a: "1" },
    theirs: { a: "1", c: "1" },
  },
  becomes: { a: "1", c: "1" },
});

mergeTest("a path on which the bases agree is merged as ever", {
  of: {
    base: { a: "1", b: "1" },
    otherBases: [{ a: "1", b: "2" }],
    ours: { a: "2", b: "1" },
    theirs: { a: "3", b: "1" },
    texts: { a: "2 and 3" },
  },
  becomes: { a: "2 and 3", b: "1" },
  asked: ["a"],
});
