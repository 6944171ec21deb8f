// The page of the window: begins the session, then draws the screens.

import { render } from "preact";
import { App } from "./app.tsx";
import { beginSession } from "./session/session.ts";
import { followNow } from "./session/events.ts";

// The token leaves the address before anything is drawn.
const session = beginSession();
render(<App />, document.getElementById("app")!);
await session;
followNow();
