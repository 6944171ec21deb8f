// The text of `--help`. Pure.

/** Returns the text of `--help`. */
export function helpText(version: string): string {
  return `Git Sync Bar ${version}: keeps a git folder in sync with its remote.

Usage: git-sync-bar [COMMAND] [--config PATH]

Without a command: the icon in the menu bar, and the folder kept in sync.

  --setup [WHAT] [FOLDER]
                       set up a folder step by step; WHAT is the address of a
                       repository, a folder or a join code
  --invite             print the join code for another machine
  --join CODE [FOLDER]
                       set up the folder of another machine on this one
  --headless           keep the folder in sync, without an icon
  --once               sync once, print the outcome, exit
  --status             what the running instance is doing; --json for programs
  --sync-now           tell the running instance to sync, print the outcome
  --confirm-deletion   with --once or --sync-now: let a mass deletion through
  --confirm-incoming   with --once or --sync-now: let a large update come in
  --restore-deletion   with --once or --sync-now: put back the files of a mass
                       deletion that waits here, else of one that came in
  --publish PATH       with --once or --sync-now: sync a path that was ignored
  --unlock             remove the locks of a killed git process, then sync once
  --window             open the window of the running instance in a browser, or
                       print its address, for ssh -L
  --history [PATH]     the saves, or the versions of a file; --json for programs
  --restore PATH       put a file or a folder back as it was, on all machines:
                       with --version ID or --at "2026-11-23 14:02"
  --undo ID            undo one save; what was changed since stays
  --settle COPY        settle a conflict on all machines: --keep this keeps the
                       version in the copy, --keep other the one that has the
                       name, --keep both gives the copy a plain name
  --check              examine git, folder, remote and sign-in: one line each
  --edit-config        open the configuration in $EDITOR, check it on close
  --login-item on|off  start at login, or do not
  --uninstall          list what the app has made here, ask, and remove it;
                       the configuration and the synced folder stay
  --folder NAME        with --status, --sync-now, --once, --history, --restore,
                       --undo, --settle, --unlock, --check or --invite: one of
                       several folders; without it all, or the one in which it
                       is started
  --config PATH        use another configuration file
  -v, --version        print the version
  -h, --help           print this text

Exit codes: 0 success, 1 it did not work, 2 a mistake in the command line or the
configuration, 75 the folder has to wait: try again later.
`;
}
