// Plays a story of the random test: people work, apps sync, things go wrong. At the end everything is brought
// back, and what the app promises is checked.

import { join } from "node:path";
import type { OpenConflict } from "../../../src/engine/conflicts/open_conflicts.ts";
import type { SyncOutcome } from "../../../src/engine/sync/outcome.ts";
import { isReserved } from "../../../src/system/reserved_names.ts";
import type { Incident, NotedEdit, Order } from "./app_process.ts";
import type { Answer, Apps } from "./apps.ts";
import { ageDisplaced, displacedIn } from "../displaced.ts";
import { compare, doEdit, type Done, type Edit, isScratch, MARKS_PER_EDIT } from "./edits.ts";
import { type Field, FIRST_FREE, makeField, nameOf, RULES } from "./field.ts";
import { isPlain, originalOf } from "./filtered.ts";
import { Ledger } from "./ledger.ts";
import { attack, mend } from "./neighbour.ts";
import { BRANCH, branchOf, changeIn, ignoredIn, trackedIn, useGit } from "./user.ts";
import { isPrivate, Secrets } from "./secrets.ts";
import { checkMarks, checkOpenConflicts, checkPrivacy, checkPromises, isListed } from "./checks.ts";
import type { GitUse, Step, Story, Turn } from "./steps.ts";
import { noteEdit, noteTurn, type Tally } from "./tally.ts";
import { differing, gitDirOf, type Mark, marksOf, scan, type Tree } from "./tree.ts";

/** More rounds than it takes until nothing changes any more. */
const MAX_ROUNDS = 14;

/** Plays a story to its end. Throws when a promise is broken, with all that happened before. */
export async function play(story: Story, apps: Apps, tally: Tally): Promise<void> {
  const { machines, steps, ...kind } = story;
  const { isGitElsewhere = false, isCut = false, isFiltered = false } = kind;
  await using field = await makeField(machines, kind);
  const told: string[] = [];
  const player = new Player(field, { apps, tally, tell: (line) => told.push(line) });
  tally.note(
    `story of ${machines} machines${isGitElsewhere ? ", git elsewhere" : ""}${
      isCut ? ", cut" : ""
    }${isFiltered ? ", filtered" : ""}`,
  );
  try {
    for (const step of steps) await player.take(step);
    await player.bringBack();
    const held = await player.syncUntilQuiet();
    await checkPromises(field, player.ledger, held);
    await checkPrivacy(field, player.secrets);
  } catch (error) {
    const what = error instanceof Error ? error.stack ?? error.message : String(error);
    throw new Error(`${what}\n\nWhat happened:\n${told.map((line) => `  ${line}\n`).join("")}`);
  }
}

class Player {
  readonly ledger = new Ledger();
  readonly secrets: Secrets;
  readonly #field: Field;
  readonly #apps: Apps;
  readonly #tally: Tally;
  readonly #tell: (line: string) => void;
  /** What stood on each machine when a sync ended during which nobody did anything. */
  /** Of each machine on which the app was killed: the texts of the files that it had taken away for a moment. */
  readonly #taken = new Map<number, ReadonlyMap<string, readonly Mark[]>>();
  readonly #watched = new Map<number, Tree>();
  /** Apps that wait for another branch than the one that all share. */
  readonly #astray = new Set<number>();
  #isAttacked = false;
  #nextText = FIRST_FREE;

  constructor(
    field: Field,
    { apps, tally, tell }: {
      readonly apps: Apps;
      readonly tally: Tally;
      readonly tell: (line: string) => void;
    },
  ) {
    this.#field = field;
    this.#apps = apps;
    this.#tally = tally;
    this.#tell = tell;
    const start = scan(field.folders[0]!);
    for (const { bytes } of start.values()) this.ledger.write(marksOf(bytes));
    this.secrets = new Secrets(field);
    if (!field.isFiltered) this.secrets.release(start);
    else this.secrets.note(start, { tracked: new Set(start.keys()), ignored: new Set() });
  }

  async take(step: Step): Promise<void> {
    switch (step.step) {
      case "edit":
        return await this.#edit(this.#machine(step.who), step.edit);
      case "git":
        if (step.edit !== undefined) await this.#edit(this.#machine(step.who), step.edit);
        return await this.#useGit(this.#machine(step.who), step.use);
      case "sync":
        return await this.#sync(step.turns);
      case "neighbour":
        this.#isAttacked = true;
        this.#tell(`the neighbour pushes ${JSON.stringify(step.attack)}`);
        this.#tally.note(`neighbour: ${step.attack.attack}`);
        return this.ledger.lose(marksOf(await attack(this.#field.world, step.attack)));
    }
  }

  /** Whatever was left behind on other branches, it is over now. */
  async bringBack(): Promise<void> {
    for (const [machine, folder] of this.#field.folders.entries()) {
      if (await branchOf(this.#field.world, folder) === BRANCH) continue;
      // The app clears away what a killed one has left: the user's git could not work.
      await this.#order(machine, { request: { remote: "none" } });
      await this.#useGit(machine, { git: "return" });
      const branch = await branchOf(this.#field.world, folder);
      if (branch !== BRANCH) throw new Error(`${nameOf(folder)} cannot leave "${branch}"`);
    }
    // A later good commit mends all that the neighbour has done.
    if (!this.#isAttacked) return;
    this.ledger.lose(marksOf(await mend(this.#field.world, RULES)));
  }

  /** Syncs until nothing changes any more. Returns the files that each folder keeps to itself by name. */
  async syncUntilQuiet(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      let isQuiet = true;
      const open = new Map<string, readonly OpenConflict[]>();
      const held = new Map<string, ReadonlySet<string>>();
      for (const [machine, folder] of this.#field.folders.entries()) {
        ageDisplaced(gitDirOf(folder));
        const answer = await this.#order(machine, {
          request: { remote: "ask", confirmDeletion: true },
        });
        const outcome = answer.kind === "ended" ? answer.outcome : undefined;
        this.#tell(`${nameOf(folder)} syncs at the end: ${inWords(answer)}`);
        if (outcome?.kind !== "synced") {
          throw new Error(`${nameOf(folder)} does not sync: ${JSON.stringify(outcome)}`);
        }
        const { report } = outcome;
        open.set(folder, report.openConflicts ?? []);
        // A neighbour's names may stand in the way of a private file, which the app lists then.
        const listed = report.notSynced.filter(({ reason }) =>
          ["was ignored", "private", "received", "link"].includes(reason) || this.#isAttacked ||
          this.#field.isFiltered
        );
        held.set(folder, new Set(listed.map(({ path }) => path)));
        isQuiet &&= report.saved.length === 0 && !report.pushed && report.received.length === 0 &&
          report.conflicts.length === 0 && displacedIn(gitDirOf(folder)).length === 0;
      }
      if (!isQuiet) continue;
      for (const [folder, named] of open) {
        await checkOpenConflicts(this.#field.world, folder, named);
      }
      // By rules that came in, a new file may have left the sync: it stays on its own machine.
      for (const [machine, folder] of this.#field.folders.entries()) {
        await this.#notePersonal(machine);
        for (const [name, { bytes }] of scan(folder)) {
          // Listed here, or published in the way of a private file of another machine.
          const isAbsent = [...held.values()].some((listed) => isListed(listed, name));
          if (isAbsent) this.ledger.keepPersonal(machine, bytes);
        }
      }
      return held;
    }
    throw new Error("the machines never come to rest");
  }

  async #edit(machine: number, edit: Edit): Promise<void> {
    const folder = this.#field.folders[machine]!;
    const before = scan(folder);
    const done = doEdit(folder, edit, this.#numbers());
    this.#tell(`${nameOf(folder)}: ${JSON.stringify(edit)}: ${doneInWords(done)}`);
    noteEdit(this.#tally, edit, done);
    this.#noteDone(machine, done);
    await this.#notePersonal(machine);
    await this.#noteSecrets(machine, { before, done });
  }

  async #useGit(machine: number, use: GitUse): Promise<void> {
    const folder = this.#field.folders[machine]!;
    const before = scan(folder);
    const { world } = this.#field;
    const tracked = use.git === "leave" ? await trackedIn(world, folder) : undefined;
    const isDone = await useGit(world, folder, use);
    const done = compare(before, scan(folder));
    // Whoever goes to another branch means to come back. In a sparse checkout, git itself overwrites files that it does
    // not track.
    const isOverwritten = (name: string) => tracked === undefined || !tracked.has(name);
    const texts = done.touched.filter(isOverwritten).map((name) => before.get(name)?.bytes ?? "");
    this.ledger.lose(tracked === undefined ? done.gone : texts.flatMap(marksOf));
    for (const name of done.touched.filter(isReserved)) {
      this.ledger.placedByGit.add(join(folder, name));
    }
    // With another `.gitignore` other files are ignored.
    await this.#notePersonal(machine);
    await this.#noteSecrets(machine, { before, done });
    this.#tell(
      `${nameOf(folder)}: ${JSON.stringify(use)}: ${isDone ? doneInWords(done) : "refused"}`,
    );
    this.#tally.note(`git: ${use.git}`, isDone);
    if (use.git === "amend") this.ledger.isAmended = true;
  }

  async #sync(turns: readonly Turn[]): Promise<void> {
    const { folders } = this.#field;
    const byMachine = new Map(turns.map((turn) => [this.#machine(turn.who), turn]));
    for (const [machine, { trouble }] of byMachine) {
      await this.#field.setTrouble(folders[machine]!, trouble);
    }
    this.#tally.note(`sync of ${byMachine.size} at once`);
    const before = await this.#tip();
    const answers = await Promise.all(
      [...byMachine].map(([machine, turn]) => this.#syncOne(machine, turn)),
    );
    for (const machine of byMachine.keys()) {
      await this.#field.setTrouble(folders[machine]!, undefined);
    }
    await this.#field.bringBack();
    const [answer] = answers;
    if (answers.length > 1 || answer?.kind !== "ended" || answer.outcome.kind !== "problem") return;
    const isSent = await this.#tip() !== before;
    this.#tally.note("network: a push that arrives without its answer", isSent);
  }

  async #syncOne(machine: number, turn: Turn): Promise<Answer> {
    const folder = this.#field.folders[machine]!;
    const before = scan(folder);
    const watched = this.#watched.get(machine);
    this.#watched.delete(machine);
    const ignored = new Set(await this.#ignored(machine, before));
    this.secrets.offer(before, ignored);
    const change = turn.change && await changeIn(this.#field.world, folder, turn.change);
    // What this sync replaces is in the history, and what is written meanwhile may be replaced as well.
    if (change !== undefined) {
      for (const { bytes } of before.values()) this.ledger.replace(marksOf(bytes));
    }
    const isAmend = ({ what }: Incident) => what.kind === "commit" && what.amend;
    if (turn.incidents.some(isAmend)) this.ledger.isAmended = true;
    const answer = await this.#order(machine, {
      request: {
        remote: turn.wish,
        ...(change === undefined ? {} : { ownChanges: [change] }),
        ...(turn.isWatched && watched !== undefined ? { paths: differing(watched, before) } : {}),
      },
      incidents: turn.incidents.map((incident) => ({ ...incident, first: this.#numbers() })),
    });
    const about = JSON.stringify({ ...turn, who: undefined });
    this.#tell(`${nameOf(folder)} syncs ${about}: ${inWords(answer)}`);
    noteTurn(this.#tally, turn, answer);
    const touched = new Set<string>();
    const notes = await this.#notes(machine);
    for (const { done, offered } of notes) {
      this.secrets.offer(new Map(offered), new Set());
      this.#tally.note("sync: an edit meanwhile", done.touched.length > 0);
      this.#tell(`  meanwhile ${nameOf(folder)}: ${doneInWords(done)}`);
      this.#noteDone(machine, done);
      if (change !== undefined) this.ledger.replace(done.written);
      for (const name of done.touched) touched.add(name);
    }
    await this.#notePersonal(machine);
    // Only what the user did meanwhile can have opened what was private.
    for (const { done } of notes) await this.#noteSecrets(machine, { before, done });
    if (turn.incidents.some(({ what }) => what.kind === "commit")) {
      await this.#noteSecrets(machine, { before, done: compare(before, scan(folder)) });
      // Somebody may have edited a file after it was committed.
      const tracked = await trackedIn(this.#field.world, folder);
      this.secrets.release(new Map([...before].filter(([name]) => tracked.has(name))));
    }
    checkMarks(folder, scan(folder));
    if (answer.kind === "killed") {
      this.#noteTaken(machine, { before, touched });
      return answer;
    }
    this.#taken.delete(machine);
    if (turn.incidents.length === 0) this.#watched.set(machine, scan(folder));
    if (!hasSaved(answer.outcome)) return answer;
    const { conflicts, notSynced } = answer.outcome.report;
    const listed = new Set(notSynced.map(({ path }) => path));
    // By rules that came in, a file may be private again.
    for (const name of await this.#ignored(machine, scan(folder))) ignored.add(name);
    // An edit that was kept back is the copy of a conflict from here on, and no less private.
    for (const { path, copy } of conflicts) if (ignored.has(copy)) ignored.add(path);
    const saved = [...before].filter(([name]) =>
      !ignored.has(name) && !touched.has(name) && !isListed(listed, name) && !isScratch(name) &&
      (!this.#field.isFiltered || isPlain(name))
    );
    this.ledger.save(machine, new Map(saved), `on ${nameOf(folder)}`);
    return answer;
  }

  #noteTaken(
    machine: number,
    { before, touched }: { readonly before: Tree; readonly touched: ReadonlySet<string> },
  ): void {
    const after = scan(this.#field.folders[machine]!);
    const taken = [...before].filter(([name]) => !after.has(name) && !touched.has(name))
      .map(([name, { bytes }]) => [name, marksOf(bytes)] as const);
    this.#taken.set(machine, new Map([...this.#taken.get(machine) ?? [], ...taken]));
  }

  /** Whoever writes a file of such a name replaces the version of the history, as if it stood there. */
  #noteDone(machine: number, done: Done): void {
    this.ledger.note(done);
    for (const name of done.touched) this.ledger.lose(this.#taken.get(machine)?.get(name) ?? []);
  }

  async #tip(): Promise<string> {
    const { world } = this.#field;
    return await world.git(world.remote, "rev-parse", `refs/heads/${BRANCH}`);
  }

  async #order(
    machine: number,
    what: Pick<Order, "request"> & Partial<Pick<Order, "incidents">>,
  ): Promise<Answer> {
    const { world, folders } = this.#field;
    const folder = folders[machine]!;
    const answer = await this.#apps.sync(machine, {
      incidents: [],
      ...what,
      folder,
      host: nameOf(folder),
      environment: world.env,
      remote: world.remote,
      notes: this.#notesFile(machine),
      restart: this.#astray.has(machine) && await branchOf(world, folder) === BRANCH,
    });
    const isAstray = answer.kind === "ended" && await branchOf(world, folder) !== BRANCH;
    if (isAstray) this.#astray.add(machine);
    else this.#astray.delete(machine);
    return answer;
  }

  /** What was done during a sync. */
  async #notes(machine: number): Promise<NotedEdit[]> {
    const file = this.#notesFile(machine);
    const text = await Deno.readTextFile(file).catch(() => "");
    if (text !== "") await Deno.remove(file);
    return text.split("\n").filter(Boolean).map((line) => JSON.parse(line) as NotedEdit);
  }

  #notesFile(machine: number): string {
    return join(this.#field.world.folder, `notes-${machine}`);
  }

  async #notePersonal(machine: number): Promise<void> {
    const tree = scan(this.#field.folders[machine]!);
    for (const name of await this.#ignored(machine, tree)) {
      this.ledger.keepPersonal(machine, tree.get(name)?.bytes ?? "");
    }
  }

  async #noteSecrets(
    machine: number,
    { before, done }: { readonly before: Tree; readonly done: Done },
  ): Promise<void> {
    const { world, folders } = this.#field;
    const folder = folders[machine]!;
    const tree = scan(folder);
    if (done.touched.some((name) => name.split("/").at(-1) === ".gitignore")) {
      for (const seen of [before, tree]) this.secrets.release(seen);
    }
    this.secrets.note(tree, {
      tracked: await trackedIn(world, folder),
      ignored: new Set(await this.#ignored(machine, tree)),
    });
  }

  async #ignored(machine: number, tree: Tree): Promise<string[]> {
    const mayBeIgnored = (name: string) =>
      name.includes("private") || originalOf(name) !== undefined;
    if (![...tree.keys()].some(mayBeIgnored)) return [];
    const { world, folders } = this.#field;
    const folder = folders[machine]!;
    const ignored = await ignoredIn(world, folder);
    const privateCopies = [...tree.keys()].filter((name) => isPrivate(originalOf(name) ?? ""));
    if (!this.#isAttacked || privateCopies.length === 0) return ignored;
    // A copy of a private file stays here under any rules.
    const tracked = await trackedIn(world, folder);
    return [...ignored, ...privateCopies.filter((name) => !tracked.has(name))];
  }

  #machine(who: number): number {
    return who % this.#field.folders.length;
  }

  #numbers(): number {
    this.#nextText += MARKS_PER_EDIT;
    return this.#nextText;
  }
}

/** Whether a sync has come as far as to the remote: by then everything is saved. */
function hasSaved(outcome: SyncOutcome): boolean {
  if (outcome.kind === "synced") return true;
  return outcome.kind === "problem" &&
    ["offline", "remote not found", "hung"].includes(outcome.problem.kind);
}

function inWords(answer: Answer): string {
  if (answer.kind === "killed") return "killed";
  const { outcome, effects } = answer;
  const { saved, pushed, received, conflicts } = outcome.report;
  const did = { saved, pushed, received: received.map(({ path }) => path), conflicts };
  const why = outcome.kind === "problem" ? JSON.stringify(outcome.problem) : "";
  return `${outcome.kind} ${why} after ${effects} effects ${JSON.stringify(did)}`;
}

function doneInWords({ gone, written, touched }: Done): string {
  return `touched ${JSON.stringify(touched)}, gone ${gone.join("")}, new ${written.join("")}`;
}
