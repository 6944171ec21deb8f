// Counts what a program does to the outside: each git that it starts and each change of a file. Imported
// before the program's own code, it can be told to do something else first.

type Change = (...args: never[]) => Promise<unknown>;

let before: () => void = () => {};
const living = new Set<number>();

/** From now on `act` is called before each effect. */
export function beforeEachEffect(act: () => void): void {
  before = act;
}

/** The process groups of the gits that run. */
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
  const counted: Change = (...args) => {
    before();
    return real(...args);
  };
  Object.assign(Deno, { [name]: counted });
}

const spawn = Deno.Command.prototype.spawn;
Deno.Command.prototype.spawn = function () {
  before();
  const child = spawn.call(this);
  living.add(child.pid);
  void child.status.then(() => living.delete(child.pid));
  return child;
};
