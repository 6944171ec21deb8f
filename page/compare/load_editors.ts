// Loads the editors when a text is shown for the first time.

import { useEffect, useState } from "preact/hooks";
import { say } from "../parts/say.ts";
import { asRequestError } from "../session/load.ts";

type Editors = typeof import("../editors/editors.ts");

/** Beside the code of the page. A bundler would take an address that stands in the import into the same file. */
const ADDRESS = "/editors.js";

let loading: Promise<Editors> | undefined;
let loaded: Editors | undefined;

async function load(): Promise<Editors> {
  try {
    loaded = await (loading ??= import(ADDRESS));
    return loaded!;
  } catch (error) {
    loading = undefined;
    throw error;
  }
}

/** Returns the editors; `undefined` before they are loaded. Says so where they cannot be. */
export function useEditors(): Editors | undefined {
  const [editors, setEditors] = useState(loaded);
  useEffect(() => {
    if (editors !== undefined) return;
    load().then(setEditors, (error) => {
      say({ text: `Cannot show texts: ${asRequestError(error).message}`, isFailure: true });
    });
  }, []);
  return editors;
}
