// Texts to be read, in editors that are loaded when they are needed.

import { useEffect, useRef } from "preact/hooks";
import type { TextSide } from "../editors/texts.ts";
import { useEditors } from "./load_editors.ts";
import { useIsWide } from "./wide.ts";

/** Two texts with what differs. */
export function TextDiff({ before, after }: {
  readonly before: TextSide;
  readonly after: TextSide;
}) {
  const isWide = useIsWide();
  const editors = useEditors();
  const place = useRef<HTMLDivElement>(null);
  const isSame = before.text === after.text;
  useEffect(() => {
    if (!isSame) return editors?.showDiff(place.current!, { before, after, isWide });
  }, [editors, isWide, isSame, before.text, after.text, before.label, after.label]);
  if (isSame) return <p class="compare-same">Both are the same.</p>;
  return <div class="text-diff" ref={place} />;
}

/** One text; with `against`, the lines that differ from that one are marked. */
export function PlainText({ text, label, against }: TextSide & { readonly against?: string }) {
  const editors = useEditors();
  const place = useRef<HTMLDivElement>(null);
  useEffect(
    () => editors?.showText(place.current!, { text, label, against }),
    [editors, text, label, against],
  );
  return <div class="text-diff" ref={place} />;
}
