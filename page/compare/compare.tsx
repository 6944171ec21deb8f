// Two versions of a file next to each other, whatever they are.

import type { ComponentChildren } from "preact";
import { Button } from "../parts/button.tsx";
import { Shown } from "../parts/states.tsx";
import { size } from "../parts/times.ts";
import { useLoaded } from "../session/load.ts";
import { contentAt, saveCopy, type ShownContent, type VersionAddress } from "./content.ts";
import { Picture } from "./picture.tsx";
import { PlainText, TextDiff } from "./text_diff.tsx";

/** A version and whose it is. */
export interface ShownSide {
  readonly place: VersionAddress;
  /** As `laptop, 14:02`. */
  readonly label: string;
}

/** Shows what is different in `after`; without `before` all of it. */
export function Compare({ before, after }: {
  readonly before: ShownSide | undefined;
  readonly after: ShownSide;
}) {
  const sides = before === undefined ? [after] : [before, after];
  const loaded = useLoaded(
    (signal) =>
      Promise.all(sides.map(async ({ place, label }) => ({
        label,
        content: await contentAt(place, signal),
      }))),
    sides.map(({ place: { id, path } }) => `${id} ${path}`),
  );
  return (
    <div class={loaded.isLoading ? "compare is-loading" : "compare"}>
      <div class="compare-heads">
        {sides.map(({ label, place }) => (
          <div class="compare-head" key={label}>
            <span>{label}</span>
            <Button kind="plain" label={`Open a copy of ${label}`} onClick={() => saveCopy(place)}>
              Open a Copy
            </Button>
          </div>
        ))}
      </div>
      <Shown of={loaded}>{(versions) => <Contents versions={versions} />}</Shown>
    </div>
  );
}

interface Version {
  readonly label: string;
  readonly content: ShownContent;
}

function Contents({ versions }: { readonly versions: readonly Version[] }): ComponentChildren {
  return (
    <>
      <EncodingNote contents={versions.map(({ content }) => content)} />
      <SideBySide versions={versions} />
    </>
  );
}

/** Says that texts are shown in another encoding than UTF-8. */
export function EncodingNote({ contents }: {
  readonly contents: readonly (ShownContent | undefined)[];
}): ComponentChildren {
  const found = new Set(
    contents.flatMap((content) => content?.kind === "text" ? content.encoding ?? [] : []),
  );
  if (found.size === 0) return null;
  return (
    <p class="panel-note">
      Not UTF-8: shown as {[...found].join(" and ")}. Its bytes stay as they are.
    </p>
  );
}

function SideBySide({ versions }: { readonly versions: readonly Version[] }): ComponentChildren {
  const [first, second] = versions;
  if (first?.content.kind === "text" && second?.content.kind === "text") {
    return (
      <TextDiff
        before={{ label: first.label, text: first.content.text }}
        after={{ label: second.label, text: second.content.text }}
      />
    );
  }
  return (
    <div class="compare-columns">
      {versions.map(({ label, content }) => (
        <div key={label}>
          <OneContent content={content} label={label} />
        </div>
      ))}
    </div>
  );
}

export function OneContent({ content, label, against }: {
  readonly content: ShownContent;
  readonly label: string;
  /** A content of which what differs is marked. */
  readonly against?: ShownContent | undefined;
}) {
  switch (content.kind) {
    case "text":
      return (
        <PlainText
          text={content.text}
          label={label}
          {...(against?.kind === "text" ? { against: against.text } : {})}
        />
      );
    case "picture":
      return <Picture blob={content.blob} label={label} />;
    case "other":
      return <p class="compare-other">{size(content.blob.size)}, no text and no picture</p>;
    case "none":
      return <p class="compare-other">{content.why}</p>;
  }
}
