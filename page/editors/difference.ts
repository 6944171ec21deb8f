// A place where the versions of a conflict differ.

/** The choice for one difference. */
export type VersionChoice = "this" | "other" | "both";

/** A place where the versions differ. Positions are those of the editor. */
export interface Difference {
  readonly this: string;
  readonly other: string;
  readonly from: number;
  readonly to: number;
  readonly chosen: VersionChoice | undefined;
}

/** The names of the versions, as the bars show them. */
export interface Names {
  readonly this: string;
  readonly other: string;
}
