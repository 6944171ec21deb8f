// The tabs of the folders, where there are several.

import type { Now } from "../src/adapters/window/api/now.ts";
import { visibleName } from "../src/adapters/window/api/session.ts";
import { iconAddress } from "./parts/icon.ts";
import { showFolder } from "./session/session.ts";
import { addressOf, goTo, routeOf } from "./route.ts";

export function FolderTabs({ state }: { readonly state: Now | undefined }) {
  const folders = state?.folders ?? [];
  if (folders.length === 0) return null;
  const show = (name: string) => {
    // Of this screen only its beginning: a file or a save belongs to one folder.
    goTo(addressOf(routeOf(location.hash).screen));
    showFolder(name);
  };
  return (
    <nav class="folders" aria-label="Folders">
      {folders.map(({ name, icon, line, isShown }) => (
        <button
          key={name}
          type="button"
          class="folder-tab"
          aria-current={isShown ? "true" : undefined}
          title={line}
          onClick={() => show(name)}
        >
          <img src={iconAddress(icon)} alt="" width="14" height="14" />
          {visibleName(name)}
          <span class="hidden-text">: {line}</span>
        </button>
      ))}
    </nav>
  );
}
