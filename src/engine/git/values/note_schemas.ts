// What the app's notes about a repository are made of. Pure.

import * as z from "zod/mini";
import type { GitPath } from "./path.ts";

/** A path, as `GitPath` has it. */
export const pathSchema = z.custom<GitPath>((value) => typeof value === "string");

/** The id of an object of git. */
export const objectIdSchema = z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));
