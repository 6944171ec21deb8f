// Names of files and machines, which come from outside.

import { visibleName } from "../../src/adapters/window/api/session.ts";

/** A path: its folders are quieter than its name. */
export function FileName({ path }: { readonly path: string }) {
  const shown = visibleName(path);
  const at = shown.lastIndexOf("/", shown.length - 2) + 1;
  return (
    <span class="file-name" dir="auto">
      {at > 0 && <span class="file-folder">{shown.slice(0, at)}</span>}
      {shown.slice(at)}
    </span>
  );
}
