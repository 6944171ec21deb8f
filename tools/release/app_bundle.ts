// `Git Sync Bar.app` for macOS, sealed. Pure.

import { type Entry, plainFile, program } from "./archive.ts";
import { codeResources } from "./code_resources.ts";
import { BUNDLE, IDENTIFIER, infoPlist } from "./info_plist.ts";
import { seal } from "./seal.ts";

/** What is in the app. */
export interface AppContent {
  readonly version: string;
  /** The oldest macOS that starts the program, like `11.0`. */
  readonly leastSystem: string;
  /** As Deno has made it. */
  readonly program: Uint8Array;
  /** An icon file of macOS. */
  readonly icon: Uint8Array;
}

/** Returns the files of the app, in the order of their paths. */
export function appBundle({ version, leastSystem, program: bytes, icon }: AppContent): Entry[] {
  const info = new TextEncoder().encode(infoPlist({ version, leastSystem }));
  // Paths in the list count from `Contents`.
  const listed = { [BUNDLE.icon.slice("Contents/".length)]: icon };
  const resources = new TextEncoder().encode(codeResources(listed));
  const sealing = { identifier: IDENTIFIER, infoPlist: info, codeResources: resources };
  return [
    plainFile(`Git Sync Bar.app/${BUNDLE.infoPlist}`, info),
    program(`Git Sync Bar.app/${BUNDLE.program}`, seal(bytes, sealing)),
    plainFile(`Git Sync Bar.app/${BUNDLE.icon}`, icon),
    plainFile(`Git Sync Bar.app/${BUNDLE.codeResources}`, resources),
  ];
}
