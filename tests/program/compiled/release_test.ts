// `deno task release` as it is: what it makes for this machine is unpacked as the README says, and runs.

import assert from "node:assert/strict";
import { join } from "node:path";
import project from "../../../deno.json" with { type: "json" };
import { TARGETS } from "../../../tools/release/target.ts";
import { checkSeal } from "../../support/check_seal.ts";
import { has } from "../../support/needs.ts";

const release = join(import.meta.dirname!, "../../../tools/release.ts");

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
}, async () => {
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
    assert.equal(code, lines.every((line) => line.startsWith("Made ")) ? 0 : 1);

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
      stdout: `git-sync-bar ${project.version}\n`,
      stderr: "",
    });

    // The runtime for macOS is fetched where nothing may be skipped.
    const macOS = TARGETS.filter(({ name, system }) =>
      system === "darwin" && lines.includes(`Made ${appOf(name)}`)
    );
    assert.ok(macOS.length > 0 || Deno.env.get("GIT_SYNC_BAR_NO_SKIP") === undefined);
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
