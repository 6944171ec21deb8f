// A package for Debian and its relatives: https://www.debian.org/doc/debian-policy/
// deb(5): an `ar` archive of the format's version, the control files and the installed files.

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type Entry, plainFile, program as programFile, tarGz } from "./archive.ts";
import { desktopEntry, TREE } from "./desktop_entry.ts";
import { systemdUnit } from "../../src/adapters/desktop/systemd_unit.ts";
import type { Target } from "./target.ts";

const PACKAGE = "git-sync-bar";
const DOC = `usr/share/doc/${PACKAGE}`;

const ARCHITECTURES = { x86_64: "amd64", aarch64: "arm64" } as const;

/** The libraries of the icon's helper, which exists for Intel processors only. */
const ICON_DEPENDS = "libayatana-appindicator3-1, libgtk-3-0 | libgtk-3-0t64";

/** The reasons stand in the file, where lintian keeps them as comments. */
const OVERRIDES = `# The runtime is one file that holds its libraries, as Deno publishes it.
${PACKAGE}: embedded-library *
`;

/** What goes into the package besides the program. */
export interface DebContent {
  readonly version: string;
  readonly program: Uint8Array;
  /** The picture of the app, as SVG. */
  readonly icon: Uint8Array;
  readonly licence: string;
  readonly when: Date;
}

/** Returns the name of the file: `git-sync-bar_0.1.0_amd64.deb`. */
export function debName(target: Target, version: string): string {
  return `${PACKAGE}_${version}_${ARCHITECTURES[target.processor]}.deb`;
}

/** Makes the package. */
export async function debOf(target: Target, content: DebContent): Promise<Uint8Array> {
  const { when } = content;
  const files = installedFiles(content);
  const control = [
    plainFile("control", controlOf(target, content.version, files)),
    plainFile("md5sums", files.map(({ path, bytes }) => `${md5(bytes)}  ${path}\n`).join("")),
  ];
  return ar([
    ["debian-binary", new TextEncoder().encode("2.0\n")],
    ["control.tar.gz", await tarGz(control, { when, prefix: "./" })],
    ["data.tar.gz", await tarGz(files, { when, prefix: "./", directories: true })],
  ], when);
}

function installedFiles(
  { version, program, icon, licence, when }: DebContent,
): readonly Entry[] {
  return [
    programFile(`usr/${TREE.program}`, program),
    plainFile(
      "usr/lib/systemd/user/git-sync-bar.service",
      systemdUnit(["/usr/bin/git-sync-bar", "--headless"]),
    ),
    plainFile(`usr/${TREE.entry}`, desktopEntry()),
    gzipped(`${DOC}/changelog.gz`, changelog(version, when)),
    plainFile(`${DOC}/copyright`, copyright(licence)),
    plainFile(`usr/${TREE.icon}`, icon),
    plainFile(`usr/share/lintian/overrides/${PACKAGE}`, OVERRIDES),
    gzipped("usr/share/man/man1/git-sync-bar.1.gz", manualPage(version)),
  ];
}

function controlOf(target: Target, version: string, files: readonly Entry[]): string {
  const kilobytes = files.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / 1024), 0);
  const icon = target.processor === "x86_64" ? `, ${ICON_DEPENDS}` : "";
  return `Package: ${PACKAGE}
Version: ${version}
Architecture: ${ARCHITECTURES[target.processor]}
Maintainer: The Git Sync Bar authors <authors@git-sync-bar.invalid>
Installed-Size: ${kilobytes}
Depends: libc6 (>= 2.31), git (>= 1:2.38)${icon}
Recommends: openssh-client
Section: utils
Priority: optional
Description: keep folders in sync through git, from the menu bar
 Git Sync Bar watches a folder that is a git work tree. When writing settles, it
 commits and pushes; what other machines pushed is pulled at once. Two versions
 of one file are both kept, and nothing that git ignores is published.
`;
}

/** Debian wants the changes of a package of its own making in this form: policy, 4.4. */
function changelog(version: string, when: Date): string {
  const date = when.toUTCString().replace("GMT", "+0000");
  return `${PACKAGE} (${version}) unstable; urgency=medium

  * Made by the project's own release task; the changes are in CHANGELOG.md.

 -- The Git Sync Bar authors <authors@git-sync-bar.invalid>  ${date}
`;
}

function copyright(licence: string): string {
  const lines = licence.trimEnd().split("\n").slice(2);
  const holder = lines.find((line) => line.startsWith("Copyright"))?.replace("Copyright (c) ", "");
  const terms = lines.slice(lines.findIndex((line) => line.startsWith("Permission")));
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Git Sync Bar

Files: *
Copyright: ${holder}
License: Expat
${terms.map((line) => ` ${line === "" ? "." : line}`).join("\n")}
`;
}

function manualPage(version: string): string {
  return `.TH GIT\\-SYNC\\-BAR 1 "" "git\\-sync\\-bar ${version}"
.SH NAME
git\\-sync\\-bar \\- keep a folder in sync with its git remote
.SH SYNOPSIS
.B git\\-sync\\-bar
.RI [ options ]
.SH DESCRIPTION
Without options it starts in the menu bar. It watches the folder of its
configuration, commits and pushes when writing settles, and pulls what other
machines pushed.
.PP
.B git\\-sync\\-bar \\-\\-help
lists all options;
.B git\\-sync\\-bar \\-\\-edit\\-config
opens the configuration in $EDITOR.
.SH SEE ALSO
.BR git (1)
`;
}

function gzipped(path: string, content: string): Entry {
  return plainFile(path, gzipSync(content, { level: 9 }));
}

function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

/** Packs files as ar(5) in its common form: each header has 60 bytes, each file begins at an even offset. */
function ar(
  files: readonly (readonly [name: string, bytes: Uint8Array])[],
  when: Date,
): Uint8Array {
  const encoder = new TextEncoder();
  const seconds = `${Math.floor(when.getTime() / 1000)}`;
  const parts: Uint8Array[] = [encoder.encode("!<arch>\n")];
  for (const [name, bytes] of files) {
    const fields = [name.padEnd(16), seconds.padEnd(12), "0".padEnd(6), "0".padEnd(6)];
    fields.push("100644".padEnd(8), `${bytes.length}`.padEnd(10), "`\n");
    parts.push(encoder.encode(fields.join("")), bytes);
    if (bytes.length % 2 === 1) parts.push(encoder.encode("\n"));
  }
  return new Uint8Array(Buffer.concat(parts));
}
