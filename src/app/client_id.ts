// The client_id of this machine for live updates: that of the configuration, unless there is none or another machine
// has the same one. Then it is a random one, kept in the folder of the saved state. The configuration of the user is
// never written.

import { join } from "node:path";
import { replaceFile } from "../system/replace_file.ts";
import { quote } from "../system/text.ts";
import { configId } from "./control/config_id.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The ids of one configuration. */
export interface ClientIds {
  /** Returns the id that this machine uses where the configuration has this one; it is empty where there is none. */
  use(configured: string): Promise<string>;
  /** Whether another machine was seen to have this id. */
  isShared(configured: string): Promise<boolean>;
  /** Notes that another machine has this id as well, and returns one that is this machine's own. */
  replace(shared: string): Promise<string>;
}

/** Opens the ids of a configuration. Where they cannot be written, each start makes another one. */
export function openClientIds(folder: string, config: string): ClientIds {
  async function read(): Promise<
    { readonly file: string; readonly own: string; readonly shared: string[] }
  > {
    const file = join(folder, `client-id-${await configId(config)}`);
    const [own = "", ...shared] = (await Deno.readTextFile(file).catch(() => "")).split("\n");
    return { file, own: UUID.test(own) ? own : "", shared: shared.map(unquoted) };
  }

  async function write(file: string, own: string, shared: readonly string[]): Promise<string> {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {});
    const text = [own, ...shared.map((id) => JSON.stringify(id))].join("\n");
    await replaceFile(file, text, { mode: 0o600 }).catch(() => {});
    return own;
  }

  return {
    async use(configured) {
      const { file, own, shared } = await read();
      if (configured !== "" && !shared.includes(configured)) return configured;
      return own || await write(file, crypto.randomUUID(), shared);
    },
    isShared: async (configured) => (await read()).shared.includes(configured),
    async replace(id) {
      const { file, own, shared } = await read();
      // The folder of the saved state was copied, too.
      const fresh = own === "" || own === id ? crypto.randomUUID() : own;
      // A machine has few of them: the configuration was edited in between.
      const noted = own === id
        ? shared
        : [...shared.filter((one) => one !== id), id].slice(-MOST_SHARED);
      return await write(file, fresh, noted);
    },
  };
}

/** The most ids that are noted as those of other machines. */
const MOST_SHARED = 10;

function unquoted(line: string): string {
  try {
    return String(JSON.parse(line));
  } catch {
    return "";
  }
}

/** Says that another machine has the same id, and what to do. */
export function sharedIdNotice(id: string): string {
  return `Another machine has the client_id ${
    quote(id)
  }: this one uses its own, take it out of the file`;
}
