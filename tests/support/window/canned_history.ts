// Canned answers about the history: some saves of three machines, a text that changes, a conflict in it and one in a picture.

import type {
  ConflictDetails,
  DeletedPage,
  FolderAt,
  Hosts,
  Save,
  SavesPage,
  Span,
  Versions,
} from "../../../src/adapters/window/api/history.ts";
import { API } from "../../../src/adapters/window/api/session.ts";
import { AT } from "./canned.ts";
import type { FakeWindow } from "./fake_server.ts";

const HOUR = 60 * 60 * 1000;

const LETTER = [
  "Dear Ms Lindqvist,",
  "",
  "the heating in the kitchen does not work since Monday.",
  "Could you send somebody on Thursday?",
  "",
  "Kind regards",
  "Somebody",
  "",
];

function letter(changes: Readonly<Record<number, string>>): string {
  return LETTER.map((line, at) => changes[at] ?? line).join("\n");
}

/** One pixel, as a PNG. */
const PICTURE =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function save(at: number, changes: Partial<Save>): Save {
  const files = changes.files ?? [{ path: "letters/landlord.md", action: "changed" }];
  return {
    id: String(at).repeat(40),
    host: ["desk", "laptop", "phone"][at % 3]!,
    time: AT - at * 9 * HOUR,
    kind: "save",
    subject: "landlord.md",
    fileCount: files.length,
    ...changes,
    files,
  };
}

const COPY = "letters/landlord (conflict phone 2026-11-30 15.02.11 1a2b3c4).md";

const SAVES: readonly Save[] = [
  save(0, { kind: "merge", subject: "Merge", files: [{ path: COPY, action: "added" }] }),
  save(1, {}),
  save(2, {
    fileCount: 214,
    files: [
      { path: "photos/1.jpg", action: "renamed", from: "photos/a.jpg" },
      { path: "photos/<b>.jpg", action: "deleted" },
    ],
    subject: "Rename 1.jpg and 213 more",
  }),
  save(3, { kind: "undo", subject: "Undo the save of 2026-11-29 (laptop)" }),
  save(4, {}),
  save(5, { kind: "by hand", files: [], fileCount: 0, subject: "Tidy up" }),
];

const VERSIONS: Versions = {
  versions: [1, 4].map((at) => {
    const { files: _, fileCount: _count, ...about } = SAVES[at]!;
    const oid = String(at);
    return { ...about, path: "letters/landlord.md", action: "changed", oid, parent: "before" };
  }),
  today: { id: "today", oid: "1" },
};

const DELETED: DeletedPage = {
  versions: [{ ...VERSIONS.versions[1]!, path: "old/plan.md", action: "deleted" }],
};

const FOLDER: FolderAt = {
  save: VERSIONS.versions[1]!,
  entries: [
    { name: "letters", path: "letters", kind: "folder", since: "changed", id: "4", oid: "a" },
    { name: "todo.md", path: "todo.md", kind: "file", since: "same", id: "4", oid: "b" },
    { name: "old.md", path: "old.md", kind: "file", since: "gone", id: "4", oid: "c" },
  ],
  count: 3,
};

function conflictOf(copy: string): ConflictDetails {
  const isPicture = copy.endsWith(".jpg");
  const path = isPicture ? "pictures/photo.jpg" : "letters/landlord.md";
  return {
    copy,
    this: { id: "this", path: copy, oid: "1", host: "phone", time: AT - HOUR },
    other: { id: "other", path, oid: "2", host: "desk", time: AT - 2 * HOUR },
    content: isPicture ? { kind: "other" } : {
      kind: "text",
      parts: [
        { kind: "merged", text: `${LETTER.slice(0, 2).join("\n")}\n` },
        {
          kind: "choose",
          this: "the heating in the kitchen does not work since Tuesday.\n",
          other: "the heating does not work since Sunday.\n",
        },
        { kind: "merged", text: LETTER.slice(3).join("\n") },
      ],
    },
  };
}

function contentOf({ id, path }: Readonly<Record<string, string>>): Response {
  if (path?.endsWith(".jpg")) return new Response(Uint8Array.fromBase64(PICTURE));
  return new Response(
    letter(
      id === "this" || id === "before"
        ? { 2: "the heating in the kitchen does not work since Tuesday." }
        : { 3: "Could you send somebody on Friday?" },
    ),
  );
}

/** Lets a window answer everything about the history. */
export function answerHistory(fake: FakeWindow): void {
  fake.answer(API.saves, (): SavesPage => ({ saves: SAVES }));
  fake.answer(API.save, ({ query }): Save => SAVES.find(({ id }) => id === query.id)!);
  fake.answer(API.versions, () => VERSIONS);
  fake.answer(API.deleted, () => DELETED);
  fake.answer(API.at, () => FOLDER);
  fake.answer(API.span, (): Span => ({ first: AT - 90 * 24 * HOUR }));
  fake.answer(API.hosts, (): Hosts => ({ hosts: ["desk", "laptop", "phone"] }));
  fake.answer(API.content, ({ query }) => contentOf(query));
  fake.answer(API.conflict, ({ query }) => conflictOf(query.copy!));
}
