// The client_id of a machine: that of the configuration, its own where there is none or another machine has the same.

import assert from "node:assert/strict";
import { join } from "node:path";
import { openClientIds } from "../../src/app/client_id.ts";
import { makeWorld } from "../support/world.ts";

Deno.test("an id is made once, and one that another machine has is not used again", async () => {
  await using world = await makeWorld();
  const folder = join(world.folder, "state");
  // As after each start.
  const ids = () => openClientIds(folder, join(world.folder, "config.json"));
  assert.equal(await ids().use("laptop"), "laptop");
  const own = await ids().use("");
  assert.match(own, /^[0-9a-f-]{36}$/);
  assert.equal(await ids().use(""), own);
  assert.equal(await ids().replace("laptop"), own);
  assert.equal(await ids().use("laptop"), own);
  assert.equal(await ids().use("desktop"), "desktop");
  assert.equal(await ids().replace('a "name"\nof two lines'), own);
  assert.equal(await ids().use('a "name"\nof two lines'), own);

  // The folder of the saved state was copied, too.
  const fresh = await ids().replace(own);
  assert.notEqual(fresh, own);
  assert.equal(await ids().use("laptop"), fresh);
});

Deno.test("where nothing can be kept, the machine has an id all the same", async () => {
  await using world = await makeWorld();
  await world.write(world.folder, { state: "no folder" });
  const ids = openClientIds(join(world.folder, "state"), join(world.folder, "config.json"));
  assert.match(await ids.use(""), /^[0-9a-f-]{36}$/);
  assert.match(await ids.replace("laptop"), /^[0-9a-f-]{36}$/);
});
