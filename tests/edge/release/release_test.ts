// `deno task release` with a Deno that only seems to compile: what is in the archives, and what is said of
// those that cannot be made.

import assert from "node:assert/strict";
import { join } from "node:path";
import project from "../../../deno.json" with { type: "json" };
import { pageCode } from "../../../tools/program.ts";
import { componentsIn } from "../../../tools/release/sbom.ts";
import { TARGETS } from "../../../tools/release/target.ts";
import { writeProgram } from "../../support/executable.ts";
import { has } from "../../support/needs.ts";
import { checkSeal } from "../../support/check_seal.ts";
import { elf, signedMachO } from "../../support/program_headers.ts";

const release = join(import.meta.dirname!, "../../../tools/release.ts");
const NAME = `git-sync-bar-${project.version}`;
const APP = "Git Sync Bar.app/Contents";
const SYSTEMS = ["darwin", "linux", "windows"];

/** What Deno "compiles" for each target. */
const PROGRAMS: Readonly<Record<string, Uint8Array>> = {
  "macos-arm64": signedMachO(0x0100_000c, { least: 0x000b_0000 }),
  "macos-x86_64": signedMachO(0x0100_0007, { least: 0x000a_0f00 }),
  "linux-x86_64": elf(0x3e),
  "linux-arm64": elf(0xb7),
};

/** Of what it was asked to compile it keeps the bundle's list of files and the runtime that it was told to use. */
const DENO = `#!/bin/sh
command=$1
while [ $# -gt 0 ]; do
  case $1 in
    --outdir | --target | --output | --include) eval "\${1#--}=\\$2"; shift;;
  esac
  shift
done
case $command in
  bundle)
    if [ -z "$outdir" ]; then echo code; else mkdir -p "$outdir" && echo code >"$outdir/main.js"; fi;;
  compile)
    (cd "$include" && find . -type f | sed 's|^./||' | sort) >"$HERE/$target.files"
    printf %s "$DENORT_BIN" >"$HERE/$target.runtime"
    cp "$HERE/$target" "$output" 2>/dev/null ||
      { printf 'error: Writing\\n\\nCaused by:\\n    0: No runtime.\\n'; exit 1; } >&2
    chmod 755 "$output";;
esac
`;

/** A release in a folder of its own. */
interface Release extends AsyncDisposable {
  readonly folder: string;
  readonly code: number;
  readonly lines: readonly string[];
  /** What the Deno that seems to compile has written for a target. */
  seen(target: string, what: "files" | "runtime"): Promise<string>;
}

async function run(programs: Readonly<Record<string, Uint8Array>>): Promise<Release> {
  const here = await Deno.makeTempDir({ prefix: "git-sync-bar-release-test-" });
  const tripleOf = (name: string) => TARGETS.find((target) => target.name === name)!.triple;
  for (const [name, bytes] of Object.entries(programs)) {
    await Deno.writeFile(join(here, tripleOf(name)), bytes);
  }
  await writeProgram(join(here, "deno"), DENO);
  const folder = join(here, "made");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--frozen", "-A", release, folder],
    env: { HERE: here, COMPILE_DENO: join(here, "deno"), DENORT_BIN: "/own/denort", TMPDIR: here },
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  const left = await Array.fromAsync(Deno.readDir(here), ({ name }) => name);
  assert.deepEqual(left.filter((name) => name.startsWith("git-sync-bar-release")), []);
  return {
    folder,
    code,
    lines: new TextDecoder().decode(stdout).trimEnd().split("\n"),
    seen: (target, what) => Deno.readTextFile(join(here, `${tripleOf(target)}.${what}`)),
    [Symbol.asyncDispose]: () => Deno.remove(here, { recursive: true }),
  };
}

/** What Python finds in an archive: the mode and the size of each file, and what is in Info.plist. */
async function look(path: string): Promise<{
  readonly files: Readonly<Record<string, readonly [mode: string, size: number]>>;
  readonly info?: Readonly<Record<string, unknown>>;
}> {
  const script = `
import json, plistlib, sys, tarfile, zipfile
path = sys.argv[1]
found = {"files": {}}
if path.endswith(".zip"):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        for item in archive.infolist():
            assert item.create_system == 3, "by Unix: else the modes mean nothing"
            found["files"][item.filename] = [oct(item.external_attr >> 16), item.file_size]
        name = next(name for name in archive.namelist() if name.endswith("Info.plist"))
        found["info"] = plistlib.loads(archive.read(name))
else:
    with tarfile.open(path) as archive:
        for item in archive:
            assert item.isfile()
            found["files"][item.name] = [oct(item.mode), item.size]
print(json.dumps(found))
`;
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", script, path],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function unpack(archive: string, folder: string): Promise<void> {
  const script = "import shutil, sys; shutil.unpack_archive(sys.argv[1], sys.argv[2])";
  const { success, stderr } = await new Deno.Command("python3", {
    args: ["-c", script, archive, folder],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

Deno.test("release: all four systems, each with what its people need", {
  ignore: !has("python3", "sha256sum"),
}, async () => {
  await using made = await run(PROGRAMS);
  assert.equal(made.code, 0, made.lines.join("\n"));
  const names = [
    `${NAME}-macos-arm64.app.zip`,
    `${NAME}-macos-arm64.tar.gz`,
    `git-sync-bar-darwin-arm64-${project.version}.tgz`,
    `${NAME}-macos-x86_64.app.zip`,
    `${NAME}-macos-x86_64.tar.gz`,
    `git-sync-bar-darwin-x64-${project.version}.tgz`,
    `${NAME}-linux-x86_64.tar.gz`,
    `git-sync-bar_${project.version}_amd64.deb`,
    `git-sync-bar-linux-x64-${project.version}.tgz`,
    `${NAME}-linux-arm64.tar.gz`,
    `git-sync-bar_${project.version}_arm64.deb`,
    `git-sync-bar-linux-arm64-${project.version}.tgz`,
    `${NAME}.tgz`,
    "git-sync-bar.rb",
    `${NAME}.cdx.json`,
  ];
  assert.deepEqual(made.lines, names.map((name) => `Made ${name}`));
  const inFolder = await Array.fromAsync(Deno.readDir(made.folder), ({ name }) => name);
  assert.deepEqual(inFolder.sort(), ["SHA256SUMS", ...names].sort());
  const { stdout } = await new Deno.Command("sha256sum", {
    args: ["--check", "--strict", "SHA256SUMS"],
    cwd: made.folder,
  }).output();
  assert.equal(new TextDecoder().decode(stdout), names.map((name) => `${name}: OK\n`).join(""));

  for (const [target, least] of [["macos-arm64", "11.0"], ["macos-x86_64", "10.15"]] as const) {
    const { files, info } = await look(join(made.folder, `${NAME}-${target}.app.zip`));
    assert.deepEqual(Object.keys(files), [
      `${APP}/Info.plist`,
      `${APP}/MacOS/git-sync-bar`,
      `${APP}/Resources/icon.icns`,
      `${APP}/_CodeSignature/CodeResources`,
    ]);
    assert.equal(files[`${APP}/MacOS/git-sync-bar`]?.[0], "0o100755");
    assert.equal(files[`${APP}/Info.plist`]?.[0], "0o100644");
    assert.ok(files[`${APP}/Resources/icon.icns`]![1] > 10_000);
    assert.equal(info?.LSUIElement, true);
    assert.equal(info?.LSMinimumSystemVersion, least);
    assert.equal(info?.CFBundleShortVersionString, project.version);
    assert.equal(info?.LSAppNapIsDisabled, true);
    const unpacked = join(made.folder, target);
    await unpack(join(made.folder, `${NAME}-${target}.app.zip`), unpacked);
    const app = join(unpacked, "Git Sync Bar.app");
    const sealed = await checkSeal(join(app, "Contents/MacOS/git-sync-bar"), app);
    assert.deepEqual(sealed.wrong, []);
    const bare = await look(join(made.folder, `${NAME}-${target}.tar.gz`));
    const program = `${NAME}-${target}/bin/git-sync-bar`;
    assert.deepEqual(Object.keys(bare.files), [program]);
    assert.equal(bare.files[program]?.[0], "0o755");
    await unpack(join(made.folder, `${NAME}-${target}.tar.gz`), unpacked);
    assert.deepEqual((await checkSeal(join(unpacked, program))).wrong, []);
  }
  // Both hashes of the cask are those of the apps.
  const cask = await Deno.readTextFile(join(made.folder, "git-sync-bar.rb"));
  const sumsOfAll = await Deno.readTextFile(join(made.folder, "SHA256SUMS"));
  for (const [processor, target] of [["arm", "macos-arm64"], ["intel", "macos-x86_64"]] as const) {
    const sum = new RegExp(`^(\\w{64}) {2}${NAME}-${target}\\.app\\.zip$`, "m").exec(sumsOfAll)
      ?.[1];
    assert.match(cask, new RegExp(`\\b${processor}: +"${sum}"`));
  }
  for (const target of ["linux-x86_64", "linux-arm64"]) {
    const { files } = await look(join(made.folder, `${NAME}-${target}.tar.gz`));
    const modes = Object.entries(files).map(([path, [mode]]) => [path, mode]);
    const share = `${NAME}-${target}/share`;
    assert.deepEqual(modes, [
      [`${NAME}-${target}/bin/git-sync-bar`, "0o755"],
      [`${share}/applications/git-sync-bar.desktop`, "0o644"],
      [`${share}/icons/hicolor/scalable/apps/git-sync-bar.svg`, "0o644"],
    ]);
  }
});

Deno.test("release: each program carries the helper and the icons of its own system alone", async () => {
  await using made = await run(PROGRAMS);
  for (const { name, system, triple } of TARGETS) {
    const files = (await made.seen(name, "files")).trimEnd().split("\n");
    assert.ok(files.includes("main.js") && files.includes(`traybin/tray_${system}_release`));
    assert.ok(files.includes("page/index.html") && files.includes("page/main.js.gz"));
    const others = SYSTEMS.filter((other) => other !== system);
    assert.deepEqual(files.filter((file) => others.some((other) => file.includes(other))), []);
    // The runtime that this machine was given is for this machine.
    const runtime = triple === Deno.build.target ? "/own/denort" : "";
    assert.equal(await made.seen(name, "runtime"), runtime);
  }
});

Deno.test("release: what cannot be made is named with its reason, the rest is made all the same", {
  ignore: !has("sha256sum"),
}, async () => {
  const { "macos-arm64": _, ...others } = PROGRAMS;
  await using made = await run({ ...others, "linux-arm64": elf(0x3e), "macos-x86_64": elf(0x3e) });
  assert.equal(made.code, 1);
  assert.deepEqual(made.lines, [
    "Cannot make macos-arm64: No runtime.",
    "Cannot make macos-x86_64: the program is for linux x86_64",
    `Made ${NAME}-linux-x86_64.tar.gz`,
    `Made git-sync-bar_${project.version}_amd64.deb`,
    `Made git-sync-bar-linux-x64-${project.version}.tgz`,
    "Cannot make linux-arm64: the program is for linux x86_64",
    `Made ${NAME}.tgz`,
    `Made ${NAME}.cdx.json`,
  ]);
  const sums = await Deno.readTextFile(join(made.folder, "SHA256SUMS"));
  assert.match(sums, new RegExp(`^[0-9a-f]{64} {2}${NAME}-linux-x86_64\\.tar\\.gz\\n`));
});

Deno.test("release: the packages of the page are named among what is in the program", async () => {
  const names = componentsIn([await pageCode()]).map(({ name }) => name);
  assert.ok(names.includes("preact") && names.includes("@codemirror/merge"), names.join(" "));
});

Deno.test("release: the desktop entry is what desktops expect", {
  ignore: !has("desktop-file-validate"),
}, async () => {
  const { desktopEntry } = await import("../../../tools/release/desktop_entry.ts");
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-release-test-" });
  try {
    const path = join(folder, "git-sync-bar.desktop");
    await Deno.writeTextFile(path, desktopEntry());
    const { code, stdout } = await new Deno.Command("desktop-file-validate", { args: [path] })
      .output();
    assert.equal(new TextDecoder().decode(stdout), "");
    assert.equal(code, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
