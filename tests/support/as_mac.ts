// Who imports this first takes the machine for a Mac.

import process from "node:process";

Object.defineProperty(process, "platform", { value: "darwin" });
Object.defineProperty(Deno, "build", { value: { ...Deno.build, os: "darwin" } });
