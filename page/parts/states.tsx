// The screens in place of a value: nothing to see, not loaded yet, or not available.

import type { ComponentChildren } from "preact";
import type { Loaded } from "../session/load.ts";
import { Button } from "./button.tsx";

/** Says that there is nothing to see, and why. */
export function Empty({ title, children }: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
    </div>
  );
}

/** Draws a value that is loaded; before that, or when it failed, says so. */
export function Shown<T>({ of, children }: {
  readonly of: Loaded<T>;
  readonly children: (value: T) => ComponentChildren;
}) {
  const { value, error, isLoading } = of;
  return (
    <>
      {error !== undefined && (
        <div class="message failure" role="alert">
          <div class="message-text">
            <p>{error.message}</p>
          </div>
          <Button onClick={of.reload}>Try Again</Button>
        </div>
      )}
      {value === undefined
        ? isLoading && <p class="loading" role="status">Loading…</p>
        : children(value)}
    </>
  );
}
