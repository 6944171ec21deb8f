// The table of the merge (ARCHITECTURE.md) where names meet: files against folders, moves, names that
// fold into one. Ours is the laptop's side, theirs is the published one.

import { gitPath } from "../../../src/engine/git/values/path.ts";
import {
  desktopCopy,
  foldCase,
  laptopCopy,
  mergeTest,
  ourCopy,
  theirCopy,
} from "../../support/trees.ts";

mergeTest("our file gives way to their folder", {
  of: { base: {}, ours: { a: "1" }, theirs: { "a/b": "2" } },
  becomes: { "a/b": "2", [laptopCopy("a", "1")]: "1" },
  conflicts: ourCopy("a", "1"),
});

mergeTest("their file gives way to our folder", {
  of: { base: {}, ours: { "a/b": "2" }, theirs: { a: "1" } },
  becomes: { "a/b": "2", [desktopCopy("a", "1")]: "1" },
  conflicts: theirCopy("a", "1"),
});

mergeTest("our file gives way to a folder deep below its name, beside itself", {
  of: { base: {}, ours: { "d/a.md": "1" }, theirs: { "d/a.md/b/c": "2", "d/a.md/b/d": "3" } },
  becomes: { "d/a.md/b/c": "2", "d/a.md/b/d": "3", [laptopCopy("d/a.md", "1")]: "1" },
  conflicts: ourCopy("d/a.md", "1"),
});

mergeTest("their file gives way to a folder deep below its name, beside itself", {
  of: { base: {}, ours: { "d/a.md/b/c": "2" }, theirs: { "d/a.md": "1" } },
  becomes: { "d/a.md/b/c": "2", [desktopCopy("d/a.md", "1")]: "1" },
  conflicts: theirCopy("d/a.md", "1"),
});

mergeTest("a file that they made a folder of gives way with our change in it", {
  of: { base: { a: "1" }, ours: { a: "2" }, theirs: { "a/b": "3" } },
  becomes: { "a/b": "3", [laptopCopy("a", "2")]: "2" },
  conflicts: ourCopy("a", "2"),
});

mergeTest("a folder that they made a file of stays where we changed it", {
  of: { base: { "a/b": "1", "a/c": "1" }, ours: { "a/b": "2", "a/c": "1" }, theirs: { a: "3" } },
  becomes: { "a/b": "2", [desktopCopy("a", "3")]: "3" },
  conflicts: theirCopy("a", "3"),
});

mergeTest("a folder that they made a file of stays where we added to it", {
  of: { base: { "a/b": "1" }, ours: { "a/b": "1", "a/new": "2" }, theirs: { a: "3" } },
  becomes: { "a/new": "2", [desktopCopy("a", "3")]: "3" },
  conflicts: theirCopy("a", "3"),
});

mergeTest("a name that only begins like a folder is none of its business", {
  of: { base: {}, ours: { a: "1", "a-b": "1" }, theirs: { "a.d/b": "2", "a-b.d/c": "2" } },
  becomes: { a: "1", "a-b": "1", "a.d/b": "2", "a-b.d/c": "2" },
});

mergeTest("their change follows our move", {
  of: { base: { a: "1" }, ours: { "d/b": "1" }, theirs: { a: "2" } },
  becomes: { "d/b": "2" },
});

mergeTest("our change follows their move", {
  of: { base: { a: "1" }, ours: { a: "2" }, theirs: { "d/b": "1" } },
  becomes: { "d/b": "2" },
});

mergeTest("their mode follows our move", {
  of: { base: { a: "1" }, ours: { b: "1" }, theirs: { a: "x:1" } },
  becomes: { b: "x:1" },
});

mergeTest("our mode stays when their change follows our move", {
  of: { base: { a: "1" }, ours: { b: "x:1" }, theirs: { a: "2" } },
  becomes: { b: "x:2" },
});

mergeTest("their new target follows our move of a link", {
  of: { base: { a: "->1" }, ours: { b: "->1" }, theirs: { a: "->2" } },
  becomes: { b: "->2" },
});

mergeTest("moves on both sides are followed at once", {
  of: {
    base: { a: "1", b: "2" },
    ours: { "d/a": "1", b: "changed by us" },
    theirs: { a: "changed by them", "d/b": "2" },
  },
  becomes: { "d/a": "changed by them", "d/b": "changed by us" },
});

mergeTest("a move to a new name that differs in case is followed", {
  of: {
    base: { "notes.md": "1" },
    ours: { "Notes.md": "1" },
    theirs: { "notes.md": "2" },
    fold: foldCase,
  },
  becomes: { "Notes.md": "2" },
});

mergeTest("a move out of the way of a folder is followed", {
  of: { base: { a: "1" }, ours: { b: "1", "a/c": "new" }, theirs: { a: "2" } },
  becomes: { b: "2", "a/c": "new" },
});

mergeTest("a file moved to different names by both has both", {
  of: { base: { a: "1" }, ours: { b: "1" }, theirs: { c: "1" } },
  becomes: { b: "1", c: "1" },
});

mergeTest("a move that they answered by deleting stays a move", {
  of: { base: { a: "1" }, ours: { b: "1" }, theirs: {} },
  becomes: { b: "1" },
});

mergeTest("with two sources of the same bytes nobody knows which one moved", {
  of: { base: { a: "1", b: "1" }, ours: { c: "1" }, theirs: { a: "2", b: "1" } },
  becomes: { a: "2", c: "1" },
});

mergeTest("with two targets of the same bytes nobody knows where it moved", {
  of: { base: { a: "1" }, ours: { b: "1", c: "1" }, theirs: { a: "2" } },
  becomes: { a: "2", b: "1", c: "1" },
});

mergeTest("a move that we changed on the way is a deletion and an addition", {
  of: { base: { a: "1" }, ours: { b: "1 and more" }, theirs: { a: "2" } },
  becomes: { a: "2", b: "1 and more" },
});

mergeTest("a move to a name that they took leaves both where they are", {
  of: { base: { a: "1" }, ours: { b: "1" }, theirs: { a: "2", b: "3" } },
  becomes: { a: "2", b: "3", [laptopCopy("b", "1")]: "1" },
  conflicts: ourCopy("b", "1"),
});

mergeTest("a move to a name that is a folder of theirs is followed, and the file gives way", {
  of: { base: { a: "1" }, ours: { b: "1" }, theirs: { a: "2", "b/c": "3" } },
  becomes: { "b/c": "3", [desktopCopy("b", "2")]: "2" },
  conflicts: theirCopy("b", "2"),
});

mergeTest("a link of the same bytes is not the file that moved", {
  of: { base: { a: "1" }, ours: { b: "->1" }, theirs: { a: "2" } },
  becomes: { a: "2", b: "->1" },
});

mergeTest("a link that they put in the place of a file does not follow the file", {
  of: { base: { a: "1" }, ours: { b: "1" }, theirs: { a: "->c" } },
  becomes: { a: "->c", b: "1" },
});

mergeTest("where names fold, theirs that comes in gets a conflict name", {
  of: { base: {}, ours: { "Notes.md": "1" }, theirs: { "notes.md": "2" }, fold: foldCase },
  becomes: { "Notes.md": "1", [desktopCopy("notes.md", "2")]: "2" },
  conflicts: theirCopy("notes.md", "2"),
});

mergeTest("where names do not fold, both stay", {
  of: { base: {}, ours: { "Notes.md": "1" }, theirs: { "notes.md": "2" } },
  becomes: { "Notes.md": "1", "notes.md": "2" },
});

mergeTest("what comes in gives way to what nobody changed", {
  of: {
    base: { "Notes.md": "1" },
    ours: { "Notes.md": "1", other: "1" },
    theirs: { "Notes.md": "1", "notes.md": "2" },
    fold: foldCase,
  },
  becomes: { "Notes.md": "1", other: "1", [desktopCopy("notes.md", "2")]: "2" },
  conflicts: theirCopy("notes.md", "2"),
});

mergeTest("of two names that come in and fold, one gives way", {
  of: {
    base: {},
    ours: { other: "1" },
    theirs: { "Notes.md": "1", "notes.md": "2" },
    fold: foldCase,
  },
  becomes: { other: "1", "Notes.md": "1", [desktopCopy("notes.md", "2")]: "2" },
  conflicts: theirCopy("notes.md", "2"),
});

mergeTest("another spelling of the same letter folds too", {
  of: {
    base: {},
    ours: { [gitPath("\u00e9.md")]: "1" },
    theirs: { [gitPath("e\u0301.md")]: "2" },
    fold: foldCase,
  },
  becomes: { [gitPath("\u00e9.md")]: "1", [desktopCopy(gitPath("e\u0301.md"), "2")]: "2" },
  conflicts: theirCopy(gitPath("e\u0301.md"), "2"),
});

mergeTest("a name that only changed its case on our side collides with nothing", {
  of: {
    base: { "notes.md": "1" },
    ours: { "Notes.md": "1" },
    theirs: { "notes.md": "1", other: "1" },
    fold: foldCase,
  },
  becomes: { "Notes.md": "1", other: "1" },
});

mergeTest("a name that only changed its case on their side collides with nothing", {
  of: {
    base: { "notes.md": "1" },
    ours: { "notes.md": "1", other: "1" },
    theirs: { "Notes.md": "1" },
    fold: foldCase,
  },
  becomes: { "Notes.md": "1", other: "1" },
});

mergeTest("our file gives way to their folder whose name folds into its own", {
  of: { base: {}, ours: { Notes: "1" }, theirs: { "notes/a": "2" }, fold: foldCase },
  becomes: { "notes/a": "2", [laptopCopy("Notes", "1")]: "1" },
  conflicts: ourCopy("Notes", "1"),
});

mergeTest("their file gives way to our old folder whose name folds into its own", {
  of: {
    base: { "notes/a/b": "2" },
    ours: { "notes/a/b": "2", other: "1" },
    theirs: { "notes/a/b": "2", Notes: "1" },
    fold: foldCase,
  },
  becomes: { "notes/a/b": "2", other: "1", [desktopCopy("Notes", "1")]: "1" },
  conflicts: theirCopy("Notes", "1"),
});

mergeTest("a move to a name that folds into one that nobody changed gives way to that", {
  of: {
    base: { Notes: "1", a: "2" },
    ours: { Notes: "1", a: "3" },
    theirs: { Notes: "1", notes: "2" },
    fold: foldCase,
  },
  becomes: { Notes: "1", [laptopCopy("notes", "3")]: "3" },
  conflicts: ourCopy("notes", "3"),
});

mergeTest("all files whose names fold into that of a folder give way to it", {
  of: { base: {}, ours: { "notes/a": "1" }, theirs: { Notes: "2", NOTES: "3" }, fold: foldCase },
  becomes: { "notes/a": "1", [desktopCopy("Notes", "2")]: "2", [desktopCopy("NOTES", "3")]: "3" },
  conflicts: [...theirCopy("Notes", "2"), ...theirCopy("NOTES", "3")],
});
