// What we read of git's configuration against what the real git makes of it.

import assert from "node:assert/strict";
import {
  configValue,
  fallbackIdentity,
  parseGitConfig,
  remoteUrls,
  sshCommand,
  upstreamOf,
} from "../../../src/engine/git/values/git_config.ts";
import { sshHost } from "../../../src/engine/git/values/ssh_command.ts";
import { writeProgram } from "../../support/executable.ts";
import { rawRepository } from "../../support/raw_repository.ts";
import { cloned, makeWorld } from "../../support/world.ts";

Deno.test("every value that git lists is read as git itself answers it", async () => {
  await using world = await makeWorld();
  const { folder, run } = await rawRepository(world);
  await Deno.writeTextFile(
    `${folder}/.git/config`,
    [
      "[Section]",
      "\tflag",
      "\tMixedCase = Value",
      "\tempty =",
      '\tquoted = " a # b \\" c "',
      '\tlines = "one\\ntwo = 2\\n"',
      "\tmany = 1",
      "\tmany = 2",
      '[branch "Größe.x=y\\\\z"]',
      "\tremote = päckchen 👍",
      "",
    ].join("\n"),
    { append: true },
  );

  const config = parseGitConfig(await run(["config", "--list", "-z"]));

  for (const [key, values] of config) {
    const { stdout } = await world.tryGit(folder, ["config", "--get-all", "-z", key]);
    const answers = stdout.split("\0").slice(0, -1);
    // Asked for one value git tells an absent one as nothing, which means true (git-config, "boolean").
    assert.deepEqual(values.map((value) => key === "section.flag" ? "" : value), answers, key);
  }
  assert.deepEqual(config.get("section.many"), ["1", "2"]);
  assert.equal(configValue(config, "section.flag"), "true");
  assert.equal(configValue(config, "branch.Größe.x=y\\z.remote"), "päckchen 👍");
});

const layouts: readonly (readonly [what: string, ...settings: string[][]])[] = [
  ["as cloned"],
  ["of another name", ["branch.main.merge", "refs/heads/shared/notes"]],
  ["with a refspec of its own", ["remote.origin.fetch", "+refs/heads/*:refs/remotes/far/*/away"]],
  ["with a refspec for it alone", ["remote.origin.fetch", "refs/heads/main:refs/heads/mirror"]],
];
for (const [what, ...settings] of layouts) {
  Deno.test(`an upstream branch ${what} is remembered where git remembers it`, async () => {
    const { world, laptop } = await cloned({ "notes.md": "1" }, "laptop");
    await world.git(laptop, "push", "-q", "origin", "main:shared/notes");
    for (const [key, value] of settings) await world.git(laptop, "config", key!, value!);
    await world.git(laptop, "fetch", "-q");

    const listed = await world.tryGit(laptop, ["config", "--list", "-z"]);
    const upstream = upstreamOf(parseGitConfig(listed.stdout), "main");

    assert.equal(
      upstream?.tracking,
      await world.git(laptop, "rev-parse", "--symbolic-full-name", "main@{upstream}"),
    );
    assert.ok(upstream.configured);
  });
}

for (
  const remote of ["../remote.git", "ssh://somebody@host.example:22/~/a b/*.git", "päckchen.lock"]
) {
  Deno.test(`what "${remote}" has is remembered under a name that git allows`, async () => {
    await using world = await makeWorld();
    const { folder, run } = await rawRepository(world);
    await world.git(folder, "config", "branch.main.remote", remote);
    const upstream = upstreamOf(parseGitConfig(await run(["config", "--list", "-z"])), "main");
    assert.equal(upstream?.remote, remote);
    assert.equal((await world.tryGit(folder, ["check-ref-format", upstream.tracking])).code, 0);
  });
}

const identities: readonly (readonly string[])[] = [
  [],
  ["user.name=Somebody"],
  ["user.email=a@b.example"],
  ["user.name=Somebody", "user.email=a@b.example"],
  ["user.name=", "user.email=a@b.example"],
  ["author.name=Somebody", "author.email=a@b.example"],
  ["author.name=Somebody", "committer.name=Bot", "user.email=a@b.example"],
  [
    "author.name=Somebody",
    "author.email=a@b.example",
    "committer.name=Bot",
    "committer.email=b@b.example",
  ],
];
for (const settings of identities) {
  Deno.test(`an identity of "${settings.join(" ")}" is made up exactly when git has none`, async () => {
    await using world = await makeWorld();
    const { folder, run } = await rawRepository(world);
    await Deno.remove(`${world.env.HOME}/.gitconfig`);
    await world.git(folder, "config", "user.useConfigOnly", "true");
    for (const setting of settings) await world.git(folder, "config", ...setting.split("="));

    const config = parseGitConfig(await run(["config", "--list", "-z"]));
    const identity = fallbackIdentity(config, { user: "somebody", host: "laptop" });

    const commit = ["commit", "-q", "--allow-empty", "-m", "x"];
    const { code } = await world.tryGit(folder, commit);
    assert.equal(identity === undefined, code === 0);
    if (identity === undefined) return;
    const { name, email } = identity;
    const env = {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
    };
    assert.equal((await world.tryGit(folder, commit, { env })).code, 0);
  });
}

Deno.test("the ssh command that we find is the one that git would run", async () => {
  await using world = await makeWorld();
  const { folder, run } = await rawRepository(world);
  const ran = `${world.folder}/ran`;
  const program = async (name: string) => {
    const path = `${world.folder}/${name}`;
    await writeProgram(
      path,
      `#!/bin/sh\necho '${name.replaceAll("'", "")}' > '${ran}'\nexit 1\n`,
    );
    return path;
  };
  const environment = {
    GIT_SSH: await program("a user's ssh"),
    GIT_SSH_COMMAND: `'${await program("from the environment")}' -x`,
  };
  const configured = `'${await program("from the configuration")}' -x`;
  const whoRan = async (env: Record<string, string>) => {
    await Deno.writeTextFile(ran, "nobody");
    await world.tryGit(folder, ["ls-remote", "ssh://host.invalid/x"], {
      env: { GIT_SSH_VARIANT: "ssh", ...env },
    });
    return (await Deno.readTextFile(ran)).trim();
  };
  const seen: string[] = [];
  for (const setting of [undefined, configured]) {
    if (setting !== undefined) await world.git(folder, "config", "core.sshCommand", setting);
    const config = parseGitConfig(await run(["config", "--list", "-z"]));
    const { GIT_SSH, GIT_SSH_COMMAND } = environment;
    for (const env of [{ GIT_SSH }, { GIT_SSH_COMMAND }, { GIT_SSH, GIT_SSH_COMMAND }]) {
      const theirs = await whoRan(env);
      assert.equal(await whoRan({ GIT_SSH_COMMAND: sshCommand(config, env)! }), theirs);
      seen.push(theirs);
    }
  }
  assert.deepEqual([...new Set(seen)].toSorted(), [
    "a users ssh",
    "from the configuration",
    "from the environment",
  ]);
});

Deno.test("the hosts that we ask ssh about are those to which git goes", async () => {
  await using world = await makeWorld();
  const { folder, run } = await rawRepository(world);
  const told = `${world.folder}/told`;
  const program = `${world.folder}/ssh`;
  await writeProgram(program, `#!/bin/sh\nprintf '%s\\n' "$@" >'${told}'\nexit 1\n`);
  const urls = [
    "ssh://example.invalid/notes.git",
    "ssh://me@example.invalid:2222/notes.git",
    "git+ssh://me@example.invalid/notes.git",
    "ssh://me@[::1]:22/notes",
    "ssh://[::1]/notes",
    "ssh://me%40work@example.invalid/notes",
    "git@example.invalid:me/notes.git",
    "example.invalid:/notes",
    "[git@example.invalid:2222]:notes",
    "[::1]:notes",
    "user@[::1]:notes",
    "./a:b",
    "short:notes",
  ];
  await world.git(folder, "config", "url.ssh://me@long.invalid:23/.insteadOf", "short:");
  await world.git(folder, "config", "url.wrong:.insteadOf", "shor");
  for (const url of urls) {
    await Deno.writeTextFile(told, "");
    await world.git(folder, "config", "remote.origin.url", url);
    const env = { GIT_SSH: program, GIT_SSH_VARIANT: "ssh" };
    await world.tryGit(folder, ["ls-remote", "origin"], { env });
    const args = (await Deno.readTextFile(told)).split("\n").slice(0, -2);
    const theirs = args.filter((arg) => arg !== "-o" && !arg.startsWith("SendEnv="));
    const config = parseGitConfig(await run(["config", "--list", "-z"]));
    const ours = remoteUrls(config, "origin", "fetch").flatMap((url) => sshHost(url) ?? []);
    assert.deepEqual(ours, theirs, url);
  }
});

Deno.test("where we say that a push goes is where git says so", async () => {
  await using world = await makeWorld();
  const { folder, run } = await rawRepository(world);
  const settings: readonly string[][] = [
    ["remote.origin.url", "work:notes"],
    ["url.git@example.invalid:me/.insteadOf", "work:"],
    ["url.ssh://push.invalid/.pushInsteadOf", "work:"],
    ["remote.origin.pushurl", "work:other"],
    ["remote.origin.pushurl", "https://example.invalid/third"],
  ];
  for (const [key, value] of settings) {
    await world.git(folder, "config", "--add", key!, value!);
    const config = parseGitConfig(await run(["config", "--list", "-z"]));
    for (const direction of ["fetch", "push"] as const) {
      const asked = await world.git(
        folder,
        ...["remote", "get-url", ...(direction === "push" ? ["--push", "--all"] : []), "origin"],
      );
      assert.deepEqual(remoteUrls(config, "origin", direction), asked.split("\n"), direction);
    }
  }
});
