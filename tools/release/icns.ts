// The icon file of macOS: PNGs of several sizes, one after another. Pure.
// https://en.wikipedia.org/wiki/Apple_Icon_Image_format

/**
 * The kinds of picture whose content is a PNG, and their widths in pixels. There is none below 32: as PNG
 * those are not drawn everywhere, and macOS makes them from the larger ones.
 */
export const ICNS_KINDS = [
  ["ic11", 32],
  ["ic12", 64],
  ["ic07", 128],
  ["ic13", 256],
  ["ic08", 256],
  ["ic14", 512],
  ["ic09", 512],
  ["ic10", 1024],
] as const;

/** Writes the file. `picture` answers the PNG of a width in pixels. */
export function writeIcns(picture: (width: number) => Uint8Array): Uint8Array<ArrayBuffer> {
  const parts = ICNS_KINDS.map(([kind, width]) => part(kind, picture(width)));
  return part("icns", concat(parts));
}

/** Four letters, the length of all with these eight bytes (the greatest byte first), the content. */
function part(kind: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + content.length);
  bytes.set(new TextEncoder().encode(kind));
  new DataView(bytes.buffer).setUint32(4, bytes.length);
  bytes.set(content, 8);
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, { length: more }) => length + more, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
