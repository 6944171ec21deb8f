// A list that comes page by page.

import { useEffect, useRef, useState } from "preact/hooks";
import type { PageStart } from "../../src/adapters/window/api/history.ts";
import { asRequestError } from "../session/load.ts";
import type { RequestError } from "../session/request.ts";

export interface OnePage<Item> {
  readonly items: readonly Item[];
  readonly next?: PageStart | undefined;
  readonly searchedTo?: number | undefined;
}

export interface Pages<Item> {
  readonly items: readonly Item[];
  /** Whether there are older ones, as far as that is known. */
  readonly isMore: boolean;
  readonly isLoading: boolean;
  readonly error: RequestError | undefined;
  /** The time to which was searched. */
  readonly searchedTo: number | undefined;
  /** Loads the next page. */
  more(): void;
  /** Begins anew. */
  reload(): void;
}

/**
 * Returns what was loaded so far. Where one of `inputs` changes, it begins anew; where `newest` does, only the
 * newest page is loaded again, and what is new in it goes before the others.
 */
export function usePages<Item>(
  load: (start: PageStart | undefined, signal: AbortSignal) => Promise<OnePage<Item>>,
  { inputs, newest, idOf }: {
    readonly inputs: readonly unknown[];
    readonly newest: unknown;
    readonly idOf: (item: Item) => string;
  },
): Pages<Item> {
  const [round, setRound] = useState(0);
  const key = JSON.stringify([...inputs, round]);
  const [state, setState] = useState<OnePage<Item> & { readonly key?: string }>({ items: [] });
  const [isLoading, setIsLoading] = useState(true);
  const [error, setError] = useState<RequestError>();
  const gone = useRef<AbortController>(undefined);
  const begin = (start: PageStart | undefined, take: (page: OnePage<Item>) => void) => {
    gone.current?.abort();
    const own = gone.current = new AbortController();
    setIsLoading(true);
    load(start, own.signal).then((page) => {
      if (own.signal.aborted) return;
      take(page);
      setError(undefined);
      setIsLoading(false);
    }, (reason) => {
      if (own.signal.aborted) return;
      setError(asRequestError(reason));
      setIsLoading(false);
    });
  };
  useEffect(() => {
    begin(undefined, (page) =>
      setState((before) => {
        if (before.key !== key) return { ...page, key };
        const known = new Set(before.items.map(idOf));
        const isJoined = page.items.some((item) => known.has(idOf(item)));
        if (!isJoined) return { ...page, key };
        const fresh = page.items.filter((item) => !known.has(idOf(item)));
        return { ...before, items: [...fresh, ...before.items] };
      }));
    return () => gone.current?.abort();
  }, [key, newest]);
  const isCurrent = state.key === key;
  return {
    items: isCurrent ? state.items : [],
    isMore: isCurrent && state.next !== undefined,
    isLoading,
    error,
    searchedTo: state.searchedTo,
    reload: () => setRound((before) => before + 1),
    more() {
      const { next } = state;
      if (isLoading || next === undefined) return;
      begin(
        next,
        (page) => setState((before) => ({ ...page, key, items: [...before.items, ...page.items] })),
      );
    },
  };
}
