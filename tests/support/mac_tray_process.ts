// `tray_process.ts` on what it takes for a Mac.

import process from "node:process";

Object.defineProperty(process, "platform", { value: "darwin" });
Object.defineProperty(Deno, "build", { value: { ...Deno.build, os: "darwin" } });
const { serveTray } = await import("./tray_process.ts");
await serveTray();
