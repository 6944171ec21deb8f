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
  let at = 32;
  for (const [command, size, values] of commands) {
    view.setUint32(at, command, true);
    view.setUint32(at + 4, size, true);
    values.forEach((value, index) => view.setUint32(at + 8 + 4 * index, value, true));
    at += size;
  }
  return bytes;
}
