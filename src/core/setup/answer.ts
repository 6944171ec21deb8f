// The step from an answer of the user to the next known state. Pure.

import { isAbsolute, join } from "node:path";
import { type Address, looksLikeAddress, parseAddress } from "./address.ts";
import { type LiveInvitation, looksLikeCode, readJoinCode } from "./join_code.ts";
import type { Broker, Complaint, Known } from "./known.ts";
import type { Question } from "./step.ts";

/** Where the user stands: paths are meant from there. */
export interface AnswerContext {
  readonly home: string;
  readonly startedIn: string;
}

/** Returns what is known after an answer. Where it is not taken, it is the same with a complaint. */
export function answered(
  known: Known,
  { question, text, at }: {
    readonly question: Question;
    readonly text: string;
    readonly at: AnswerContext;
  },
): Known {
  const given = text.trim();
  const taken = take(known, { question, given, text, at });
  return typeof taken === "string" ? { ...known, complaint: said(taken) } : {
    ...known,
    complaint: undefined,
    ...taken,
  };
}

/** Returns what the command line gives. With a folder, the source is none: a path is that of a remote then. */
export function givenBy(
  { source, folder }: { readonly source: string | undefined; readonly folder: string | undefined },
  at: AnswerContext,
): Known {
  if (source === undefined) return {};
  const isRemote = folder !== undefined && !looksLikeCode(source) && !looksLikeAddress(source);
  const known: Known = isRemote
    ? { source: { kind: "address", url: absolute(source.trim(), at) } }
    : answered({}, { question: { kind: "source" }, text: source, at });
  if (folder === undefined || known.complaint !== undefined) return known;
  return answered(known, { question: { kind: "folder", usual: undefined }, text: folder, at });
}

function said(text: string): Complaint {
  return { kind: "text", text };
}

/** Returns what an answer adds, or why it is not taken. */
function take(
  known: Known,
  { question, given, text, at }: {
    readonly question: Question;
    readonly given: string;
    readonly text: string;
    readonly at: AnswerContext;
  },
): Partial<Known> | string {
  switch (question.kind) {
    case "source":
      return sourceOf(given, at, known);
    case "folder": {
      const path = given === "" ? question.usual : absolute(given, at);
      return path === undefined ? "expected a folder" : { folder: path, chosen: undefined };
    }
    case "address": {
      if (given === "" && question.usual !== undefined) return AGAIN;
      if (given === "") return "expected an address";
      const address = parseAddress(home(given, at));
      return typeof address === "string" ? address : { ...AGAIN, ...chosen(known, address) };
    }
    case "git":
      return { git: undefined };
    case "again":
      if (known.failedTask !== undefined) return { failedTask: undefined };
      return known.connected === undefined ? AGAIN : { connected: undefined };
    case "trust host":
      return yesOrNo(given, { yes: { mayTrust: true }, no: { isGivenUp: true } });
    case "ssh key":
      return { reached: undefined, sshKey: undefined, tries: (known.tries ?? 0) + 1 };
    case "helper":
      return yesOrNo(given, { yes: { maySetHelper: true }, no: { isGivenUp: true } });
    case "user": {
      const user = given || question.usual;
      return user === undefined ? "expected a name" : { user };
    }
    case "password":
      // Spaces may belong to it.
      return text === "" ? "expected a password or a token" : { password: text };
    case "branch": {
      const branch = question.branches.find((name) => name === given) ??
        question.branches[Number(given) - 1];
      return branch === undefined ? "expected one of these branches" : { branch };
    }
    case "merge":
      return yesOrNo(given, { yes: { mayMerge: true }, no: OTHER_FOLDER });
    case "risky files":
      return sentOf(given, question.firstSave.risky.length);
    case "committed":
      return yesOrNo(given, { yes: { maySendCommits: true }, no: { isGivenUp: true } });
    case "live":
      return liveOf(given);
    case "broker":
      return brokerOf(given);
    case "broker user":
      return { broker: { ...known.broker!, user: given } };
    case "broker password":
      return { broker: { ...known.broker!, password: text } };
    case "broker failed":
      return brokerAgain(given, known);
    case "start at login":
      return yesOrNo(given, { yes: { wantsLogin: true }, no: { wantsLogin: false } });
  }
}

/** The remote is asked once more. */
const AGAIN: Partial<Known> = {
  reached: undefined,
  hostKey: undefined,
  mayTrust: undefined,
  sshKey: undefined,
  user: undefined,
  password: undefined,
};

/** The folder is chosen anew. */
export const OTHER_FOLDER: Partial<Known> = {
  folder: undefined,
  chosen: undefined,
  firstSave: undefined,
  sent: undefined,
  maySendCommits: undefined,
};

function sourceOf(given: string, at: AnswerContext, { live }: Known): Partial<Known> | string {
  if (given === "") return "expected an address, a folder or a join code";
  if (looksLikeCode(given)) {
    const invitation = readJoinCode(given);
    return typeof invitation === "string" ? invitation : {
      source: { kind: "code", invitation },
      ...(live === undefined ? liveFrom(invitation.live) : {}),
    };
  }
  if (looksLikeAddress(given)) {
    const address = parseAddress(given);
    if (typeof address === "string") return `this cannot be an address: ${address}`;
    const { url, login } = address;
    return { source: { kind: "address", url }, ...login };
  }
  return { source: { kind: "folder" }, folder: absolute(given, at) };
}

function liveFrom(live: LiveInvitation | undefined): Partial<Known> {
  return { live: live === undefined ? { kind: "none" } : { kind: "invited", live } };
}

/** Takes an address in place of the one before; a login in it goes to git's helper alone. */
function chosen({ source }: Known, { url, login }: Address): Partial<Known> {
  const place = source?.kind === "address"
    ? { source: { kind: "address", url } as const }
    : { address: url };
  return { ...place, ...login };
}

/** Returns a path from where the user stands; a tilde is the home folder. */
function absolute(text: string, at: AnswerContext): string {
  const path = home(text, at);
  return withoutSlash(isAbsolute(path) ? path : join(at.startedIn, path));
}

function home(text: string, at: AnswerContext): string {
  return text === "~" || text.startsWith("~/") ? join(at.home, text.slice(1)) : text;
}

function withoutSlash(path: string): string {
  return join(path, ".").replace(/(?<=.)\/$/, "");
}

function yesOrNo(
  given: string,
  { yes, no }: { readonly yes: Partial<Known>; readonly no: Partial<Known> },
): Partial<Known> | string {
  if (/^y(?:es)?$/i.test(given)) return yes;
  return /^no?$/i.test(given) ? no : "expected yes or no";
}

/** Returns the positions of the risky files that are sent: numbers from 1, `all` or none. */
function sentOf(given: string, count: number): Partial<Known> | string {
  if (given === "") return { sent: [] };
  if (given.toLowerCase() === "all") return { sent: Array.from({ length: count }, (_, at) => at) };
  const numbers = given.split(/[\s,]+/).filter(Boolean).map(Number);
  const isRight = numbers.every((at) => Number.isInteger(at) && at >= 1 && at <= count);
  return isRight
    ? { sent: [...new Set(numbers.map((at) => at - 1))] }
    : `expected numbers from 1 to ${count}, "all", or nothing`;
}

function liveOf(given: string): Partial<Known> | string {
  switch (given) {
    case "1":
      return { live: { kind: "usual" } };
    case "2":
      return { wantsBroker: true };
    case "3":
      return { live: { kind: "none" } };
    default:
      return "expected 1, 2 or 3";
  }
}

/** Returns the broker that a text names: `HOST`, `HOST:PORT`, or the same behind `mqtt://` or `mqtts://`. */
function brokerOf(given: string): Partial<Known> | string {
  const expected = "expected HOST, HOST:PORT, or mqtts://HOST where it is encrypted";
  if (given.length > 300) return expected;
  const found = /^(?:(mqtts?):\/\/)?([^\s/@:+#]+|\[[\da-f:.]+\])(?::(\d{1,5}))?\/?$/i.exec(given);
  if (found === null) return expected;
  const [, scheme = "", host = "", port] = found;
  const isEncrypted = scheme.toLowerCase() === "mqtts" || scheme === "" && port === "8883";
  const number = port === undefined ? (isEncrypted ? 8883 : 1883) : Number(port);
  if (number < 1 || number > 65535 || host.startsWith("-")) return expected;
  const broker: Broker = { host: host.replace(/^\[|\]$/g, ""), port: number, isEncrypted };
  return { broker, brokerWorks: undefined };
}

function brokerAgain(given: string, { broker }: Known): Partial<Known> | string {
  switch (given) {
    case "1":
      return { brokerWorks: undefined };
    case "2":
      return { broker: undefined, brokerWorks: undefined };
    case "3":
      return { live: { kind: "own", broker: broker! } };
    case "4":
      return { live: { kind: "none" } };
    default:
      return "expected 1, 2, 3 or 4";
  }
}
