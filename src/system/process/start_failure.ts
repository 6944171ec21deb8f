// Why the system does not start a program. Pure.

/** EBADARCH of macOS (`man 2 intro`), and its number, which no words replace. */
const FOR_INTEL = /Bad CPU type in executable|\(os error 86\)/;

/** ENOEXEC, https://pubs.opengroup.org/onlinepubs/9799919799/functions/exec.html */
const FOR_OTHER = /Exec format error/;

/** Installs what Apple silicon needs for a program that is made for Intel processors. */
export const INSTALL_ROSETTA = "softwareupdate --install-rosetta --agree-to-license";

/**
 * Reports whether a Mac refused a program because Rosetta is not installed, by the error of the system. Only
 * starting it tells: parts of Rosetta can lie around where it is not installed.
 */
export function isForIntel(error: string): boolean {
  return FOR_INTEL.test(error);
}

/** Reports whether the system has no file, process or memory left for a program, by its error. */
export function lacksResources(error: string): boolean {
  return /Too many open files|Resource temporarily unavailable|Cannot allocate memory/.test(error);
}

/** Returns the reason in plain words, from the error of the system. */
export function startReason(error: string): string {
  if (isForIntel(error)) {
    return `it is made for Intel processors, and Rosetta is not installed (${INSTALL_ROSETTA})`;
  }
  return FOR_OTHER.test(error) ? "it is made for another kind of processor" : error;
}
