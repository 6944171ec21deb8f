// Rules of others that an update cannot place, and a later sync does: nothing that was ignored here is published.

import assert from "node:assert/strict";
import { assertUnpublished } from "../../support/by_hand.ts";
import { installLfs, pointerTo } from "../../support/git_lfs.ts";
import { has } from "../../support/needs.ts";
import { type Node, publishTree, treeOf } from "../../support/raw_tree.ts";
import { type Machine, machineOf, tell } from "../../support/story.ts";

const FILES = {
  ".gitignore": "*.pem\n",
  "mine/ignore": "/.env\n",
  "mine/settings": "[core]\n\texcludesFile = mine/ignore\n",
  "none": "",
};

/** Something that cannot be placed, and what can, in its place. */
interface Change {
  readonly before: (laptop: Machine) => Promise<unknown>;
  readonly path: string;
  readonly unplaced: Readonly<Record<string, Node>>;
  readonly placed: Readonly<Record<string, Node>>;
  readonly ignore?: boolean;
}

const inFolder = (files: Readonly<Record<string, Node>>) => ({
  "mine": { tree: treeOf({ ...MINE, ...files }) },
});
const MINE = { "ignore": FILES["mine/ignore"], "settings": FILES["mine/settings"] };

const CHANGES: Readonly<Record<string, Change>> = {
  "a link in the place of the user's rules": {
    before: ({ git }) => git("config", "core.excludesFile", "mine/ignore"),
    path: ".env",
    unplaced: inFolder({ "ignore": { link: "../none" } }),
    placed: inFolder({ "ignore": "" }),
  },
  "settings that git cannot read": {
    before: ({ git }) => git("config", "include.path", "../mine/settings"),
    path: ".env",
    unplaced: inFolder({ "settings": "[core\n" }),
    placed: inFolder({ "settings": "[core]\n\texcludesFile = none\n" }),
  },
  "rules whose content nobody has": {
    before: installLfs,
    path: "a.pem",
    unplaced: {
      ".gitattributes": ".gitignore filter=lfs\n",
      ".gitignore": await pointerTo("nothing\n"),
    },
    placed: { ".gitignore": await pointerTo("nothing\n") },
    ignore: !has("git-lfs"),
  },
};

for (const [what, { before, path, unplaced, placed, ignore = false }] of Object.entries(CHANGES)) {
  for (const isRestarted of [false, true]) {
    const name = `${what}, and then what is placed${isRestarted ? " after a restart" : ""}`;
    Deno.test({
      name: `a file that was ignored stays here after ${name}`,
      ignore,
      async fn() {
        const { world, laptop: { folder, git, ...rest }, desktop } = await tell(FILES);
        await before({ folder, git, ...rest });
        const app = { now: machineOf(world, folder) };
        const restart = () => {
          if (isRestarted) app.now = machineOf(world, folder);
        };
        await app.now.write({ [path]: "SECRET\n" });
        await app.now.sync();
        const all = { ".gitignore": FILES[".gitignore"], "none": "", ...inFolder({}) };
        await publishTree(world, treeOf({ ...all, ...unplaced }));
        await app.now.sync();
        restart();
        await publishTree(world, treeOf({ ...all, ...placed, "theirs.md": "theirs\n" }));
        await app.now.sync();
        restart();
        const { notSynced } = await app.now.sync();
        assert.deepEqual(notSynced, [{ path, reason: "was ignored" }]);
        await app.now.write({ [path]: "SECRET 2\n", "b.md": "b\n" });
        await app.now.sync({ paths: [path, "b.md"], remote: "send" });
        restart();
        await app.now.sync();
        await assertUnpublished(world);
        await desktop.sync();
        assert.equal(await desktop.read("b.md"), "b\n");
      },
    });
  }
}
