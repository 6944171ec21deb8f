// Names of files that hold secrets, and what secrets look like in a text. Pure.

import { KEY_FILE_BYTES } from "../../system/limits/setup.ts";

/** Endings of files that hold notes, tables or settings. */
const TEXT =
  "(?:txt|md|csv|tsv|json|ya?ml|toml|ini|cfg|conf|properties|xml|docx?|xlsx?|odt|ods|pages|numbers)";

/** Names of files that hold passwords or keys. Parts of one expression. */
const SECRET_NAMES = [
  // Settings of programs, of which examples are meant to be published.
  String.raw`[^/]*\.env(?:\.(?!example$|sample$|template$|dist$)[^/]*)?|\.envrc`,
  // Logins of tools.
  String
    .raw`\.pgpass|\.my\.cnf|\.netrc|_netrc|\.git-credentials|\.npmrc|\.pypirc|\.htpasswd|\.s3cfg|\.dockercfg`,
  String.raw`\.vault-token|\.terraformrc|credentials\.json|service[-_]account[^/]*\.json`,
  // Keys and stores of keys.
  String
    .raw`id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|[^/]*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|kdb|ppk|ovpn)`,
  String.raw`wallet\.dat|logins\.json|key[34]\.db|signons\.sqlite`,
  // Terraform writes the secrets of what it makes into its state, and takes them from its variables.
  String.raw`[^/]*\.tfstate(?:\.[^/]*)?|[^/]*\.tfvars(?:\.json)?`,
  // Not code about them.
  String.raw`pass(?:word|wd|phrase)s?(?:\.${TEXT})?|secrets?\.${TEXT}`,
  // Histories of shells and clients, in which passwords may be.
  String.raw`\.[a-z_]+_history|\.(?:ash|lesshst|zhistory)|fish_history|ConsoleHost_history\.txt`,
];

const SECRET_NAME = new RegExp(`^(?:${SECRET_NAMES.join("|")})$`, "i");

/** A file in a folder of a tool that keeps logins or keys there. */
const IN_SECRET_FOLDER = /(?:^|\/)\.(?:ssh|gnupg|aws|kube|docker)\/[^/]*$/i;

/** A presentation of Keynote has this ending as well, and is larger than a key. */
const KEYNOTE = /\.key$/i;

/** A public half is none. */
const PUBLIC = /\.pub$|(?:^|\/)(?:known_hosts|authorized_keys)$/i;

/**
 * The first line of a private key (RFC 7468, section 10 and 11; OpenSSH's PROTOCOL.key; the forms of SSH2, PuTTY and
 * age), which a file of another form may hold, too.
 */
const KEY =
  /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----|PuTTY-User-Key-File-[123]: |AGE-SECRET-KEY-1[0-9A-Z]{58}/;

/**
 * Access tokens, by the prefixes that their issuers gave them to be found by. Each alternative has a length, so that
 * a search takes no longer than the text is long.
 */
const TOKEN = new RegExp(
  `(?<![A-Za-z0-9_])(?:${
    [
      // GitHub, GitLab.
      "gh[opsur]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40}|glpat-[A-Za-z0-9_-]{20}",
      // Amazon: a key's name, which stands beside the key, or the key by the name of its setting.
      "(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])",
      "aws_secret_access_key[\"']?[ \\t]{0,4}[:=][ \\t]{0,4}[\"']?[A-Za-z0-9/+]{40}",
      "AWS_SECRET_ACCESS_KEY[\"']?[ \\t]{0,4}[:=][ \\t]{0,4}[\"']?[A-Za-z0-9/+]{40}",
      // Slack, Google, Stripe, npm.
      "xox[abeprs]-[A-Za-z0-9-]{20}|AIza[A-Za-z0-9_-]{35}|[rs]k_live_[A-Za-z0-9]{16}|npm_[A-Za-z0-9]{36}",
    ].join("|")
  })`,
);

/** Reports whether the name of a file says that it holds passwords or keys. */
export function hasSecretName(path: string, bytes: number): boolean {
  // Not searched for in the whole path: a name of many dots in the midst of it would be read once for each.
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (SECRET_NAME.test(name) || IN_SECRET_FOLDER.test(path)) && !PUBLIC.test(path) &&
    !(KEYNOTE.test(path) && bytes > KEY_FILE_BYTES);
}

/**
 * Returns what a text holds that is not meant for others; `undefined` where nothing like that is known of. It has a
 * character for each byte, so that UTF-16 is ASCII with a NUL in each character.
 */
export function secretIn(text: string): "private key" | "token" | undefined {
  const plain = text.replaceAll("\0", "");
  return KEY.test(plain) ? "private key" : TOKEN.test(plain) ? "token" : undefined;
}
