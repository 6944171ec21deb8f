// What the program is made for. Pure.

/** A system and a processor. */
export interface Target {
  /** In the names of the archives. */
  readonly name: string;
  /** As `Deno.build.os` names it. */
  readonly system: "darwin" | "linux";
  /** As `Deno.build.arch` names it. */
  readonly processor: "aarch64" | "x86_64";
  /** As `deno compile --target` and `Deno.build.target` name it. */
  readonly triple: string;
}

/** All that are released. */
export const TARGETS: readonly Target[] = [
  {
    name: "macos-arm64",
    system: "darwin",
    processor: "aarch64",
    triple: "aarch64-apple-darwin",
  },
  {
    name: "macos-x86_64",
    system: "darwin",
    processor: "x86_64",
    triple: "x86_64-apple-darwin",
  },
  {
    name: "linux-x86_64",
    system: "linux",
    processor: "x86_64",
    triple: "x86_64-unknown-linux-gnu",
  },
  {
    name: "linux-arm64",
    system: "linux",
    processor: "aarch64",
    triple: "aarch64-unknown-linux-gnu",
  },
];
