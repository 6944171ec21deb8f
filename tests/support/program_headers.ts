// The first bytes of programs that nobody can start.

/** An ELF header; `bits` 2 is 64, `order` 1 is the least byte first. */
export function elf(machine: number, { bits = 2, order = 1 } = {}): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, bits, order, 1]);
  new DataView(bytes.buffer).setUint16(18, machine, true);
  return bytes;
}

/** A Mach-O header with load commands: number, size in bytes, and the 32-bit values after these two. */
export function machO(
  type: number,
  commands: readonly (readonly [command: number, size: number, values: readonly number[]])[],
): Uint8Array {
  const bytes = new Uint8Array(256);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xfeedfacf, true);
  view.setUint32(4, type, true);
  view.setUint32(16, commands.length, true);
  view.setUint32(20, commands.reduce((sum, [, size]) => sum + size, 0), true);
  let at = 32;
  for (const [command, size, values] of commands) {
    view.setUint32(at, command, true);
    view.setUint32(at + 4, size, true);
    values.forEach((value, index) => view.setUint32(at + 8 + 4 * index, value, true));
    at += size;
  }
  return bytes;
}

export interface MadeProgram {
  /** The oldest macOS, packed: `0x000a_0f00` is 10.15. */
  readonly least: number;
  readonly size?: number;
  readonly seed?: number;
}

/**
 * A Mach-O program as `deno compile` writes it for macOS on Apple processors: code of `size` bytes from a seed, a
 * last segment, a UUID that all such programs share, and a signature that does not fit.
 */
export function signedMachO(
  type: number,
  { least, size = 20_000, seed = 1 }: MadeProgram,
): Uint8Array {
  const segment = (name: string, [address, span, offset, length]: readonly number[]) => {
    const bytes = new Uint8Array(64);
    bytes.set(new TextEncoder().encode(name));
    const view = new DataView(bytes.buffer);
    [address, span, offset, length].forEach((value, index) =>
      view.setBigUint64(16 + 8 * index, BigInt(value!), true)
    );
    return Array.from(new Uint32Array(bytes.buffer));
  };
  // The signature begins at a multiple of sixteen bytes.
  const signatureAt = Math.ceil((size + 1000) / 16) * 16;
  const header = machO(type, [
    [0x19, 72, segment("__TEXT", [0, 0x8000, 0, size])],
    [0x19, 72, segment("__LINKEDIT", [0x8000, 0x4000, size, signatureAt + 50 - size])],
    [0x1b, 24, [0x4c4c, 0x4c4c, 0x4c4c, 0x4c4c]],
    [0x32, 24, [1, least, 0, 0]],
    [0x1d, 16, [signatureAt, 50]],
  ]);
  const bytes = new Uint8Array(signatureAt + 50);
  let value = seed;
  for (let at = header.length; at < bytes.length; at++) {
    value = Math.imul(value, 1_103_515_245) + 12_345;
    bytes[at] = value >>> 16;
  }
  bytes.set(header);
  return bytes;
}

/** The same as `deno compile` writes it on Linux for Intel processors: without a signature, and of any length. */
export function unsignedMachO(
  type: number,
  made: MadeProgram & {
    /** Whether the code begins right behind the load commands. */
    readonly isFull?: boolean;
  },
): Uint8Array {
  const signed = signedMachO(type, made);
  const bytes = signed.slice(0, signed.length - 50 - 3);
  const view = new DataView(bytes.buffer);
  const commandsEnd = 32 + view.getUint32(20, true) - 16;
  view.setUint32(16, view.getUint32(16, true) - 1, true);
  view.setUint32(20, commandsEnd - 32, true);
  bytes.fill(0, commandsEnd, commandsEnd + 16);
  // The last segment, behind the first one.
  view.setBigUint64(
    32 + 72 + 48,
    BigInt(bytes.length) - view.getBigUint64(32 + 72 + 40, true),
    true,
  );
  if (made.isFull) bytes[commandsEnd + 15] = 1;
  return bytes;
}
