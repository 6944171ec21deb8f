// The parts of a Mach-O program that its signature and its identity depend on: mach-o/loader.h. Pure.

const LC_SEGMENT_64 = 0x19;
const LC_UUID = 0x1b;
const LC_CODE_SIGNATURE = 0x1d;

/** Segments begin and end at whole pages: 16 KiB on Apple processors, which suits Intel's 4 KiB, too. */
const PAGE = 0x4000n;

/** Offsets are in bytes from the beginning of the file. */
export interface MachO {
  /** The sixteen bytes by which macOS identifies a program. */
  readonly uuidAt: number;
  /** The beginning of the signature, which ends the file; all before it is signed. */
  readonly signatureAt: number;
  /** The segment of the code, which begins at the beginning of the file. */
  readonly textSize: bigint;
  /** The commands that say how long the signature and the segment around it are. */
  readonly signatureCommand: number;
  readonly linkeditCommand: number;
}

/**
 * Reads a thin 64-bit program that is signed already, as each one is that `deno compile` makes.
 *
 * Throws when it is something else.
 */
export function readMachO(bytes: Uint8Array): MachO {
  const view = viewOf(bytes);
  if (bytes.length < 32 || view.getUint32(0, true) !== 0xfeedfacf) {
    throw new Error("not a 64-bit Mach-O program");
  }
  const commands = commandsOf(view);
  const at = (kind: number, segment?: string) => {
    const found = commands.find((command) =>
      command.kind === kind && (segment === undefined || segmentName(bytes, command.at) === segment)
    );
    if (found === undefined) {
      throw new Error(`no load command ${segment ?? `0x${kind.toString(16)}`}`);
    }
    return found.at;
  };
  const signatureCommand = at(LC_CODE_SIGNATURE);
  const signatureAt = view.getUint32(signatureCommand + 8, true);
  if (signatureAt + view.getUint32(signatureCommand + 12, true) !== bytes.length) {
    throw new Error("the signature does not end the file");
  }
  return {
    uuidAt: at(LC_UUID) + 8,
    signatureAt,
    textSize: view.getBigUint64(at(LC_SEGMENT_64, "__TEXT") + 48, true),
    signatureCommand,
    linkeditCommand: at(LC_SEGMENT_64, "__LINKEDIT"),
  };
}

/** Returns the program with room for a signature of this size, and headers that say so. */
export function withSignatureRoom(bytes: Uint8Array, size: number): Uint8Array {
  const { signatureAt, signatureCommand, linkeditCommand } = readMachO(bytes);
  const resized = new Uint8Array(signatureAt + size);
  resized.set(bytes.subarray(0, signatureAt));
  const view = viewOf(resized);
  view.setUint32(signatureCommand + 12, size, true);
  const linkeditSize = BigInt(resized.length) - view.getBigUint64(linkeditCommand + 40, true);
  view.setBigUint64(linkeditCommand + 48, linkeditSize, true);
  view.setBigUint64(linkeditCommand + 32, (linkeditSize + PAGE - 1n) / PAGE * PAGE, true);
  return resized;
}

function commandsOf(view: DataView): { readonly kind: number; readonly at: number }[] {
  const commands = [];
  let at = 32;
  for (let left = view.getUint32(16, true); left > 0; left--) {
    if (at + 8 > view.byteLength) throw new Error("the load commands are cut off");
    const size = view.getUint32(at + 4, true);
    if (size < 8 || at + size > view.byteLength) throw new Error("the load commands are cut off");
    commands.push({ kind: view.getUint32(at, true), at });
    at += size;
  }
  return commands;
}

function segmentName(bytes: Uint8Array, at: number): string {
  return new TextDecoder().decode(bytes.subarray(at + 8, at + 24)).replace(/\0+$/, "");
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
