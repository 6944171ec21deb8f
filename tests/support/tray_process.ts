// A process with an icon: shows the views that it reads, a line of JSON each, and tells in such lines
// what happens. It ends with its input. Started by `tests/support/tray.ts`.

import type { Click, TrayView } from "../../src/adapters/tray/menu.ts";
import { openTray } from "../../src/adapters/tray/tray.ts";
import { hurried } from "./hurried.ts";

/** What it tells. */
export type Told =
  | { readonly kind: "click"; readonly click: Click }
  | { readonly kind: "state"; readonly line: string | undefined }
  | { readonly kind: "drawn" };

function tell(told: Told): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(told)}\n`));
}

/** Does that. */
export async function serveTray(): Promise<void> {
  const [helperFolder = "", first = "", times = "1"] = Deno.args;
  using _ = hurried(Number(times));
  const tray = openTray({
    first: JSON.parse(first) as TrayView,
    helperFolder,
    environment: Deno.env.toObject(),
    onClick: (click) => tell({ kind: "click", click }),
    onState: (line) => tell({ kind: "state", line }),
    onSessionEnd: () => {},
  });
  let rest = "";
  for await (const piece of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = `${rest}${piece}`.split("\n");
    rest = lines.pop()!;
    for (const line of lines) tray.draw(JSON.parse(line) as TrayView);
    tell({ kind: "drawn" });
  }
  await tray.close();
}

if (import.meta.main) await serveTray();
