// The screen Settings.

import { Empty } from "../parts/states.tsx";

export function Settings() {
  return (
    <>
      <h1>Settings</h1>
      <Empty title="Nothing to see yet" />
    </>
  );
}
