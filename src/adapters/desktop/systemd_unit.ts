// The user unit that starts the app where there is no desktop. Pure.

/**
 * Writes the unit for a program and its arguments:
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html
 */
export function systemdUnit(command: readonly string[]): string {
  return `[Unit]
Description=Git Sync Bar
StartLimitIntervalSec=0

[Service]
ExecStart=${execStart(command)}
Restart=on-failure
RestartSec=30

[Install]
WantedBy=default.target
`;
}

/** Characters that systemd refuses in the path of a program, however it is quoted (`string_is_safe` in its source). */
// deno-lint-ignore no-control-regex -- they are meant
const REFUSED = /["'\\\x00-\x1f\x7f]/;

/** In an argument systemd takes all characters, so a shell starts such a program and becomes it. */
const BY_SHELL = ["-c", 'exec "$0" "$@"'];

function execStart([program = "", ...args]: readonly string[]): string {
  if (REFUSED.test(program)) return execStart(["/bin/sh", ...BY_SHELL, program, ...args]);
  return [quoted(program), ...args.map(execArgument)].join(" ");
}

/** Quotes a word; `%` begins a specifier: systemd.syntax(7), systemd.unit(5). */
function quoted(word: string): string {
  const escaped = word.replace(/["\\]/g, "\\$&").replaceAll("%", "%%")
    // deno-lint-ignore no-control-regex -- they are meant
    .replace(/[\x00-\x1f\x7f]/g, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `"${escaped}"`;
}

/** Quotes an argument; `$` begins a variable, but not in the name of the program: systemd.service(5). */
function execArgument(argument: string): string {
  return quoted(argument.replaceAll("$", "$$$$"));
}
