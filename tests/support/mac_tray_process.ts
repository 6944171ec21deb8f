// `tray_process.ts` on what it takes for a Mac.

import "./as_mac.ts";
import { serveTray } from "./tray_process.ts";

await serveTray();
