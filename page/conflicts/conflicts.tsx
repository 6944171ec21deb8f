// The screen Conflicts.

import { Empty } from "../parts/states.tsx";

export function Conflicts(_: { readonly query: Readonly<Record<string, string>> }) {
  return (
    <>
      <h1>Conflicts</h1>
      <Empty title="Nothing to see yet" />
    </>
  );
}
