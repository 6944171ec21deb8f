// The options of TLS: the files, read again for each connection, and the limits of this version of Deno.

import type { ConnectionOptions } from "node:tls";
import { quote } from "../../system/text.ts";
import { unusableCertificate } from "./client_certificate.ts";
import type { ChannelSettings, TlsFile, TlsSettings } from "./settings.ts";
import { errorMessage } from "../../system/error_message.ts";

/** Deno before 2.9 ignores the pinned version, and trusts its own roots beside the given CA. */
export const oldTls = isBefore29(Deno.version.deno);

/** Returns a line about a setting that has no effect, if there is one. */
export function tlsNote({ tls }: ChannelSettings): string | undefined {
  return tls === undefined || !oldTls ? undefined : "mqtt_tls_version is ignored: " +
    `this program is made with Deno ${Deno.version.deno}, which chooses between TLS 1.2 and 1.3`;
}

/** Returns the settings without the usual files that do not exist. */
export async function withGivenFiles(settings: ChannelSettings): Promise<ChannelSettings> {
  const { tls } = settings;
  if (tls === undefined) return settings;
  const [caFile, certFile, keyFile] = await Promise.all(
    [tls.caFile, tls.certFile, tls.keyFile].map(given),
  );
  return { ...settings, tls: { ...tls, caFile, certFile, keyFile } };
}

/** Reads the files. Throws an error that names the key and the file. */
export async function tlsOptions(tls: TlsSettings): Promise<ConnectionOptions> {
  useSystemRoots();
  const { caFile, certFile, keyFile } = tls;
  const version = `TLSv${tls.version}` as const;
  return {
    rejectUnauthorized: true,
    minVersion: version,
    maxVersion: version,
    ...(caFile === undefined ? {} : { ca: await readCa(caFile) }),
    ...(certFile === undefined && keyFile === undefined ? {} : await readClient(certFile, keyFile)),
  };
}

/** Makes Deno use the roots of the system. It has roots of its own, unless this is set before its first connection. */
function useSystemRoots(): void {
  const name = "DENO_TLS_CA_STORE";
  if (Deno.env.get(name) === undefined) Deno.env.set(name, "system");
}

async function given(file: TlsFile | undefined): Promise<TlsFile | undefined> {
  if (file === undefined || !file.usual) return file;
  try {
    await Deno.lstat(file.path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
  }
  return file;
}

async function readCa(file: TlsFile): Promise<string> {
  const text = await read("mqtt_tls_ca_cert_file", file);
  if (/-----BEGIN CERTIFICATE-----/.test(text)) return text;
  throw unusable("mqtt_tls_ca_cert_file", file, "holds no certificate in PEM form");
}

async function readClient(certFile: TlsFile | undefined, keyFile: TlsFile | undefined) {
  if (certFile === undefined || keyFile === undefined) {
    const [given, missing] = certFile === undefined
      ? ["mqtt_tls_key_file", "mqtt_tls_cert_file"]
      : ["mqtt_tls_cert_file", "mqtt_tls_key_file"];
    throw new Error(`${given} is there, and ${missing} is missing: give both, or none`);
  }
  const cert = await read("mqtt_tls_cert_file", certFile);
  const key = await read("mqtt_tls_key_file", keyFile);
  const found = unusableCertificate({ certificate: cert, key }, { oldTls });
  if (found === undefined) return { cert, key };
  throw found.file === "key"
    ? unusable("mqtt_tls_key_file", keyFile, found.reason)
    : unusable("mqtt_tls_cert_file", certFile, found.reason);
}

async function read(name: string, file: TlsFile): Promise<string> {
  try {
    return await Deno.readTextFile(file.path);
  } catch (error) {
    throw unusable(name, file, `cannot be read: ${whyNotRead(error)}`);
  }
}

function whyNotRead(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "this program may not read it";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  return errorMessage(error);
}

function unusable(name: string, { path }: TlsFile, reason: string): Error {
  return new Error(`${name} ${quote(path)} ${reason}`);
}

function isBefore29(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 2 || (major === 2 && minor < 9);
}
