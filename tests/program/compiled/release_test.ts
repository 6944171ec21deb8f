// `deno task release` as it is: what it makes for this machine is unpacked as the README says, and runs.

import assert from "node:assert/strict";
import { join } from "node:path";
import project from "../../../deno.json" with { type: "json" };
import { debName } from "../../../tools/release/deb.ts";
import { npmName } from "../../../tools/release/npm_package.ts";
import { TARGETS } from "../../../tools/release/target.ts";
import { checkSeal } from "../../support/check_seal.ts";
import { has } from "../../support/needs.ts";

const release = join(import.meta.dirname!, "../../../tools/release.ts");

const VERSION_LINE = `git-sync-bar ${project.version}\n`;

const appOf = (target: string) => `git-sync-bar-${project.version}-${target}.app.zip`;

async function run(
  command: string,
  { args, env }: { readonly args: readonly string[]; readonly env?: Record<string, string> },
) {
  const options = { args: [...args], ...(env === undefined ? {} : { env }) };
  const { code, stdout, stderr } = await new Deno.Command(command, options).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("program: unpacked from the release it runs; what was not made is named", {
  ignore: !has("tar", "python3"),
}, async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "git-sync-bar-release-" });
  try {
    const made = join(folder, "made");
    // Runtimes that are here already do; nothing is fetched for a test.
    const env = { HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "" };
    const args = ["run", "--quiet", "--frozen", "-A", release, made];
    const { code, stdout, stderr } = await run(Deno.execPath(), { args, env });
    assert.equal(stderr, "");
    const lines = stdout.trimEnd().split("\n");
    for (const { name, triple } of TARGETS) {
      const about = lines.filter((line) => line.includes(name));
      assert.ok(about.length > 0, `${name} is not named`);
      const isMade = about.every((line) => line.startsWith("Made "));
      assert.ok(isMade || triple !== Deno.build.target, about.join("\n"));
      if (!isMade) assert.match(about.join("\n"), /^Cannot make \S+: .{10,}$/);
    }
    const isWhole = lines.every((line) => line.startsWith("Made "));
    assert.equal(code, isWhole ? 0 : 1);
    // The gate has put all runtimes in their place where it names a runtime for this machine.
    const hasAll = ["GIT_SYNC_BAR_NO_SKIP", "COMPILE_DENO"].every((name) => Deno.env.has(name));
    assert.ok(isWhole || !hasAll, stdout);

    const own = TARGETS.find(({ triple }) => triple === Deno.build.target)!;
    const archive = join(made, `git-sync-bar-${project.version}-${own.name}.tar.gz`);
    const local = join(folder, ".local");
    await Deno.mkdir(local);
    const unpacked = await run("tar", {
      args: ["xzf", archive, "--strip-components", "1", "-C", local],
    });
    assert.deepEqual(unpacked, { code: 0, stdout: "", stderr: "" });
    assert.deepEqual(await run(join(local, "bin/git-sync-bar"), { args: ["--version"] }), {
      code: 0,
      stdout: VERSION_LINE,
      stderr: "",
    });

    const debian = async () => {
      const deb = join(made, debName(own, project.version));
      // As root, lintian warns about itself.
      const checked = await run("lintian", { args: ["--allow-root", "--fail-on", "error", deb] });
      assert.deepEqual(checked, { code: 0, stdout: "", stderr: "" });
      const system = join(folder, "system");
      for (const path of ["info", "updates", "triggers"]) {
        await Deno.mkdir(join(system, "var/lib/dpkg", path), { recursive: true });
      }
      await Deno.writeTextFile(join(system, "var/lib/dpkg/status"), "");
      // What it depends on is on this machine, not in that directory.
      const args = [`--root=${system}`, "--log=/dev/null", "--force-depends", "--install", deb];
      const installed = await run("dpkg", { args });
      assert.equal(installed.code, 0, installed.stderr);
      const program = join(system, "usr/bin/git-sync-bar");
      assert.equal((await run(program, { args: ["--version"] })).stdout, VERSION_LINE);
    };
    await t.step({
      name: "the Debian package has no errors and can be installed",
      ignore: !has("dpkg", "lintian"),
      fn: debian,
    });

    const npm = async () => {
      const packages = [own, undefined].map((target) =>
        join(made, npmName(target, project.version))
      );
      const prefix = join(folder, "npm");
      const args = ["install", "--prefix", prefix, "--offline", "--no-audit", "--no-fund"];
      // The packages of the other systems are nowhere: they are optional.
      const env = { npm_config_cache: join(folder, "npm-cache"), npm_config_loglevel: "error" };
      const installed = await run("npm", { args: [...args, ...packages], env });
      assert.equal(installed.code, 0, installed.stderr);
      const command = join(prefix, "node_modules/.bin/git-sync-bar");
      assert.equal((await run(command, { args: ["--version"] })).stdout, VERSION_LINE);
      // The exit code is the program's own.
      assert.equal((await run(command, { args: ["--no-such-option"] })).code, 2);
    };
    await t.step({
      name: "the packages for npm can be installed, and the command starts the program",
      ignore: !has("npm"),
      fn: npm,
    });

    const macOS = TARGETS.filter(({ name, system }) =>
      system === "darwin" && lines.includes(`Made ${appOf(name)}`)
    );
    const uuids = new Set<string>();
    for (const { name } of macOS) {
      const unpacked = join(folder, name);
      const { code } = await run("python3", {
        args: ["-m", "zipfile", "-e", join(made, appOf(name)), unpacked],
      });
      assert.equal(code, 0);
      const app = join(unpacked, "Git Sync Bar.app");
      const { identifier, uuid, wrong } = await checkSeal(
        join(app, "Contents/MacOS/git-sync-bar"),
        app,
      );
      assert.deepEqual(wrong, []);
      assert.equal(identifier, "app.git-sync-bar");
      uuids.add(uuid);
    }
    assert.equal(uuids.size, macOS.length);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
