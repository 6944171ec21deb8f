// The schema of `--status --json`, from which `deno task docs` makes docs/status.schema.json.

import * as z from "zod/mini";
import { NOT_SYNCED } from "../src/view/not_synced.ts";
import { CONDITIONS } from "../src/view/status_line.ts";
import { STATUS_VERSION } from "../src/view/status_report.ts";

const count = z.int().check(z.nonnegative());

/** ISO 8601, in UTC. */
const time = z.iso.datetime();

const amount = z.strictObject({ done: count, total: count });

const percent = z.optional(z.int().check(z.gte(0), z.lte(100)));

const transferred = { bytes: z.optional(count), totalBytes: z.optional(count), percent };

const texts = z.array(z.string());

/** The fields about one folder. */
const folder = {
  condition: describe(z.enum(CONDITIONS), "Of several that apply, the one that comes first here"),
  line: describe(z.string(), "The first line of the menu, in words that may change"),
  progress: describe(
    z.optional(z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("scanning"), files: z.optional(count) }),
      z.strictObject({
        kind: z.literal("saving"),
        files: amount,
        bytes: z.optional(amount),
        percent,
      }),
      z.strictObject({ kind: z.literal("sending"), ...transferred }),
      z.strictObject({ kind: z.literal("receiving"), ...transferred }),
      z.strictObject({ kind: z.literal("placing"), files: amount, percent }),
    ])),
    "How far the sync under way is, where it takes its time",
  ),
  folder: describe(z.optional(z.string()), "The synced folder"),
  lastUpToDate: describe(z.optional(time), "When the remote last confirmed that both are equal"),
  waiting: describe(texts, "Files that are saved here and not sent yet"),
  unsaved: describe(
    z.optional(count),
    "The number of changes that are not saved, as syncing is paused",
  ),
  conflicts: describe(
    z.array(z.strictObject({
      path: z.string(),
      copy: z.string(),
      host: z.string(),
      time,
      isOwn: z.optional(z.literal(true)),
      isLocal: z.optional(z.literal(true)),
    })),
    "Conflict copies that nobody has settled: `copy` has the version of `host`, which this machine saved where `isOwn` says so",
  ),
  notSynced: describe(
    z.array(z.strictObject({
      path: z.string(),
      reason: z.enum(Object.keys(NOT_SYNCED)),
      by: z.optional(z.string()),
    })),
    "What is left out",
  ),
  deletion: describe(
    z.optional(z.strictObject({
      from: z.string(),
      to: z.string(),
      host: z.string(),
      deleted: count,
      left: count,
      tracked: count,
      time,
    })),
    "The newest mass deletion of another machine, from one commit to another",
  ),
  error: describe(z.optional(z.string()), "Why the last sync did not do what it should"),
  watch: describe(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("off") }),
      z.strictObject({ kind: z.literal("watching") }),
      z.strictObject({
        kind: z.literal("polling"),
        reason: z.string(),
        parts: z.optional(texts),
      }),
    ]),
    "How changes in the folder are noticed",
  ),
};

export const STATUS_SCHEMA = z.strictObject({
  version: describe(
    z.literal(STATUS_VERSION),
    "Another number when a field was renamed, removed or given another meaning; not when one was added",
  ),
  ...folder,
  mistakes: describe(texts, "Mistakes in the configuration, which is not in force with them"),
  warnings: describe(texts, "Settings in the configuration without effect"),
  link: describe(
    z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("off") }),
      z.strictObject({ kind: z.literal("up") }),
      z.strictObject({ kind: z.literal("down"), reason: z.string() }),
    ]),
    "The broker connection of the live updates",
  ),
  notice: describe(z.optional(z.string()), "What to change although live updates arrive"),
  noIcon: describe(z.optional(z.string()), "Why there is no icon, where there should be one"),
  overall: describe(
    z.optional(z.strictObject({ condition: folder.condition, line: folder.line })),
    "The condition that the icon shows and the first line of the menu, of all folders; absent where there is one",
  ),
  folders: describe(
    z.optional(z.array(z.strictObject({ name: z.string(), ...folder }))),
    "All folders, in the order of the configuration; absent where there is one. The fields at the top are about the first one",
  ),
});

function describe<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  return schema.check(z.describe(description));
}

/** The file, relative to the top of the repository. */
export const STATUS_FILE = "docs/status.schema.json";

/** Returns the text of the file, not yet formatted: it allows more fields than this program has. */
export function statusSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(STATUS_SCHEMA, {
    // A later program may say more.
    override: ({ jsonSchema }) => delete jsonSchema.additionalProperties,
  });
  const title = "The output of git-sync-bar --status --json; an absent field is unknown or none";
  return JSON.stringify({ $schema, title, ...schema }, undefined, 2);
}
