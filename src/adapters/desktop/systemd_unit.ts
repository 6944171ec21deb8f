// The user unit that starts the app where there is no desktop. Pure.

/**
 * Writes the unit for a program and its arguments:
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html
 *
 * systemd refuses a program whose path holds a quote or a backslash.
 */
export function systemdUnit([program, ...args]: readonly string[]): string {
  return `[Unit]
Description=Git Sync Bar
StartLimitIntervalSec=0

[Service]
ExecStart=${[quoted(program ?? ""), ...args.map(execArgument)].join(" ")}
Restart=on-failure
RestartSec=30

[Install]
WantedBy=default.target
`;
}

/** Quotes a word; `%` begins a specifier: systemd.syntax(7), systemd.unit(5). */
function quoted(word: string): string {
  const escaped = word.replace(/["\\]/g, "\\$&").replaceAll("%", "%%").replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t");
  return `"${escaped}"`;
}

/** Quotes an argument; `$` begins a variable, but not in the name of the program: systemd.service(5). */
function execArgument(argument: string): string {
  return quoted(argument.replaceAll("$", "$$$$"));
}
