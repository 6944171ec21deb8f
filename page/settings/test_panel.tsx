// The test of the saved settings: what `--check` finds, line by line as it comes.

import { useEffect, useRef, useState } from "preact/hooks";
import { API } from "../../src/adapters/window/api/session.ts";
import type { TestLine } from "../../src/adapters/window/api/settings.ts";
import { Panel } from "../parts/panel.tsx";
import { asRequestError } from "../session/load.ts";
import { readLines } from "../session/request.ts";

/** Runs the test once, when it is first drawn. */
export function TestPanel() {
  const [lines, setLines] = useState<readonly TestLine[]>([]);
  const [error, setError] = useState<string>();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const gone = new AbortController();
    const { signal } = gone;
    readLines<TestLine>(API.test, (line) => setLines((before) => [...before, line]), { signal })
      .catch((error) => {
        if (!signal.aborted) setError(asRequestError(error).message);
      });
    return () => gone.abort();
  }, []);
  useEffect(() => panel.current?.scrollIntoView({ block: "nearest" }), [lines]);
  const end = lines.find(({ kind }) => kind === "end");
  const state = error ??
    (end === undefined ? "Testing…" : end.isOk ? "Everything works" : "Something does not work");
  return (
    <div class="test" ref={panel}>
      <Panel title="Test" more={<span role="status">{state}</span>}>
        <ul class="findings" aria-live="polite">
          {lines.map((line) =>
            line.kind === "finding" && (
              <li key={`${line.subject} ${line.text}`} class={line.isOk ? "good" : "bad"}>
                <span class="finding-mark">
                  <span aria-hidden="true">{line.isOk ? "✓" : "✗"}</span>
                  <span class="hidden-text">{line.isOk ? "Works:" : "Does not work:"}</span>
                </span>
                <span class="finding-subject">{line.subject}</span>
                <span>{line.text}</span>
              </li>
            )
          )}
        </ul>
      </Panel>
    </div>
  );
}
