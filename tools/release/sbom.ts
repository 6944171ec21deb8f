// The list of foreign software in the program: CycloneDX 1.5, https://cyclonedx.org/docs/1.5/json/

/** An npm package in the program. */
export interface Component {
  readonly name: string;
  readonly version: string;
}

/** Returns the packages whose code is in the texts of a bundle, by name. The bundle names the file of each part. */
export function componentsIn(bundle: readonly string[]): Component[] {
  const found = new Map<string, Component>();
  for (const text of bundle) {
    for (
      const [, name, version] of text.matchAll(
        /["\s]npm\/((?:@[^/\s"]+\/)?[^/\s"]+)\/(\d[^/\s"]*)\//g,
      )
    ) {
      found.set(`${name}@${version}`, { name: name!, version: version! });
    }
  }
  return [...found.values()].sort((one, other) => one.name < other.name ? -1 : 1);
}

/** Writes the list. `runtime` is the version of Deno that is in the program. */
export function sbomOf(
  components: readonly Component[],
  { version, runtime, integrity, when }: {
    readonly version: string;
    readonly runtime: string;
    /** Of a package as deno.lock has it: `sha512-` and base64. */
    readonly integrity: (component: Component) => string | undefined;
    readonly when: Date;
  },
): string {
  const library = (component: Component) => {
    const purl = `pkg:npm/${component.name.replace("@", "%40")}@${component.version}`;
    const hash = integrity(component)?.replace(/^sha512-/, "");
    return {
      type: "library",
      "bom-ref": purl,
      ...component,
      purl,
      ...(hash === undefined ? {} : {
        hashes: [{ alg: "SHA-512", content: Buffer.from(hash, "base64").toString("hex") }],
      }),
    };
  };
  const bom = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      timestamp: when.toISOString(),
      component: { type: "application", name: "git-sync-bar", version },
    },
    components: [
      { type: "framework", "bom-ref": "deno", name: "deno", version: runtime },
      ...components.map(library),
    ],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}
