// The configuration file on a real disk: how it is made, and what is said of one that is not right.

import assert from "node:assert/strict";
import { join } from "node:path";
import { createConfig, readConfig } from "../../../src/adapters/config/file.ts";
import type { Config, ConfigLocation } from "../../../src/adapters/config/schema.ts";
import { has } from "../../support/needs.ts";
import { makeWorld, type World } from "../../support/world.ts";

function originIn({ folder, env }: World): ConfigLocation {
  return { file: join(folder, "settings/Git Sync Bar/config.json"), home: env.HOME! };
}

/** Writes a configuration and gives its place. */
async function configure(world: World, content: string | Uint8Array): Promise<ConfigLocation> {
  const origin = originIn(world);
  await Deno.mkdir(join(origin.file, ".."), { recursive: true });
  await Deno.writeFile(
    origin.file,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
  return origin;
}

async function accept(origin: ConfigLocation): Promise<Config> {
  const parsed = await readConfig(origin);
  if (!("config" in parsed)) assert.fail(parsed.mistakes.map(({ message }) => message).join("\n"));
  return parsed.config;
}

async function refuse(origin: ConfigLocation): Promise<string[]> {
  const parsed = await readConfig(origin);
  assert.ok("mistakes" in parsed, "no mistake was found");
  return parsed.mistakes.map(({ message }) => message);
}

Deno.test("a new file is for its owner alone, and holds defaults and random names", async () => {
  await using world = await makeWorld();
  const origin = originIn(world);
  const made = await createConfig(origin);
  assert.equal(made, await Deno.readTextFile(origin.file));
  assert.equal((await Deno.stat(origin.file)).mode! & 0o777, 0o600);
  assert.equal((await Deno.stat(join(origin.file, ".."))).mode! & 0o777, 0o700);
  assert.deepEqual(namesIn(join(origin.file, "..")), ["config.json"]);

  const config = await accept(origin);
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(config.mqtt_topic, uuid);
  assert.equal(config.client_id, "", "a copy of the file must not give two machines one id");
  assert.equal(config.sync_dir, join(origin.home, "GitSync"));
});

Deno.test("a file that is there stays byte for byte, with its mode and its unknown keys", async () => {
  await using world = await makeWorld();
  const content = '{ "my_note": 1,\n\n\t"sync_dir":"/a" }';
  const origin = await configure(world, content);
  await Deno.chmod(origin.file, 0o640);
  assert.equal(await createConfig(origin), undefined);
  assert.equal((await accept(origin)).sync_dir, "/a");
  assert.equal(await Deno.readTextFile(origin.file), content);
  assert.equal((await Deno.stat(origin.file)).mode! & 0o777, 0o640);
});

Deno.test("a broken file is never replaced by a new one", async () => {
  await using world = await makeWorld();
  const origin = await configure(world, "");
  assert.equal(await createConfig(origin), undefined);
  assert.deepEqual(await refuse(origin), [
    `Cannot use the configuration "${origin.file}": it is empty`,
  ]);
  assert.equal(await Deno.readTextFile(origin.file), "");
});

Deno.test("of many that make the file at once, one makes it, whole, and nobody's is lost", async () => {
  await using world = await makeWorld();
  const origin = originIn(world);
  const seen = async () => {
    const made = await createConfig(origin);
    return { made, content: await Deno.readTextFile(origin.file) };
  };
  const results = await Promise.all(Array.from({ length: 20 }, seen));
  assert.equal(results.filter(({ made }) => made !== undefined).length, 1);
  assert.equal(new Set(results.map(({ content }) => content)).size, 1);
  assert.deepEqual(namesIn(join(origin.file, "..")), ["config.json"]);
  await accept(origin);
});

Deno.test("a file that is a link is read through it and stays a link", async () => {
  await using world = await makeWorld();
  const origin = await configure(world, "{}");
  const target = join(world.folder, "dotfile.json");
  await Deno.rename(origin.file, target);
  await Deno.symlink(target, origin.file);
  assert.equal(await createConfig(origin), undefined);
  await accept(origin);
  assert.equal(await Deno.readLink(origin.file), target);
});

const obstacles: readonly {
  readonly name: string;
  readonly reason: string;
  readonly make: (path: string) => Promise<void>;
}[] = [
  { name: "folder", reason: "it is a folder", make: (path) => Deno.mkdir(path) },
  { name: "FIFO", reason: "it is not a plain file", make: (path) => run("mkfifo", path) },
  {
    name: "link that leads nowhere",
    reason: "it is a link that leads to no file",
    make: (path) => Deno.symlink(`${path}.gone`, path),
  },
  {
    name: "link in a circle",
    reason: "it is a link that leads to no file",
    make: (path) => Deno.symlink(path, path),
  },
  {
    name: "link to a device that never ends",
    reason: "it is not a plain file",
    make: (path) => Deno.symlink("/dev/zero", path),
  },
  {
    name: "link to a FIFO",
    reason: "it is not a plain file",
    make: async (path) => {
      await run("mkfifo", `${path}.fifo`);
      await Deno.symlink(`${path}.fifo`, path);
    },
  },
];
for (const { name, reason, make } of obstacles) {
  Deno.test(`a ${name} in place of the file is neither read nor replaced, and named`, async () => {
    await using world = await makeWorld();
    const origin = await configure(world, "{}");
    await Deno.remove(origin.file);
    await make(origin.file);
    const before = await Deno.lstat(origin.file);
    assert.deepEqual(await refuse(origin), [
      `Cannot read the configuration "${origin.file}": ${reason}`,
    ]);
    await assert.rejects(createConfig(origin), {
      message: `Cannot make the configuration "${origin.file}": ${reason}`,
    });
    assert.equal((await Deno.lstat(origin.file)).ino, before.ino);
  });
}

Deno.test("a file that is not there and a path through a file are reported", async () => {
  await using world = await makeWorld();
  const { file, home } = await configure(world, "{}");
  const absent = `${file}.gone`;
  assert.deepEqual(await refuse({ file: absent, home }), [
    `Cannot read the configuration "${absent}": there is no such file`,
  ]);
  const through = `${file}/config.json`;
  const reason = "a part of its path is not a folder";
  assert.deepEqual(await refuse({ file: through, home }), [
    `Cannot read the configuration "${through}": ${reason}`,
  ]);
  await assert.rejects(createConfig({ file: through, home }), {
    message: `Cannot make the configuration "${through}": ${reason}`,
  });
});

const contents: readonly (readonly [name: string, content: Uint8Array, told: string])[] = [
  ["not UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d), "Cannot read # it is not a text in UTF-8"],
  [
    "UTF-16",
    Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0),
    "Cannot read # it is not a text in UTF-8",
  ],
  ["huge", new Uint8Array(1024 * 1024 + 1), "Cannot read # it is larger than 1 MiB"],
  ["of NULs", new Uint8Array(700), "Cannot use # it is damaged: it holds a NUL character"],
];
for (const [name, content, told] of contents) {
  Deno.test(`a file that is ${name} is refused in one line`, async () => {
    await using world = await makeWorld();
    const origin = await configure(world, content);
    assert.deepEqual(await refuse(origin), [
      told.replace("#", `the configuration "${origin.file}":`),
    ]);
  });
}

Deno.test("a byte order mark, as some editors write it, does no harm", async () => {
  await using world = await makeWorld();
  const origin = await configure(world, '\ufeff{"sync_dir": "/a"}');
  assert.equal((await accept(origin)).sync_dir, "/a");
});

Deno.test("a file and a folder without permission are reported", {
  ignore: Deno.uid() === 0 && !has("setpriv"),
}, async () => {
  await using world = await makeWorld();
  const origin = await configure(world, "{}");
  await Deno.chmod(origin.file, 0);
  const absent = join(world.folder, "closed/config.json");
  await Deno.mkdir(join(absent, ".."), { mode: 0o500 });
  const code = `
      import { createConfig, readConfig } from ${JSON.stringify(moduleUrl("file.ts"))};
      const [file, absent, home] = Deno.args;
      console.log((await readConfig({ file, home })).mistakes[0].message);
      await createConfig({ file: absent, home }).catch(({ message }) => console.log(message));`;
  // The superuser may read everything, so the capability for it is given up.
  const lower = ["--bounding-set=-dac_override,-dac_read_search"];
  lower.push("--inh-caps=-dac_override,-dac_read_search", Deno.execPath());
  const [command, before] = Deno.uid() === 0 ? ["setpriv", lower] : [Deno.execPath(), []];
  const { stdout, stderr } = await new Deno.Command(command, {
    args: [...before, "eval", "--no-lock", code, origin.file, absent, origin.home],
  }).output();
  assert.equal(
    new TextDecoder().decode(stdout),
    `Cannot read the configuration "${origin.file}": no permission\n` +
      `Cannot make the configuration "${absent}": no permission\n`,
    new TextDecoder().decode(stderr),
  );
});

const tls = { client_id: "a", mqtt_topic: "b", mqtt_enabled: true, mqtt_use_tls: true };

Deno.test("a file of the Python app loads unchanged, also with TLS and without certificates", async () => {
  await using world = await makeWorld();
  const certificates = "/Users/me/Library/Application Support/Git Sync Bar/certs";
  const origin = await configure(
    world,
    JSON.stringify({
      client_id: "6e7a4bd2-3bbd-4b8c-9c5e-0a8e5c3e2f11",
      sync_dir: "/Users/me/GitSync",
      watch_for_changes: true,
      sync_delay_seconds: 10,
      sync_poll_seconds: 3600,
      mqtt_enabled: true,
      mqtt_host: "test.mosquitto.org",
      mqtt_port: 8883,
      mqtt_topic: "f3c0a7de-57a5-4d38-8a5c-2f6f8c7d1b90",
      mqtt_keepalive_seconds: 900,
      mqtt_use_tls: true,
      mqtt_tls_ca_cert_file: `${certificates}/ca.crt`,
      mqtt_tls_cert_file: `${certificates}/client.crt`,
      mqtt_tls_key_file: `${certificates}/client.key`,
      mqtt_tls_version: "1.2",
    }),
  );
  const config = await accept(origin);
  assert.equal(config.mqtt_port, 8883);
  assert.equal(config.mqtt_tls_ca_cert_file, undefined);
  assert.equal(config.mqtt_tls_cert_file, undefined);
  assert.equal(config.mqtt_tls_key_file, undefined);
});

Deno.test("TLS files in their usual places are used, those that are not there count as not given", async () => {
  await using world = await makeWorld();
  const origin = await configure(world, JSON.stringify(tls));
  await world.write(join(origin.file, ".."), { "certs/ca.crt": "", "certs/other": "" });
  const config = await accept(origin);
  assert.equal(config.mqtt_tls_ca_cert_file, join(origin.file, "../certs/ca.crt"));
  assert.equal(config.mqtt_tls_cert_file, undefined);
  assert.equal(config.mqtt_tls_key_file, undefined);
});

Deno.test("TLS files that somebody named must be there, each is reported", async () => {
  await using world = await makeWorld();
  const named = {
    mqtt_tls_ca_cert_file: join(world.folder, "ca.crt"),
    mqtt_tls_cert_file: world.folder,
    mqtt_tls_key_file: join(world.folder, "fifo"),
  };
  await run("mkfifo", named.mqtt_tls_key_file);
  const origin = await configure(world, JSON.stringify({ ...tls, ...named }));
  const beginning = `Cannot use the configuration "${origin.file}":`;
  const expected = "expected a file that can be read";
  assert.deepEqual(await refuse(origin), [
    `${beginning} mqtt_tls_ca_cert_file is "${named.mqtt_tls_ca_cert_file}", ${expected}: there is no such file`,
    `${beginning} mqtt_tls_cert_file is "${named.mqtt_tls_cert_file}", ${expected}: it is a folder`,
    `${beginning} mqtt_tls_key_file is "${named.mqtt_tls_key_file}", ${expected}: it is not a plain file`,
  ]);
});

Deno.test("TLS files of a connection that is off may be missing", async () => {
  await using world = await makeWorld();
  for (const off of [{ mqtt_enabled: false }, { mqtt_use_tls: false }]) {
    await accept(
      await configure(world, JSON.stringify({ ...tls, ...off, mqtt_tls_ca_cert_file: "/gone" })),
    );
  }
});

Deno.test("a client certificate without its key, and a key without its certificate, are reported", async () => {
  await using world = await makeWorld();
  await world.write(world.folder, { "client.crt": "", "client.key": "" });
  const [certificate, key] = [join(world.folder, "client.crt"), join(world.folder, "client.key")];
  const withoutKey = await configure(
    world,
    JSON.stringify({ ...tls, mqtt_tls_cert_file: certificate }),
  );
  const beginning = `Cannot use the configuration "${withoutKey.file}":`;
  assert.deepEqual(await refuse(withoutKey), [
    `${beginning} mqtt_tls_key_file is missing, expected what belongs to "${certificate}"`,
  ]);
  const withoutCertificate = await configure(
    world,
    JSON.stringify({ ...tls, mqtt_tls_key_file: key, mqtt_tls_cert_file: "" }),
  );
  assert.deepEqual(await refuse(withoutCertificate), [
    `${beginning} mqtt_tls_cert_file is missing, expected what belongs to "${key}"`,
  ]);
});

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

function moduleUrl(name: string): string {
  return new URL(`../../../src/adapters/config/${name}`, import.meta.url).href;
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success } = await new Deno.Command(command, { args }).output();
  assert.ok(success, `${command} ${args.join(" ")}`);
}

Deno.test("a file that other users can read or change is reported, with the command that ends it", async () => {
  await using world = await makeWorld();
  const secret = { mqtt_username: "me", mqtt_password: "word" };
  const cases: readonly (readonly [number, object, RegExp | undefined])[] = [
    [0o600, secret, undefined],
    [0o644, secret, /^Other users can read mqtt_password in "(.+)": run chmod 600 "\1"$/],
    [0o640, secret, /^Other users can read mqtt_password in /],
    [0o620, secret, /^Other users can read mqtt_password in /],
    [0o666, secret, /^Other users can read mqtt_password in /],
    // A program to run stands in it, too.
    [0o666, {}, /^Other users can change "(.+)": run chmod 600 "\1"$/],
    [0o644, {}, undefined],
    [0o664, {}, undefined],
  ];
  for (const [mode, content, expected] of cases) {
    const origin = await configure(world, JSON.stringify(content));
    await Deno.chmod(origin.file, mode);
    const { warnings } = await readConfig(origin);
    const what = `${mode.toString(8)} ${JSON.stringify(content)}`;
    assert.equal(warnings.length, expected === undefined ? 0 : 1, what);
    if (expected !== undefined) assert.match(warnings[0]!, expected, what);
  }
});

Deno.test("a key for TLS that other users can read is reported", async () => {
  await using world = await makeWorld();
  const [cert, key] = [join(world.folder, "a.crt"), join(world.folder, "a.key")];
  await world.write(world.folder, { "a.crt": "", "a.key": "" });
  const origin = await configure(
    world,
    JSON.stringify({
      ...{ mqtt_enabled: true, mqtt_use_tls: true, client_id: "a", mqtt_topic: "b" },
      ...{ mqtt_tls_cert_file: cert, mqtt_tls_key_file: key },
    }),
  );
  assert.deepEqual((await readConfig(origin)).warnings, [
    `Other users can read mqtt_tls_key_file in "${key}": run chmod 600 "${key}"`,
  ]);
  await Deno.chmod(key, 0o600);
  assert.deepEqual((await readConfig(origin)).warnings, []);
});

Deno.test("two folders that a link makes one, or puts one in the other, are a mistake", async () => {
  await using world = await makeWorld();
  const at = (name: string) => join(world.folder, name);
  await Deno.mkdir(at("a/inner"), { recursive: true });
  await Deno.symlink(at("a"), at("b"));
  await Deno.symlink(at("a/inner"), at("c"));
  const refused = async (other: string) =>
    await refuse(
      await configure(
        world,
        JSON.stringify({ sync_dir: at("a"), more_folders: [{ sync_dir: at(other) }] }),
      ),
    );
  const [same] = await refused("b");
  assert.match(same!, /once more than it should: take "a" or "b" out/);
  const [inner] = await refused("c");
  assert.match(inner!, /one inside the other: ".*a\/inner" is in ".*a", move one of them/);
  const apart = { sync_dir: at("a"), more_folders: [{ sync_dir: at("gone/d") }] };
  const config = await accept(await configure(world, JSON.stringify(apart)));
  assert.deepEqual(config.more_folders.map(({ name }) => name), ["d"]);
});
