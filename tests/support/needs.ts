// What a test needs of the machine. Where it is missing the test is skipped by name, but in CI,
// which sets GIT_SYNC_BAR_NO_SKIP, that is a failure.

/** True when all programs are on PATH; throws instead of answering false where skipping is forbidden. */
export function has(...programs: string[]): boolean {
  const missing = programs.filter((program) => !onPath(program));
  if (missing.length > 0 && Deno.env.get("GIT_SYNC_BAR_NO_SKIP") !== undefined) {
    throw new Error(`Cannot skip a test here: ${missing.join(", ")} not found on PATH`);
  }
  return missing.length === 0;
}

function onPath(program: string): boolean {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin"];
  return folders.some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}
