// Whether a client certificate and its key can be used. Pure. Where they cannot, Deno before 2.9 ends the whole
// program ("invalid client key or certificate"), and 2.9 connects without them.

import { Buffer } from "node:buffer";
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

/** The file that cannot be used, and why: a clause with the file as its subject. */
export interface UnusableCertificate {
  readonly file: "certificate" | "key";
  readonly reason: string;
}

const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;
const KEY = /-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----[^-]+-----END \1-----/;

/**
 * Examines the texts of two PEM files. `oldTls`: for the TLS of Deno before 2.9, which takes no
 * certificate of X.509 version 1.
 */
export function unusableCertificate(
  pem: { readonly certificate: string; readonly key: string },
  { oldTls }: { readonly oldTls: boolean },
): UnusableCertificate | undefined {
  const certificate = parse(() => new X509Certificate(pem.certificate));
  if (certificate === undefined) {
    return { file: "certificate", reason: "holds no certificate in PEM form" };
  }
  if (oldTls && isVersion1(certificate.raw)) {
    return {
      file: "certificate",
      reason: "holds a certificate of X.509 version 1: make one of version 3 " +
        "(openssl x509 -req with -extfile)",
    };
  }
  if (ENCRYPTED.test(pem.key)) {
    return {
      file: "key",
      reason: "is encrypted, and nobody can type its passphrase: " +
        "decrypt it with openssl pkey -in FILE -out NEWFILE",
    };
  }
  const text = KEY.exec(pem.key)?.[0];
  const key = text === undefined ? undefined : parse(() => createPrivateKey(text));
  if (key === undefined) return { file: "key", reason: "holds no private key in PEM form" };
  if (!isSupported(key)) {
    return {
      file: "key",
      reason: "is of a kind that TLS here cannot use: " +
        "make one with RSA (2048 to 8192 bits), P-256, P-384, P-521 or Ed25519",
    };
  }
  return certificate.checkPrivateKey(key)
    ? undefined
    : { file: "key", reason: "does not belong to the certificate in mqtt_tls_cert_file" };
}

function parse<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function isSupported({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  const { namedCurve = "", modulusLength = 0 } = asymmetricKeyDetails ?? {};
  switch (asymmetricKeyType) {
    case "rsa":
      return modulusLength >= 2048 && modulusLength <= 8192;
    case "ec":
      return ["prime256v1", "secp384r1", "secp521r1"].includes(namedCurve);
    case "ed25519":
      return true;
    default:
      return false;
  }
}

/**
 * Reports whether a certificate names no version: a later one stands first in it, tagged [0] (RFC 5280, section 4.1).
 */
function isVersion1(der: Uint8Array): boolean {
  const inner = (at: number) => at + 2 + (der[at + 1]! < 0x80 ? 0 : der[at + 1]! - 0x80);
  return Buffer.from(der)[inner(inner(0))] !== 0xa0;
}
