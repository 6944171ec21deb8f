// Values that a screen asks the server for.

import { useCallback, useEffect, useState } from "preact/hooks";
import { RequestError } from "./request.ts";

export interface Loaded<T> {
  /** The newest value; it stays while another one is loaded. */
  readonly value: T | undefined;
  /** Why the newest request failed. */
  readonly error: RequestError | undefined;
  readonly isLoading: boolean;
  /** Asks once more. */
  reload(): void;
}

/**
 * Returns what `load` answers, and asks again when one of `inputs` changes. `load` is given a signal that is
 * aborted when its answer is not needed any more.
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
): Loaded<T> {
  const [count, setCount] = useState(0);
  const [state, setState] = useState<Omit<Loaded<T>, "reload">>({
    value: undefined,
    error: undefined,
    isLoading: true,
  });
  useEffect(() => {
    const gone = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    load(gone.signal).then(
      (value) => {
        if (!gone.signal.aborted) setState({ value, error: undefined, isLoading: false });
      },
      (error) => {
        if (gone.signal.aborted) return;
        setState((before) => ({ ...before, error: asRequestError(error), isLoading: false }));
      },
    );
    return () => gone.abort();
  }, [...inputs, count]);
  const reload = useCallback(() => setCount((before) => before + 1), []);
  return { ...state, reload };
}

/** Returns an error as one of a request, whose message is one line. */
export function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  return new RequestError(error instanceof Error ? error.message : String(error), "failed");
}
