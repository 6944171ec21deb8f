// Addresses beside the one that is fetched from (git-config, "remote.<name>.pushurl", several "url"). Git
// remembers what one of them has; only asking each tells whether all have it.

import { remoteUrls, type Upstream } from "../values/git_config.ts";
import type { Repository } from "../repository/repository.ts";
import { branchesAt } from "./fetch.ts";
import { push } from "./push.ts";
import { GitError } from "../process/git.ts";
import { redact } from "../../../system/redact.ts";

/** An address, and which way it is used. */
export interface Destination {
  readonly url: string;
  /** The same without secrets. */
  readonly shown: string;
  readonly isPushed: boolean;
}

/** Returns the addresses of a remote, the one that is fetched from first. */
export function destinationsOf({ config }: Repository, remote: string): readonly Destination[] {
  const pushed = new Set(remoteUrls(config, remote, "push"));
  return [...new Set([...remoteUrls(config, remote, "fetch"), ...pushed])]
    .map((url) => ({ url, shown: redact(url), isPushed: pushed.has(url) }));
}

/** Which addresses have just shown that they have the branch: the one fetched from, all that are pushed to. */
export type Contact = "fetched" | "pushed" | "none";

/**
 * Makes sure that every address of the remote has the commit, and sends it where it is missing. `known` have
 * just shown that they do. Reports whether anything was sent. Throws `GitError` for the first address that
 * lacks it.
 */
export async function pushToDestinations(
  repository: Repository,
  { upstream, commit, known }: {
    readonly upstream: Upstream;
    readonly commit: string;
    readonly known: Contact;
  },
): Promise<boolean> {
  const all = destinationsOf(repository, upstream.remote);
  if (all.length === 1) return false;
  const [fetched] = all;
  let isSent = false;
  for (const destination of all) {
    const { url, shown, isPushed } = destination;
    const isFetched = destination === fetched;
    if (known === "fetched" && isFetched || known === "pushed" && isPushed) continue;
    try {
      const tip = (await branchesAt(repository, url)).get(upstream.ref);
      if (tip === commit) continue;
      const what = { upstream: { ...upstream, remote: url }, commit, tip: undefined };
      if (isPushed && await push(repository, what) !== "rejected") {
        isSent = true;
        continue;
      }
    } catch (error) {
      if (!(error instanceof GitError) || isFetched) throw error;
      throw destinationError(`${shown}: ${error.failure.detail}`);
    }
    throw lacking(shown, isPushed);
  }
  return isSent;
}

function lacking(shown: string, isPushed: boolean): GitError {
  const detail = isPushed
    ? "has commits that are not here"
    : "is fetched from, and does not have what was sent to the other address";
  return destinationError(`${shown} ${detail}`);
}

/**
 * Returns the error of one address of several. Unlike a remote that is away, it does not keep changes from being sent
 * to the others.
 */
function destinationError(detail: string): GitError {
  return new GitError({ kind: "addresses differ", detail }, "reach all addresses");
}
