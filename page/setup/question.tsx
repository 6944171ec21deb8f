// One question of set-up: a field, a choice, or a button.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { API } from "../../src/adapters/window/api/session.ts";
import type { SetupTaken, ShownSetupQuestion } from "../../src/adapters/window/api/setup.ts";
import { Button } from "../parts/button.tsx";
import { say } from "../parts/say.ts";
import { postJson } from "../session/request.ts";

export function Question({ id, question }: {
  readonly id: number;
  readonly question: ShownSetupQuestion;
}) {
  const { lines, choices, items, button, copied } = question;
  const answer = async (text: string) => {
    await postJson<SetupTaken>(API.answerSetup, { id, text });
  };
  return (
    <div class="question">
      {lines.filter((line) => line !== copied).map((line) => <p key={line}>{line}</p>)}
      {copied !== undefined && <Copied text={copied} />}
      {choices !== undefined
        ? <Choices question={question} choices={choices} answer={answer} />
        : items !== undefined
        ? <Items items={items} answer={answer} />
        : button !== undefined
        ? <Button kind="primary" onClick={() => answer("")}>{button}</Button>
        : <Field question={question} answer={answer} />}
    </div>
  );
}

interface Answering {
  readonly answer: (text: string) => Promise<void>;
}

function Field({ question, answer }: Answering & { readonly question: ShownSetupQuestion }) {
  const { prompt, usual = "", isSecret } = question;
  const [text, setText] = useState(usual);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => input.current?.focus(), []);
  const send = (event: Event) => {
    event.preventDefault();
    void answer(text).catch((error: Error) => say({ text: error.message, isFailure: true }));
  };
  const about = {
    id,
    ref: input,
    class: "field",
    value: text,
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      setText(currentTarget.value),
  };
  return (
    <form class="set-up-field" onSubmit={send}>
      <label for={id}>{prompt}</label>
      {isSecret ? <input {...about} type="password" autocomplete="new-password" /> : (
        <input
          {...about}
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
        />
      )}
      <Button kind="primary" type="submit">Next</Button>
    </form>
  );
}

function Choices({ question, choices, answer }: Answering & {
  readonly question: ShownSetupQuestion;
  readonly choices: NonNullable<ShownSetupQuestion["choices"]>;
}) {
  const id = useId();
  return (
    <div
      class={choices.some(({ text }) => text.length > 40)
        ? "set-up-choices long"
        : "set-up-choices"}
      role="group"
      aria-labelledby={id}
    >
      <p id={id} class="set-up-prompt">{question.prompt}</p>
      {choices.map(({ answer: text, text: label }) => (
        <Button
          key={text}
          onClick={() => answer(text)}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}

function Items({ items, answer }: Answering & {
  readonly items: NonNullable<ShownSetupQuestion["items"]>;
}) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const choose = (at: number, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(at);
    else next.delete(at);
    setChosen(next);
  };
  const numbers = [...chosen].map((at) => at + 1).join(",");
  return (
    <>
      <ul class="set-up-items" aria-label="Files to send all the same">
        {items.map(({ name, about }, at) => (
          <li key={at}>
            <label>
              <input
                type="checkbox"
                checked={chosen.has(at)}
                onChange={({ currentTarget }) => choose(at, currentTarget.checked)}
              />
              <span class="file-name">{name}</span> <span class="quiet">{about}</span>
            </label>
          </li>
        ))}
      </ul>
      <Button kind="primary" onClick={() => answer(numbers)}>
        {chosen.size === 0 ? "Keep All of Them Here" : `Send ${chosen.size}, Keep the Others Here`}
      </Button>
    </>
  );
}

/** A text that the user takes elsewhere. */
export function Copied({ text }: { readonly text: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    say({ text: "Copied" });
  };
  return (
    <div class="copied">
      <code>{text}</code>
      <Button onClick={copy}>Copy</Button>
    </div>
  );
}
