// The first bytes of a program: for which system and processor it is. Pure.

/** The target in the header of a program, in the terms of `Deno.build`. */
export type Header =
  | { readonly system: "linux"; readonly processor: Processor }
  | {
    readonly system: "darwin";
    readonly processor: Processor;
    /** The oldest macOS that starts it, like `11.0`. */
    readonly leastSystem: string;
  };

type Processor = "aarch64" | "x86_64";

/** `e_machine`: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const ELF_MACHINES: Readonly<Record<number, Processor>> = { 0x3e: "x86_64", 0xb7: "aarch64" };

/** `cputype`: mach/machine.h */
const MACH_O_TYPES: Readonly<Record<number, Processor>> = {
  0x0100_0007: "x86_64",
  0x0100_000c: "aarch64",
};

/** Commands that say the oldest system, and where in the command: mach-o/loader.h */
const LEAST_SYSTEM: Readonly<Record<number, number>> = {
  /* LC_VERSION_MIN_MACOSX */ 0x24: 8,
  /* LC_BUILD_VERSION */ 0x32: 12,
};

/**
 * Reads the header of an ELF or a thin 64-bit Mach-O program, from its first 32 KiB or more; `undefined`
 * when it is neither, or for another processor.
 */
export function readHeader(bytes: Uint8Array): Header | undefined {
  if (bytes.length < 32) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isElf = view.getUint32(0) === 0x7f454c46;
  // Two bytes in the ELF header say: 64 bits, the least byte first.
  if (isElf && view.getUint16(4) === 0x0201) {
    const processor = ELF_MACHINES[view.getUint16(18, true)];
    return processor && { system: "linux", processor };
  }
  if (view.getUint32(0, true) !== 0xfeedfacf) return undefined;
  const processor = MACH_O_TYPES[view.getUint32(4, true)];
  const leastSystem = leastSystemOf(view);
  if (processor === undefined || leastSystem === undefined) return undefined;
  return { system: "darwin", processor, leastSystem };
}

function leastSystemOf(view: DataView): string | undefined {
  const count = view.getUint32(16, true);
  let at = 32;
  for (let command = 0; command < count && at + 16 <= view.byteLength; command++) {
    const place = LEAST_SYSTEM[view.getUint32(at, true)];
    if (place !== undefined) return version(view.getUint32(at + place, true));
    const size = view.getUint32(at + 4, true);
    if (size < 8) return undefined;
    at += size;
  }
  return undefined;
}

/** Sixteen bits, eight and eight: `0x000a0f00` is 10.15. */
function version(packed: number): string {
  const [major, minor, patch] = [packed >>> 16, (packed >>> 8) & 0xff, packed & 0xff];
  return patch === 0 ? `${major}.${minor}` : `${major}.${minor}.${patch}`;
}
