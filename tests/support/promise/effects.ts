// Counts what a program does to the outside: each command that it starts and each change of a file. Imported
// before the program's own code, it can be told to do something else first.

type Change = (...args: never[]) => Promise<unknown>;

/** The program and the arguments of a command, or what is done to a file. */
export type Effect = readonly string[] | typeof CHANGES[number];

/** Called before an effect. What it returns is called after a change of a file that failed. */
type Before = (effect: Effect) => (() => void) | void;

let before: Before = () => {};
/** Whether somebody else acts: it is no effect of the program. */
let isActing = false;
const living = new Set<number>();

/** From now on `act` is called before each effect. */
export function beforeEachEffect(act: Before): void {
  before = (effect) => asSomebodyElse(() => act(effect));
}

/** Does something at once that is no effect of the program. */
export function asSomebodyElse<Result>(act: () => Result): Result {
  isActing = true;
  try {
    return act();
  } finally {
    isActing = false;
  }
}

/** Returns the process groups of the commands that run. */
export function livingGits(): number[] {
  return [...living];
}

const CHANGES = [
  "copyFile",
  "link",
  "mkdir",
  "remove",
  "rename",
  "symlink",
  "writeTextFile",
] as const;

for (const name of CHANGES) {
  const real = Deno[name] as Change;
  const counted: Change = async (...args) => {
    const failed = before(name);
    try {
      return await real(...args);
    } catch (error) {
      failed?.();
      throw error;
    }
  };
  Object.assign(Deno, { [name]: counted });
}

// What the app makes at once where the volume is a disk of this machine.
for (const name of ["link", "mkdir", "remove", "rename"] as const) {
  const real = Deno[`${name}Sync`] as (...args: unknown[]) => void;
  const counted = (...args: unknown[]) => {
    const failed = isActing ? undefined : before(name);
    try {
      return real(...args);
    } catch (error) {
      failed?.();
      throw error;
    }
  };
  Object.assign(Deno, { [`${name}Sync`]: counted });
}

Deno.Command = class extends Deno.Command {
  readonly #words: readonly string[];

  constructor(command: string | URL, options?: Deno.CommandOptions) {
    super(command, options);
    this.#words = [`${command}`, ...options?.args ?? []];
  }

  override spawn(): Deno.ChildProcess {
    before(this.#words);
    const child = super.spawn();
    living.add(child.pid);
    void child.status.then(() => living.delete(child.pid));
    return child;
  }
};
