// Reads what a request asks for: the values of its address, and its JSON by a schema.

import * as z from "zod/mini";
import { PATH_CHARACTERS } from "../../system/limits/commits.ts";
import { WindowError } from "./answers.ts";

/** Returns a value of the address; `undefined` where it is not given. Throws `WindowError`. */
export function given(request: Request, name: string): string | undefined {
  const value = new URL(request.url).searchParams.get(name) ?? undefined;
  if (value !== undefined && value.length > PATH_CHARACTERS) {
    throw new WindowError("request", `${name} is too long`);
  }
  return value;
}

/** Returns a value of the address that has to be there. Throws `WindowError`. */
export function needed(request: Request, name: string): string {
  const value = given(request, name);
  if (value === undefined) throw new WindowError("request", `${name} is missing`);
  return value;
}

/** Returns a whole number of the address, from 0; `undefined` where it is not given. Throws `WindowError`. */
export function givenNumber(request: Request, name: string): number | undefined {
  const value = given(request, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw new WindowError("request", `${name} is not a number`);
  return Number(value);
}

/** Returns a whole number of the address that has to be there. Throws `WindowError`. */
export function neededNumber(request: Request, name: string): number {
  const value = givenNumber(request, name);
  if (value === undefined) throw new WindowError("request", `${name} is missing`);
  return value;
}

/** Returns the JSON of a request as a schema has it. Throws `WindowError`. */
export async function bodyOf<Schema extends z.ZodMiniType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  let value: unknown;
  try {
    value = await request.json();
  } catch {
    throw new WindowError("request", "the request is not JSON");
  }
  const parsed = z.safeParse(schema, value);
  if (!parsed.success) throw new WindowError("request", "the request is not one of the window");
  return parsed.data;
}
