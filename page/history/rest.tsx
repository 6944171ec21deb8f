// The end of a list that comes page by page.

import { Button } from "../parts/button.tsx";
import { shortMoment } from "../parts/times.ts";
import type { Pages } from "./pages.ts";

export function Rest<Item>({ pages, what }: {
  readonly pages: Pages<Item>;
  /** The label of the button, such as `Older Saves`. */
  readonly what: string;
}) {
  const { isMore, isLoading, error, searchedTo } = pages;
  if (!isMore && !isLoading && error === undefined) return null;
  return (
    <div class="rest" role="status">
      {error !== undefined && <p class="mistake">{error.message}</p>}
      {isLoading && <p class="quiet">Loading…</p>}
      {isMore && !isLoading && (
        <>
          <Button onClick={pages.more}>{what}</Button>
          {searchedTo !== undefined && (
            <span class="quiet">Searched back to {shortMoment(searchedTo)}</span>
          )}
        </>
      )}
    </div>
  );
}
