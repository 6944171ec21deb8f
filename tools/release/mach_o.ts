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

/** The size of the command that names a signature, and a multiple at which the signature begins. */
const [SIGNATURE_COMMAND_SIZE, SIGNATURE_ALIGNMENT] = [16, 16];

/**
 * Returns the program with an empty signature at its end, where it has none. `deno compile` signs a program for
 * Apple processors on every system, one for Intel processors only on a Mac.
 *
 * Throws when it is no thin 64-bit program, or has no room for one more command.
 */
export function withSignatureCommand(bytes: Uint8Array): Uint8Array {
  const view = viewOf(bytes);
  const commands = checkedCommandsOf(view);
  if (commands.some(({ kind }) => kind === LC_CODE_SIGNATURE)) return bytes;
  const end = 32 + view.getUint32(20, true);
  const room = bytes.subarray(end, end + SIGNATURE_COMMAND_SIZE);
  if (firstSectionAt(view, commands) < end + room.length || room.some((byte) => byte !== 0)) {
    throw new Error("no room for the command of a signature");
  }
  const signatureAt = Math.ceil(bytes.length / SIGNATURE_ALIGNMENT) * SIGNATURE_ALIGNMENT;
  const signed = new Uint8Array(signatureAt);
  signed.set(bytes);
  const header = viewOf(signed);
  header.setUint32(16, view.getUint32(16, true) + 1, true);
  header.setUint32(20, view.getUint32(20, true) + SIGNATURE_COMMAND_SIZE, true);
  header.setUint32(end, LC_CODE_SIGNATURE, true);
  header.setUint32(end + 4, SIGNATURE_COMMAND_SIZE, true);
  header.setUint32(end + 8, signatureAt, true);
  return signed;
}

/** Returns where the content behind the commands begins. */
function firstSectionAt(view: DataView, commands: readonly Command[]): number {
  let first = view.byteLength;
  for (const { kind, at } of commands) {
    if (kind !== LC_SEGMENT_64) continue;
    const count = view.getUint32(at + 64, true);
    for (let section = at + 72; section < at + 72 + 80 * count; section += 80) {
      // A section that is only memory has no place in the file.
      const offset = view.getUint32(section + 48, true);
      if (offset > 0) first = Math.min(first, offset);
    }
  }
  return first;
}

/** Reads a thin 64-bit program that has a signature. Throws when it is something else. */
export function readMachO(bytes: Uint8Array): MachO {
  const view = viewOf(bytes);
  const commands = checkedCommandsOf(view);
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

interface Command {
  readonly kind: number;
  readonly at: number;
}

function checkedCommandsOf(view: DataView): Command[] {
  if (view.byteLength < 32 || view.getUint32(0, true) !== 0xfeedfacf) {
    throw new Error("not a 64-bit Mach-O program");
  }
  const commands: Command[] = [];
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
