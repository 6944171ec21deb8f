// Which files a first save lists as likely secrets, by their names and by their content.

import assert from "node:assert/strict";
import { hasSecretName, secretIn } from "../../../src/engine/setup/secret_patterns.ts";
import { KEY_FILE_BYTES } from "../../../src/system/limits/setup.ts";

Deno.test("names of secrets are known in any folder and spelling, and code about them is none", () => {
  const secrets = [
    ".env .ENV prod.env .env.production .envrc .netrc .npmrc .git-credentials .dockercfg",
    "id_rsa id_ed25519_sk tls.pem store.p12 passwords.kdbx wallet.dat logins.json key4.db",
    "terraform.tfstate terraform.tfstate.backup prod.tfvars x.auto.tfvars.json",
    ".bash_history .zsh_history .python_history .psql_history .zhistory fish_history",
    ".node_repl_history ConsoleHost_history.txt .ash_history",
    "passwords.txt Passwords.xlsx password passwd passphrase.md secrets.yml secret.json",
    ".ssh/config .aws/credentials .kube/config service-account-1.json",
  ].join(" ").split(" ");
  for (const name of secrets) {
    assert.ok(hasSecretName(name, 10), name);
    assert.ok(hasSecretName(`a b/${name}`, 10), name);
  }
  const others = [
    ".env.example id_rsa.pub .ssh/known_hosts password.ts passwords_test.go secrets.rs history",
    "my_history.txt bash_history.md notes.md keys.json secret tfstate.md",
  ].join(" ").split(" ");
  for (const name of others) assert.ok(!hasSecretName(name, 10), name);
  assert.ok(!hasSecretName("Talk.key", KEY_FILE_BYTES + 1));
});

Deno.test("private keys and tokens of known form are found anywhere in a text, and nothing like them", () => {
  // Put together here, as hosts refuse a push with what looks like a real one.
  const token = (prefix: string, length: number) => prefix + "A1b2".repeat(20).slice(0, length);
  const tokens = [
    token("ghp_", 36),
    token("gho_", 36),
    token("github_pat_", 82),
    token("glpat-", 20),
    `AKIA${"A2B3".repeat(4)}`,
    `aws_secret_access_key = ${token("", 40)}`,
    `AWS_SECRET_ACCESS_KEY="${token("", 40)}"`,
    token("xoxb-123-", 24),
    token("xoxp-123-", 24),
    token("AIza", 35),
    token("sk_live_", 24),
    token("npm_", 36),
  ];
  for (const text of tokens) {
    assert.equal(secretIn(text), "token", text);
    assert.equal(secretIn(`# notes\nlogin: "${text}"\n`), "token", text);
  }
  for (const kind of ["", "RSA ", "OPENSSH ", "ENCRYPTED ", "EC ", "PGP "]) {
    const line = `-----BEGIN ${kind}PRIVATE KEY${kind === "PGP " ? " BLOCK" : ""}-----`;
    assert.equal(secretIn(`{"key": "${line}\\nAAAA"}`), "private key", line);
  }
  const others = [
    "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
    "PuTTY-User-Key-File-3: ssh-ed25519",
    token("AGE-SECRET-KEY-1", 58).toUpperCase(),
  ];
  for (const line of others) assert.equal(secretIn(`a\n${line}\n`), "private key", line);
  // As an editor on Windows saves it, and the bytes are read.
  const wide = (text: string) => [...text].map((letter) => letter + "\0").join("");
  assert.equal(secretIn("\xff\xfe" + wide(`login ${tokens[0]}\n`)), "token");
  assert.equal(secretIn(wide("-----BEGIN RSA PRIVATE KEY-----\n")), "private key");
  const harmless = [
    "ghp_short AKIAshort sk_live_ xoxb- AIza glpat-",
    `x${token("ghp_", 36)}`,
    `AKIA${"A2B3".repeat(20)}`,
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----",
    "aws_secret_access_key = $SECRET",
  ];
  for (const text of harmless) assert.equal(secretIn(text), undefined, text);
});
