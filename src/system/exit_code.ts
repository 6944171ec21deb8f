// The exit codes of the program. Pure.

export const exitCode = {
  success: 0,
  /** The command has failed. */
  failed: 1,
  /** The command line or the configuration has a mistake. */
  usageError: 2,
  /**
   * The folder has to wait, also for another git process that is at work; trying again later may work
   * (EX_TEMPFAIL, sysexits.h).
   */
  blocked: 75,
} as const;
