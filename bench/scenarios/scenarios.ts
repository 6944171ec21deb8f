// All scenarios by the name that the command line knows them by, in the order of the table.

import type { Mosquitto } from "../../tests/support/broker.ts";
import type { Row } from "../table.ts";
import { bulk } from "./bulk.ts";
import { burst } from "./burst.ts";
import { commits } from "./commits.ts";
import { fleet } from "./fleet.ts";
import { folders } from "./folders.ts";
import { history } from "./history.ts";
import { idle } from "./idle.ts";
import { limits } from "./limits.ts";
import { million } from "./million.ts";
import { large } from "./large.ts";
import { simulatedFleet } from "./simulated_fleet.ts";
import { start } from "./start.ts";
import { travel } from "./travel.ts";
import { wide } from "./wide.ts";

/** Measures and answers rows of the table. */
export type Scenario = (broker: Mosquitto) => Promise<Row[]>;

export const scenarios: Readonly<Record<string, Scenario>> = {
  "travel": (broker) => travel(broker, "path"),
  "travel-ssh": (broker) => travel(broker, "ssh"),
  "travel-ssh-kept-open": (broker) => travel(broker, "ssh kept open"),
  "large": large,
  "wide": wide,
  "bulk": bulk,
  "burst": burst,
  "idle": idle,
  "start": start,
  "folders": folders,
  "fleet": fleet,
  "fleet-simulated": simulatedFleet,
  "limits": limits,
  "history": history,
  "commits": commits,
  "million": million,
};

/** Those that are measured only when they are named: they take long, and much room. */
export const APART: ReadonlySet<string> = new Set(["million"]);
