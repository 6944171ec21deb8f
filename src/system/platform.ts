// The operating system and the environment in which the app runs. Pure.

export interface Platform {
  /** As `Deno.build.os` names it. */
  readonly system: string;
  readonly environment: Readonly<Record<string, string>>;
}
