// Certificates for one test, made by openssl: authorities, and what they vouch for. All paths are
// absolute, all keys are EC keys on P-256.

import { join } from "node:path";

/** A certificate and its key. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate has beside its name. */
export interface IssueOptions {
  /** Lines of an extension file; without any it is one of X.509 version 1. */
  readonly extensions?: readonly string[];
  /** Valid from now on; -1 means that it ended yesterday. */
  readonly days?: number;
}

/** Who signs certificates. */
export interface Authority {
  readonly cert: string;
  issue(name: string, options?: IssueOptions): Promise<Issued>;
}

/** The names under which a broker on loopback is reached. */
export const LOOPBACK = ["subjectAltName=IP:127.0.0.1,DNS:localhost"];

/** The extension of a client's certificate. */
export const CLIENT = ["extendedKeyUsage=clientAuth"];

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** Makes an authority whose files, and those of what it issues, lie in the folder. */
export async function makeAuthority(folder: string, name = "authority"): Promise<Authority> {
  const at = (file: string) => join(folder, `${name}-${file}`);
  const [cert, key] = [at("ca.crt"), at("ca.key")];
  await openssl("req", "-x509", ...NEW_KEY, "-keyout", key, "-out", cert, "-subj", `/CN=${name}`);
  return {
    cert,
    async issue(subject, { extensions = [], days = 30 } = {}) {
      const issued = { cert: at(`${subject}.crt`), key: at(`${subject}.key`) };
      const request = at(`${subject}.csr`);
      const extensionFile = at(`${subject}.ext`);
      await Deno.writeTextFile(extensionFile, extensions.join("\n"));
      await openssl("req", ...NEW_KEY, "-keyout", issued.key, "-out", request, "-subj", "/CN=x");
      const extended = extensions.length > 0 ? ["-extfile", extensionFile] : [];
      const signing = ["-CA", cert, "-CAkey", key, "-CAcreateserial", "-days", `${days}`];
      await openssl("x509", "-req", "-in", request, ...signing, ...extended, "-out", issued.cert);
      return issued;
    },
  };
}

/** Runs openssl; throws when it fails. */
export async function openssl(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args }).output();
  if (!success) throw new Error(`openssl ${args[0]}: ${new TextDecoder().decode(stderr)}`);
}
