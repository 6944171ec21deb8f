// The screen History.

import { Empty } from "../parts/states.tsx";

export function History(_: { readonly query: Readonly<Record<string, string>> }) {
  return (
    <>
      <h1>History</h1>
      <Empty title="Nothing to see yet" />
    </>
  );
}
