// The stories of the random test: what can happen to some machines and their remote, as plain data, and how
// often it does.

import fc from "fast-check";
import type { RemoteUse } from "../../../src/engine/sync/next_step.ts";
import type { Keep } from "../../../src/engine/restore/change.ts";
import type { Incident } from "./app_process.ts";
import type { Edit } from "./edits.ts";
import { FILTERED_NAMES } from "./filtered.ts";
import type { Attack } from "./neighbour.ts";

/** Some machines and what happens to them. `who` counts them, and begins again at the end. */
export interface Story {
  readonly machines: number;
  /** Whether the git folders lie on another volume than the folders. */
  readonly isGitElsewhere?: boolean;
  /** Whether the clones are shallow and sparse, with patterns that leave nothing of the story out. */
  readonly isCut?: boolean;
  /** Whether git stores other bytes of some files, by filters and conversions (`filtered.ts`). */
  readonly isFiltered?: boolean;
  /** Whether some conflicts are open from the start. */
  readonly isInConflict?: boolean;
  readonly steps: readonly Step[];
}

/** A user edits or uses git, the apps of some machines sync at once, or a hostile neighbour pushes. */
export type Step =
  | { readonly step: "edit"; readonly who: number; readonly edit: Edit }
  /** Mostly there is something to commit. */
  | {
    readonly step: "git";
    readonly who: number;
    readonly edit: Edit | undefined;
    readonly use: GitUse;
  }
  | { readonly step: "sync"; readonly turns: readonly Turn[] }
  | { readonly step: "neighbour"; readonly attack: Attack };

/** What a user does with git. */
export type GitUse =
  | { readonly git: "stage"; readonly file: number }
  | { readonly git: "stage ignored" | "amend" | "return" }
  | { readonly git: "commit"; readonly all: boolean }
  /** Goes to another branch, which begins at this commit or at the one before. */
  | { readonly git: "leave"; readonly older: boolean }
  | { readonly git: "pack"; readonly prune: boolean };

/** The sync of one machine. */
export interface Turn {
  readonly who: number;
  readonly wish: RemoteUse;
  /** Whether the watcher names the changed paths. */
  readonly isWatched: boolean;
  readonly trouble: Trouble | undefined;
  readonly incidents: readonly Incident[];
  /** What is asked for from the history. */
  readonly change?: HistoryChange;
}

/**
 * A save is undone, or a file of it restored, or all of them; counted from the newest save and the first file. Or a
 * conflict is settled; a text that is kept holds both versions.
 */
export interface HistoryChange {
  readonly kind: "undo" | "restore" | "restore all" | `keep ${Keep}`;
  readonly save: number;
  readonly file: number;
}

/** What the network does: nothing goes through, or only so many bytes of what is sent or answered. */
export type Trouble =
  | { readonly net: "refuses" }
  | {
    readonly net: "cuts request" | "cuts answer";
    readonly of: "fetch" | "push";
    readonly bytes: number;
  };

/** The names at which files are made; those that begin with `private` are ignored. */
const NAMES = ["a", "b.txt", "d", "d/a", "d/b.txt", "e", "e/f", "e/f/a", "ü [n]*", "private-1"];
const MORE_NAMES = ["d/private-1", "private-2", "e/private-1"];

const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.constantFrom(...MORE_NAMES) },
);
const at = fc.nat(11);
const how = fc.constantFrom("in place" as const, "replace" as const);

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      edit: fc.constant("write"),
      name,
      lines: fc.integer({ min: 1, max: 6 }),
      how,
    }),
  },
  { weight: 4, arbitrary: fc.record({ edit: fc.constant("append"), file: at, how }) },
  {
    weight: 8,
    arbitrary: fc.record({
      edit: fc.constantFrom("insert line", "change line", "cut line"),
      file: at,
      line: fc.nat(6),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      edit: fc.constantFrom("remove", "truncate", "make executable"),
      file: at,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ edit: fc.constantFrom("rename", "copy"), file: at, name }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      edit: fc.constantFrom("write bytes", "link", "make folder", "swap file and folder"),
      name,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ edit: fc.constant("link to a folder"), name, folder: at }),
  },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant("remove folder"), folder: at }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant("rename folder"), folder: at, name }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant("write many"), name }) },
);

const use: fc.Arbitrary<GitUse> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ git: fc.constant("stage"), file: at }) },
  { weight: 4, arbitrary: fc.record({ git: fc.constant("commit"), all: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ git: fc.constantFrom("amend", "return", "stage ignored") }),
  },
  { weight: 2, arbitrary: fc.record({ git: fc.constant("leave"), older: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ git: fc.constant("pack"), prune: fc.boolean() }) },
);

/** A connection in which something is sent has about so many bytes: git's manners, and some for the content. */
const SIZES = [
  ["cuts request", "fetch", 600],
  ["cuts answer", "fetch", 1000],
  ["cuts request", "push", 700],
  // The last 50 tell that the push has arrived.
  ["cuts answer", "push", 231],
] as const;

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({ net: fc.constant("refuses") }),
  ...SIZES.map(([net, of, size]) =>
    fc.record({ net: fc.constant(net), of: fc.constant(of), bytes: fc.nat(size) })
  ),
);

const incident: fc.Arbitrary<Incident> = fc.record({
  at: fc.oneof(
    { weight: 5, arbitrary: fc.nat(14) },
    { weight: 3, arbitrary: fc.nat(30) },
    { weight: 1, arbitrary: fc.nat(70) },
  ),
  delayMs: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(8) }),
  what: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("kill"), gitToo: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut") }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("commit"), amend: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("edit"), edit }) },
  ),
});

const who = fc.nat(4);

const turn: fc.Arbitrary<Turn> = fc.record({
  who,
  wish: fc.oneof(
    { weight: 6, arbitrary: fc.constant("ask") },
    { weight: 2, arbitrary: fc.constant("probe") },
    { weight: 2, arbitrary: fc.constantFrom("send", "none") },
  ),
  isWatched: fc.boolean(),
  trouble: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: trouble },
  ),
  incidents: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(incident, { minLength: 1, maxLength: 3 }) },
  ),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ step: fc.constant("edit"), who, edit }) },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant("git"),
      who,
      edit: fc.option(edit, { nil: undefined }),
      use,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      step: fc.constant("sync"),
      turns: fc.array(turn, { minLength: 1, maxLength: 5 }),
    }),
  },
);

/** Any story. */
export const stories: fc.Arbitrary<Story> = fc.record({
  machines: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(2, 3) },
    { weight: 1, arbitrary: fc.constantFrom(4, 5) },
  ),
  steps: fc.array(step, { minLength: 3, maxLength: 24, size: "max" }),
});

const neighbour: fc.Arbitrary<Step> = fc.record({
  step: fc.constant("neighbour"),
  attack: fc.record({
    attack: fc.constantFrom("reserved names", "rules", "rules", "private name", "link", "texts"),
    at: fc.nat(11),
  }),
});

/** Stories with a hostile neighbour, and with git folders on another volume. */
export const hostileStories: fc.Arbitrary<Story> = fc.record({
  machines: fc.constantFrom(2, 3),
  isGitElsewhere: fc.boolean(),
  steps: fc.array(
    fc.oneof({ weight: 4, arbitrary: step }, { weight: 1, arbitrary: neighbour }),
    { minLength: 3, maxLength: 24, size: "max" },
  ),
});

/** Stories with clones that are shallow and sparse. */
export const cutStories: fc.Arbitrary<Story> = stories.map((story) => ({ ...story, isCut: true }));

const historyChange: fc.Arbitrary<HistoryChange> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("undo", "undo", "restore", "restore", "restore all") },
    {
      weight: 2,
      arbitrary: fc.constantFrom("keep this", "keep other", "keep both", "keep text", "keep text"),
    },
  ),
  save: fc.nat(9),
  file: at,
});

/** Stories in which versions are restored, saves undone and conflicts settled in many of the syncs. */
export const historyStories: fc.Arbitrary<Story> = fc.tuple(
  stories,
  fc.array(fc.option(historyChange, { nil: undefined }), { minLength: 1, maxLength: 20 }),
  fc.boolean(),
).map(([story, changes, isInConflict]) => {
  let next = 0;
  const withChange = (turn: Turn): Turn => {
    const change = changes[next++ % changes.length];
    return change === undefined ? turn : { ...turn, change };
  };
  return {
    ...story,
    isInConflict,
    steps: story.steps.map((step) =>
      step.step === "sync" ? { ...step, turns: step.turns.map(withChange) } : step
    ),
  };
});

/** Stories with files that have a filter or an encoding by their exact names. */
export const filteredStories: fc.Arbitrary<Story> = stories.map((story) => ({
  ...renamed(story),
  isFiltered: true,
}));

/** Gives the edits of a story other names. */
function renamed(story: Story): Story {
  const text = JSON.stringify(
    story,
    (key, value) => key === "name" ? FILTERED_NAMES[value as string] ?? value : value,
  );
  return JSON.parse(text) as Story;
}
