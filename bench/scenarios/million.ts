// 1,000,000 files: the start, a save, and a commit of another machine. It needs 10 GB for the files, and takes
// minutes, so it is measured only when it is named.

import type { Mosquitto } from "../../tests/support/broker.ts";
import type { Row } from "../table.ts";
import { savesAndArrivals } from "./large.ts";
import { startsAmong } from "./start.ts";

const MILLION = 1_000_000;

/** Measures starts, then saves, then arrivals. */
export async function million(broker: Mosquitto): Promise<Row[]> {
  return [
    ...await startsAmong({ files: MILLION, times: 3, allowance: 0 }),
    ...await savesAndArrivals(broker, { files: MILLION, saves: 1, times: 3, limit: 0.5 }),
  ];
}
