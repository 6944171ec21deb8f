// The attributes by which git turns the bytes of a file into others, as values. Pure.

import type { CopyForm } from "./conflict_name.ts";
import type { GitPath } from "./path.ts";

/** The attributes by which git turns the bytes of a file into others (gitattributes, "EFFECTS"). */
export const BYTE_ATTRIBUTES = [
  "text",
  "crlf",
  "eol",
  "ident",
  "filter",
  "working-tree-encoding",
] as const;

/** One of these attributes. */
export type ByteAttribute = typeof BYTE_ATTRIBUTES[number];

/** The values of a path's attributes: "unspecified", "set", "unset" or a value. */
export type ByteAttributes = Readonly<Record<ByteAttribute, string>>;

/** The attributes of a path of which nothing is said. */
export const UNSPECIFIED: ByteAttributes = {
  text: "unspecified",
  crlf: "unspecified",
  eol: "unspecified",
  ident: "unspecified",
  filter: "unspecified",
  "working-tree-encoding": "unspecified",
};

/**
 * Returns the form in which a copy has the attributes of its original, or "local" where neither
 * has.
 */
export function fittingForm(
  attributes: ReadonlyMap<GitPath, ByteAttributes>,
  of: { readonly path: GitPath } & Readonly<Record<CopyForm, GitPath>>,
): CopyForm | "local" {
  const wanted = attributes.get(of.path);
  for (const form of ["file", "folder"] as const) {
    const found = attributes.get(of[form]);
    if (BYTE_ATTRIBUTES.every((name) => found?.[name] === wanted?.[name])) return form;
  }
  return "local";
}

/** Reports whether a filter turns the bytes of a file. */
export function hasFilter({ filter }: ByteAttributes): boolean {
  return isNamed(filter);
}

/** Reports whether the value of an attribute is a name. */
export function isNamed(value: string): boolean {
  return !NO_NAME.has(value);
}

/** The value that git gives an attribute that names nothing (git-check-attr, "OUTPUT"). */
const NO_NAME: ReadonlySet<string> = new Set(["unspecified", "unset", "set"]);
