// The list of all other files of an app bundle, which is signed with the program: `_CodeSignature/CodeResources`,
// version 2, with the rules that `codesign` uses for every app. Pure.

import { createHash } from "node:crypto";
import { plistOf, type PlistValue } from "../../src/adapters/desktop/plist.ts";

const RULES: Readonly<Record<string, PlistValue>> = {
  "^Resources/": true,
  "^Resources/.*\\.lproj/": { optional: true, weight: 1000 },
  "^Resources/.*\\.lproj/locversion.plist$": { omit: true, weight: 1100 },
  "^Resources/Base\\.lproj/": { weight: 1010 },
  "^version.plist$": true,
};

const CODE_FOLDERS =
  "Frameworks|SharedFrameworks|PlugIns|Plug-ins|XPCServices|Helpers|MacOS|Library/(Automator|Spotlight|LoginItems)";

const RULES_2: Readonly<Record<string, PlistValue>> = {
  ".*\\.dSYM($|/)": { weight: 11 },
  "^(.*/)?\\.DS_Store$": { omit: true, weight: 2000 },
  [`^(${CODE_FOLDERS})/`]: { nested: true, weight: 10 },
  "^.*": true,
  "^Info\\.plist$": { omit: true, weight: 20 },
  "^PkgInfo$": { omit: true, weight: 20 },
  "^Resources/": { weight: 20 },
  "^Resources/.*\\.lproj/": { optional: true, weight: 1000 },
  "^Resources/.*\\.lproj/locversion.plist$": { omit: true, weight: 1100 },
  "^Resources/Base\\.lproj/": { weight: 1010 },
  "^[^/]+$": { nested: true, weight: 10 },
  "^embedded\\.provisionprofile$": { weight: 20 },
  "^version\\.plist$": { weight: 20 },
};

/** Writes the list. The paths of the files count from `Contents`, like `Resources/icon.icns`. */
export function codeResources(files: Readonly<Record<string, Uint8Array>>): string {
  const listed = (entry: (content: Uint8Array) => PlistValue) =>
    Object.fromEntries(Object.entries(files).map(([path, content]) => [path, entry(content)]));
  return plistOf({
    files: listed((content) => hash("sha1", content)),
    files2: listed((content) => ({ hash2: hash("sha256", content) })),
    rules: RULES,
    rules2: RULES_2,
  });
}

function hash(kind: "sha1" | "sha256", content: Uint8Array): Uint8Array {
  return createHash(kind).update(content).digest();
}
