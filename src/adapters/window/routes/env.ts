// The values that a route has beside the request.

import type { Client } from "../listener.ts";

/** In the form that hono gives it to routes. */
export interface RouteEnv {
  readonly Bindings: Client;
}
