// The apps of a story's machines, each a process. A killed one is replaced by one that is started anew;
// some stand by, as starting takes longer than a sync.

import { join } from "node:path";
import type { SyncOutcome } from "../../../src/engine/sync/outcome.ts";
import { linesOf } from "../writer.ts";
import type { Order } from "./app_process.ts";

/** What became of an order. */
export type Answer =
  | { readonly kind: "killed" }
  | { readonly kind: "ended"; readonly outcome: SyncOutcome; readonly effects: number };

/** The apps of all machines. */
export interface Apps extends AsyncDisposable {
  /** Lets the app of a machine sync; the machine is a number. */
  sync(machine: number, order: Order): Promise<Answer>;
}

interface App {
  order(order: Order): Promise<Answer>;
  end(): Promise<void>;
}

/** Starts apps. With `importMap` they are made of other modules, as far as it names them. */
export function startApps(importMap?: string): Apps {
  const apps = new Map<number, App>();
  const spare: App[] = [start(importMap), start(importMap)];
  return {
    async sync(machine, order) {
      const app = apps.get(machine) ?? spare.shift() ?? start(importMap);
      apps.set(machine, app);
      const answer = await app.order(order);
      if (answer.kind === "killed") {
        apps.delete(machine);
        await app.end();
        spare.push(start(importMap));
      }
      return answer;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...apps.values(), ...spare].map((app) => app.end()));
    },
  };
}

function start(importMap: string | undefined): App {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-config",
      "--quiet",
      ...(importMap === undefined ? [] : [`--import-map=${importMap}`]),
      "-A",
      join(import.meta.dirname!, "app_process.ts"),
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  const output = linesOf(child.stdout);
  return {
    async order(order) {
      await input.write(new TextEncoder().encode(`${JSON.stringify(order)}\n`));
      const { value } = await output.next();
      if (value !== undefined) return { kind: "ended", ...JSON.parse(value) };
      const { signal } = await child.status;
      if (signal !== "SIGKILL") throw new Error("an app ended by itself");
      return { kind: "killed" };
    },
    async end() {
      await input.close().catch(() => {});
      await output.return(undefined);
      await child.status;
    },
  };
}
