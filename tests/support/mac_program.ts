// The app on what it takes for a Mac.

import "./as_mac.ts";
import "../../main.ts";
