// The user unit with which a server without a desktop keeps the folder in sync. Pure.

/**
 * Writes the unit: https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html
 *
 * `program` is the absolute path of the program.
 */
export function systemdUnit(program: string): string {
  // systemd reads `\`, `"` and `%` in a special way: systemd.syntax(7), systemd.unit(5).
  const quoted = program.replaceAll(/["\\]/g, "\\$&").replaceAll("%", "%%");
  return `[Unit]
Description=Git Sync Bar
StartLimitIntervalSec=0

[Service]
ExecStart="${quoted}" --headless
Restart=on-failure
RestartSec=30

[Install]
WantedBy=default.target
`;
}
