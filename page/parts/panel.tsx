// A part of a screen with a heading of its own.

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export function Panel({ title, more, children }: {
  readonly title: ComponentChildren;
  /** The content at the end of the heading. */
  readonly more?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
        {more !== undefined && <div class="quiet">{more}</div>}
      </div>
      {children}
    </section>
  );
}
