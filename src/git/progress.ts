// How far a transfer is, as git tells it on standard error. Pure.

/** A transfer under way. */
export interface Transfer {
  readonly direction: "sending" | "receiving";
  readonly percent: number;
}

/** The last thing that a piece of git's output says about the transfer, or `undefined`. */
export function transferIn(text: string): Transfer | undefined {
  const last = [...text.matchAll(/(Writing|Receiving) objects: +(\d+)%/g)].at(-1);
  if (last === undefined) return undefined;
  return {
    direction: last[1] === "Writing" ? "sending" : "receiving",
    percent: Number(last[2]),
  };
}
