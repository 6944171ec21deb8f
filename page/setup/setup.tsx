// The screen Set Up: the questions of set-up, and the join code for another machine.

import { useEffect, useState } from "preact/hooks";
import { API } from "../../src/adapters/window/api/session.ts";
import type { SetupTaken, ShownSetup as State } from "../../src/adapters/window/api/setup.ts";
import { Button } from "../parts/button.tsx";
import { Panel } from "../parts/panel.tsx";
import { asRequestError } from "../session/load.ts";
import { postJson, readLines } from "../session/request.ts";
import { Invitation } from "./invitation.tsx";
import { Question } from "./question.tsx";

export function SetupScreen({ query }: { readonly query: Readonly<Record<string, string>> }) {
  const [state, error] = useSetup();
  return (
    <div class="set-up">
      <h1>Set Up</h1>
      {error !== undefined && <p class="notice bad" role="alert">{error}</p>}
      {query.add !== undefined && <Invitation />}
      {state !== undefined && <Steps state={state} />}
      {query.add === undefined && <Invitation />}
    </div>
  );
}

/** Returns the state of set-up as it changes, and why it cannot be followed. */
function useSetup(): readonly [State | undefined, string | undefined] {
  const [state, setState] = useState<State>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    const gone = new AbortController();
    const { signal } = gone;
    readLines<State>(API.setup, setState, { signal }).catch((error) => {
      if (!signal.aborted) setError(asRequestError(error).message);
    });
    return () => gone.abort();
  }, []);
  return [state, error];
}

const begin = () => postJson<SetupTaken>(API.beginSetup, {});
const giveUp = () => postJson<SetupTaken>(API.giveUpSetup, {});

function Steps({ state: { step, lines } }: { readonly state: State }) {
  if (step.kind === "none") {
    return (
      <Panel title="A folder on this machine">
        <div class="panel-body set-up-step">
          <p>
            Keep a folder in sync with a repository of yours, or with another machine by its join
            code. It asks step by step, and syncs nothing before you have answered.
          </p>
          <div class="set-up-buttons">
            <Button kind="primary" onClick={begin}>Set Up a Folder</Button>
          </div>
        </div>
      </Panel>
    );
  }
  return (
    <Panel title="A folder on this machine">
      <div class="panel-body set-up-step">
        {lines.length > 0 && (
          <ul class="set-up-done quiet" aria-label="What was done so far">
            {lines.map((line, at) => <li key={at}>{line}</li>)}
          </ul>
        )}
        {step.kind === "doing" && (
          <p role="status" class="set-up-doing">{step.progress ?? "One moment…"}</p>
        )}
        {step.kind === "question" && (
          <>
            {step.complaint !== undefined && (
              <p class="notice bad" role="alert">{step.complaint}</p>
            )}
            <Question key={step.id} id={step.id} question={step.question} />
          </>
        )}
        {step.kind === "end" && (
          <div role="status" class={step.isDone ? "set-up-end" : "set-up-end failed"}>
            {step.lines.map((line) => <p key={line}>{line}</p>)}
          </div>
        )}
        <div class="set-up-buttons">
          {step.kind === "end"
            ? <Button onClick={begin}>Set Up Another Folder</Button>
            : <Button kind="plain" onClick={giveUp}>Give Up</Button>}
        </div>
      </div>
    </Panel>
  );
}
