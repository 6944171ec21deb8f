// A button that the server offers: a click that it performs, or the way to another screen.

import type { Button as Offered, Clicked } from "../../src/adapters/window/api/now.ts";
import { API } from "../../src/adapters/window/api/session.ts";
import { addressOf } from "../route.ts";
import { postJson } from "../session/request.ts";
import { Button, type ButtonProps } from "./button.tsx";
import { confirm } from "./confirm.tsx";
import { say } from "./say.ts";

export function ActionButton({ button, kind = "usual", about }: {
  readonly button: Offered;
  readonly kind?: NonNullable<ButtonProps["kind"]>;
  /** What the button is for, where its label alone does not say so: the name of a file. */
  readonly about?: string;
}) {
  const { label, action } = button;
  const spoken = about === undefined ? undefined : `${label}: ${about}`;
  if ("screen" in action) {
    return (
      <a class={`button ${kind}`} href={addressOf(action.screen)} aria-label={spoken}>{label}</a>
    );
  }
  const click = async () => {
    const { question } = action;
    if (question !== undefined) {
      if (!await confirm({ title: label, lines: [question], action: label })) return;
    }
    const { said } = await postJson<Clicked>(API.click, { click: action.click });
    say(said === undefined ? undefined : { text: said });
  };
  return (
    <Button kind={kind} onClick={click} {...(spoken === undefined ? {} : { label: spoken })}>
      {label}
    </Button>
  );
}
