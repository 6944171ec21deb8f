// Folders that are made once and written again from memory, as starting git takes longer.

import { join } from "node:path";

interface Entry {
  readonly path: string;
  readonly mode: number;
  /** `undefined` for a folder. */
  readonly content: Uint8Array | undefined;
}

/** Some folders and files with their permissions, read into memory. */
export type Template = readonly Entry[];

/** Reads the folders and files of these names below `folder`; a folder with all that is in it. */
export function readTemplate(folder: string, names: readonly string[]): Template {
  return names.flatMap((path) => {
    const file = join(folder, path);
    const { isDirectory, mode } = Deno.lstatSync(file);
    const content = isDirectory ? undefined : Deno.readFileSync(file);
    const below = isDirectory
      ? [...Deno.readDirSync(file)].map(({ name }) => join(path, name))
      : [];
    return [{ path, mode: mode! & 0o777, content }, ...readTemplate(folder, below)];
  });
}

/** Writes what was read, in place of files of these names. */
export function writeTemplate(folder: string, template: Template): void {
  for (const { path, mode, content } of template) {
    const file = join(folder, path);
    if (content === undefined) Deno.mkdirSync(file, { recursive: true, mode });
    else Deno.writeFileSync(file, content, { mode });
  }
}
