// The parameters of an address.

/** The parameters by their names; those without a value are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** Returns an address with its parameters. */
export function withQuery(address: string, query: Query): string {
  const given = Object.entries(query)
    .flatMap(([key, value]) => value === undefined ? [] : [[key, String(value)]]);
  return given.length === 0 ? address : `${address}?${new URLSearchParams(given)}`;
}
