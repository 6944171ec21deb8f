// The order in which a program writes to the disk, read from its system calls: what a power cut would leave of a
// file that was given a name before its content was on the disk is an empty file under that name.

import { join } from "node:path";

/** A file that was given its name before what was written into it was on the disk. */
export interface NamedTooEarly {
  readonly from: string;
  readonly to: string;
}

/** What a trace says. */
export interface DiskOrder {
  /** Files of the guarded folders that were named too early. */
  readonly tooEarly: readonly NamedTooEarly[];
  /** All files that were given a name in the guarded folders, in their order. */
  readonly named: readonly string[];
}

/** The system calls that tell of it. With `-y`, strace adds the file's name to a descriptor. */
const TRACED = [
  ...["openat", "open", "creat", "fsync", "fdatasync", "syncfs"],
  ...["link", "linkat", "rename", "renameat", "renameat2"],
].join(",");

/** Returns the command in front of which a program's calls are written to a file. */
export function traced(file: string): readonly string[] {
  return ["strace", "-f", "-y", "-s", "4096", "-e", `trace=${TRACED}`, "-o", file];
}

const CALL = /^(\d+) +(?:<\.\.\. )?(\w+)(\(| resumed>)(.*)$/;

/**
 * Reads a trace. `folder` is where relative names begin, `isGuarded` says which names have to have their content
 * on the disk.
 */
export function diskOrderOf(
  trace: string,
  { folder, isGuarded }: {
    readonly folder: string;
    readonly isGuarded: (file: string) => boolean;
  },
): DiskOrder {
  const dirty = new Set<string>();
  const pending = new Map<string, { readonly text: string; readonly dirty: readonly string[] }>();
  const tooEarly: NamedTooEarly[] = [];
  const named: string[] = [];
  const resolve = (name: string) => name.startsWith("/") ? name : join(folder, name);
  for (const line of trace.split("\n")) {
    const [, process, call, begin, rest] = CALL.exec(line) ?? [];
    if (process === undefined || call === undefined || rest === undefined) continue;
    if (rest.endsWith("<unfinished ...>")) {
      pending.set(process, { text: rest, dirty: [...dirty] });
      continue;
    }
    const begun = begin === "(" ? undefined : pending.get(process);
    // What is written while the disk is written to may be missing there.
    const covered = begun?.dirty ?? [...dirty];
    const text = `${begun?.text.replace(/<unfinished ...>$/, "") ?? ""}${rest}`;
    const [, result = "", opened] = /= (-?\d+)(?:<(.*?)>)?[^=]*$/.exec(text) ?? [];
    if (result.startsWith("-")) continue;
    if (/^(open|creat)/.test(call)) {
      if (/O_WRONLY|O_RDWR|O_CREAT/.test(text) && opened !== undefined) dirty.add(opened);
    } else if (/sync$/.test(call)) {
      dirty.delete(/^\d+<(.*)>/.exec(text)?.[1] ?? "");
    } else if (call === "syncfs") {
      for (const file of covered) dirty.delete(file);
    } else {
      const [from, to] = Array.from(text.matchAll(/"((?:[^"\\]|\\.)*)"/g), ([, name]) => {
        return resolve(name!);
      });
      if (from === undefined || to === undefined) continue;
      if (isGuarded(to)) {
        named.push(to);
        if (dirty.has(from)) tooEarly.push({ from, to });
      }
      if (dirty.has(from)) dirty.add(to);
      else dirty.delete(to);
      if (call.startsWith("rename")) dirty.delete(from);
    }
  }
  return { tooEarly, named };
}
