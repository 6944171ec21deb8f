// How far a transfer is, as git tells it on standard error. Pure.

/** A transfer under way. */
export interface Transfer {
  readonly direction: "sending" | "receiving";
  /** Percent of the objects; absent while git does not say, and where there are few: each may be large. */
  readonly percent?: number;
  /** So many bytes have gone; absent while git does not say. */
  readonly bytes?: number;
  /** Present when these are all that there were. */
  readonly isOver?: true;
}

// `Writing objects:  33% (1/3), 12.50 MiB | 3.00 MiB/s` (git's progress.c), in the end with `, done.`: the only one of
// a short transfer that names bytes. The remote's own words begin with `remote: `. Git counts and compresses what it is
// about to send, and unpacks what comes in when that is little.
const PROGRESS =
  /(?:^|[\r\n])(Counting|Compressing|Writing|Receiving|Unpacking) objects: {1,3}(\d{1,3})% \(\d{1,12}\/(\d{1,12})\)(?:, (\d{1,6}(?:\.\d\d)?) (bytes|KiB|MiB|GiB)(?: \| [\d.]{1,9} \w{1,5}\/s)?(, done)?)?/g;

const UNITS: Readonly<Record<string, number>> = {
  bytes: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** Of so many objects the part that has gone says how much has gone. */
const MANY_OBJECTS = 100;

/** Reports whether the remote itself says something in a piece of git's output: then it is there. */
export function saysRemote(text: string): boolean {
  return /(?:^|[\r\n])remote: /.test(text);
}

/** Returns the last thing that a piece of git's output says about the transfer, or `undefined`. */
export function transferIn(text: string): Transfer | undefined {
  let last: RegExpExecArray | undefined;
  for (const found of text.matchAll(PROGRESS)) last = found;
  if (last === undefined) return undefined;
  const [, verb, percent, objects, amount, unit, over] = last;
  const isReceiving = verb === "Receiving" || verb === "Unpacking";
  const isMoving = isReceiving || verb === "Writing";
  return {
    direction: isReceiving ? "receiving" : "sending",
    ...(isMoving && Number(objects) >= MANY_OBJECTS ? { percent: Number(percent) } : {}),
    ...(amount === undefined ? {} : { bytes: Math.round(Number(amount) * UNITS[unit!]!) }),
    ...(over === undefined ? {} : { isOver: true }),
  };
}
