// Gives a program for macOS an identity of its own and seals it with what belongs to it, on any system.

import { createHash } from "node:crypto";
import { signatureOf, signatureSize } from "./code_signature.ts";
import { readMachO, withSignatureCommand, withSignatureRoom } from "./mach_o.ts";

/** What is sealed with a program. */
export interface Sealing {
  readonly identifier: string;
  /** Of the app bundle, where there is one. */
  readonly infoPlist?: Uint8Array;
  readonly codeResources?: Uint8Array;
}

/**
 * Returns the program with a UUID made from its content and a signature without an identity. All programs
 * made with one runtime have the same UUID, by which macOS remembers what each may do in the local network.
 * An app that came over the network and whose bundle is not sealed is called damaged.
 */
export function seal(
  program: Uint8Array,
  { identifier, infoPlist, codeResources }: Sealing,
): Uint8Array {
  const signable = withSignatureCommand(program);
  const size = signatureSize(readMachO(signable).signatureAt, identifier);
  const sealed = withSignatureRoom(signable, size);
  const { uuidAt, signatureAt, textSize } = readMachO(sealed);
  const code = sealed.subarray(0, signatureAt);
  code.fill(0, uuidAt, uuidAt + 16);
  code.set(uuidOf(code), uuidAt);
  const signature = signatureOf({ code, textSize, identifier, infoPlist, codeResources });
  sealed.set(signature, signatureAt);
  return sealed;
}

/** Returns a UUID of version 8, made from a hash: RFC 9562, section 5.8. */
function uuidOf(content: Uint8Array): Uint8Array {
  const uuid = createHash("sha256").update(content).digest().subarray(0, 16);
  uuid[6] = (uuid[6]! & 0x0f) | 0x80;
  uuid[8] = (uuid[8]! & 0x3f) | 0x80;
  return uuid;
}
