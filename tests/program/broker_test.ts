// The broker as a user sees it: what --check says of it, who is trusted, and that the password is
// told to nobody.

import assert from "node:assert/strict";
import { join } from "node:path";
import { startMosquitto } from "../support/broker.ts";
import { LOOPBACK, makeAuthority } from "../support/certificates.ts";
import { liveConfig, untilLive } from "../support/live.ts";
import { has } from "../support/needs.ts";
import {
  configFor,
  type Printed,
  programCommand,
  programEnv,
  runProgram,
  sourceEnv,
} from "../support/program.ts";
import { startInstance } from "../support/running.ts";
import { makeWorld, type World } from "../support/world.ts";

Deno.test("the password stands nowhere: not in the log, not in the status, not in --check", {
  ignore: !has("mosquitto", "mosquitto_passwd"),
}, async () => {
  await using world = await makeWorld();
  const user = { name: "person", password: "hush-9f2c" };
  await using broker = await startMosquitto({ user });
  const [laptop] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const config = { ...liveConfig(laptop, broker), mqtt_username: user.name };
  const told: string[] = [];
  const ask = async () => {
    for (const args of [["--status", "--json"], ["--status"], ["--check"]]) {
      const { stdout, stderr } = await instance.run(...args);
      told.push(stdout, stderr);
    }
    return told.at(-2)!;
  };
  // What the library would print where somebody asks it to.
  await using instance = await startInstance(world, "laptop", {
    config: { ...config, mqtt_password: "hush-wrong" },
    env: { DEBUG: "*" },
  });
  await instance.shows(
    "the refusal",
    ({ link }) => link.kind === "down" && /^the broker refuses the user "person"/.test(link.reason),
  );
  assert.match(await ask(), /^FAIL broker: the broker refuses the user "person"/m);
  await instance.configure({ ...config, mqtt_password: user.password });
  await untilLive(instance);
  assert.match(await ask(), /^ok {3}broker: signed in as "person"$/m);
  await instance.configure({ ...config, mqtt_password: user.password, mqtt_port: "hush-9f2c" });
  await instance.shows("the mistake", ({ mistakes }) => mistakes.length === 1);
  await instance.configure({ ...config, mqtt_password: ["hush-9f2c"] });
  await instance.shows("that one", ({ mistakes }) => /mqtt_password/.test(mistakes[0] ?? ""));
  await ask();
  await instance.configure({ ...config, mqtt_password: user.password });
  await untilLive(instance);
  // endsWell: nothing was printed either.
  await instance.stop();
  told.push(...await instance.log());
  const text = told.join("\n").replaceAll('mqtt_port is "hush-9f2c"', "");
  assert.match(text, /Live updates are on/);
  assert.doesNotMatch(text, /hush/);
});

Deno.test("--check says each step to the broker, and what to do when nobody answers", {
  ignore: !has("mosquitto"),
}, async () => {
  await using world = await makeWorld();
  await using broker = await startMosquitto();
  const [laptop] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const config = await configFor(world, laptop, liveConfig(laptop, broker));
  const well = await runProgram(world, ["--check", "--config", config]);
  assert.equal(well.code, 0, well.stdout);
  assert.deepEqual(brokerLines(well), [
    `ok   broker: 127.0.0.1:${broker.port} answers`,
    "ok   broker: signed in",
    "ok   broker: listening on the topic",
    "ok   broker: messages are passed on",
  ]);
  await broker.stop();
  const refused = await runProgram(world, ["--check", "--config", config]);
  assert.equal(refused.code, 1);
  assert.deepEqual(brokerLines(refused), [
    `FAIL broker: nothing listens at 127.0.0.1:${broker.port}: ` +
    "check mqtt_port, and whether the broker runs",
  ]);
});

function brokerLines({ stdout }: Printed): string[] {
  return stdout.split("\n").filter((line) => line.includes(" broker: "));
}

/** True when a process may see other files than the rest of the machine; else the test is skipped. */
function canMount(): boolean {
  if (!has("unshare", "mount") || !Deno.statSync("/etc/ssl/certs").isDirectory) return false;
  return new Deno.Command("unshare", { args: ["-rm", "true"], stderr: "null" }).outputSync()
    .success;
}

Deno.test("without a CA file the system's authorities are trusted, in a bare environment too", {
  ignore: Deno.build.os !== "linux" || !has("mosquitto", "openssl") || !canMount(),
}, async () => {
  await using world = await makeWorld();
  const authority = await makeAuthority(world.folder);
  const tls = await authority.issue("server", { extensions: LOOPBACK });
  await using broker = await startMosquitto({ tls });
  const [laptop] = await world.clones({ "notes.md": "one\n" }, "laptop");
  const config = await configFor(world, laptop, {
    ...liveConfig(laptop, broker),
    mqtt_use_tls: true,
  });
  const store = join(world.folder, "store");
  const usual = join(world.folder, "certs");
  for (const folder of [store, usual]) await Deno.mkdir(folder);
  await Deno.copyFile(authority.cert, join(store, "ca-certificates.crt"));
  /** The authorities that the system knows are only those of `store`, for this one process. */
  const last = async (own?: string) => {
    const args = ["--check", "--config", config];
    return brokerLines(await bareProgram(world, { args, store: own })).at(-1) ?? "nothing";
  };
  const stranger = /^FAIL broker: the certificate of the broker is from nobody/;
  assert.match(await last(), stranger);
  assert.equal(await last(store), "ok   broker: messages are passed on");
  // The file at its usual place counts once it is there.
  await Deno.copyFile(authority.cert, join(usual, "ca.crt"));
  assert.equal(await last(), "ok   broker: messages are passed on");
});

/** Runs the app with nothing but HOME and PATH, as a system at login does. */
async function bareProgram(
  world: World,
  { args, store }: { readonly args: readonly string[]; readonly store: string | undefined },
): Promise<Printed> {
  const program = programCommand(...args);
  const { PATH = "", HOME = "" } = programEnv(world);
  const mounting = [
    "-rm",
    "sh",
    "-c",
    'mount --bind "$0" /etc/ssl/certs && exec "$@"',
    store ?? "",
  ];
  const { code, stdout, stderr } = await new Deno.Command(
    store === undefined ? program.command : "unshare",
    {
      args: store === undefined ? program.args : [...mounting, program.command, ...program.args],
      clearEnv: true,
      env: { PATH, HOME, ...sourceEnv() },
      stdin: "null",
    },
  ).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
