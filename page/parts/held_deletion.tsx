// A deletion that waits here: what it is about, its files, and the choices.

import { useEffect, useState } from "preact/hooks";
import type { Deletion, HeldFiles } from "../../src/adapters/window/api/now.ts";
import { API, visibleName } from "../../src/adapters/window/api/session.ts";
import { addressOf } from "../route.ts";
import { useLoaded } from "../session/load.ts";
import { getJson } from "../session/request.ts";
import { ActionButton } from "./action_button.tsx";
import { Button } from "./button.tsx";
import { FileName } from "./name.tsx";
import { Row, Rows } from "./rows.tsx";
import { counted } from "./times.ts";

/** Names in the notice and in the question. */
const FEW = 3;

/** A deletion, with all of its files or the first of them. */
export function DeletionNotice({ deletion, isWhole = false }: {
  readonly deletion: Deletion;
  readonly isWhole?: boolean;
}) {
  const { text, buttons, held } = deletion;
  const { paths, count, more } = useHeldFiles(held);
  const named = inWords({ paths, count });
  const details = async () => [
    inWords(await heldFiles(0)),
    "The history keeps them: they can be restored from there.",
  ];
  return (
    <div class="notice">
      <div class="notice-text">
        <p>{text}</p>
        {paths.length > 0 && !isWhole && (
          <p>
            <a href={addressOf("history", { view: "deleted" })}>{named}</a>
          </p>
        )}
      </div>
      <div class="notice-buttons">
        {buttons.map((button) => (
          <ActionButton key={button.label} button={button} details={details} />
        ))}
      </div>
      {isWhole && paths.length > 0 && (
        <div class="notice-list" tabIndex={0} role="group" aria-label="All of them">
          <Rows label="Files that wait">
            {paths.map((path) => (
              <Row key={path}>
                <FileName path={path} />
              </Row>
            ))}
          </Rows>
          {count > paths.length && (
            <div class="rest">
              <Button onClick={more}>More</Button>
              <span class="quiet">{counted(count - paths.length, "other", "others")}</span>
            </div>
          )}
        </div>
      )}
    </div>
  );
}

/** Returns the first names, and how many more there are. */
function inWords({ paths, count }: HeldFiles): string {
  const few = paths.slice(0, FEW);
  const others = count - few.length;
  const names = few.map(visibleName).join(", ");
  return others > 0 ? `${names} and ${counted(others, "other file")}` : names;
}

/** Returns the names of the files that wait, as far as they were asked for; of no deletion none. */
function useHeldFiles(held: number | undefined) {
  const first = useLoaded(
    async (signal) => held === undefined ? { paths: [], count: 0 } : await heldFiles(0, { signal }),
    [held],
  );
  const { value = { paths: [], count: 0 } } = first;
  const [rest, setRest] = useState<readonly string[]>([]);
  useEffect(() => setRest([]), [value]);
  const paths = [...value.paths, ...rest];
  return {
    paths,
    count: value.count,
    async more() {
      const next = await heldFiles(paths.length);
      setRest([...rest, ...next.paths]);
    },
  };
}

async function heldFiles(
  skip: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<HeldFiles> {
  return await getJson<HeldFiles>(API.held, { query: { skip }, ...options });
}
