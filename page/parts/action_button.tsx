// A button that the server offers: a click that it performs, or the way to another screen.

import type { Button as Offered, Clicked } from "../../src/adapters/window/api/now.ts";
import { API } from "../../src/adapters/window/api/session.ts";
import { addressOf } from "../route.ts";
import { postJson } from "../session/request.ts";
import { Button, type ButtonProps } from "./button.tsx";
import { confirm } from "./confirm.tsx";
import { say } from "./say.ts";

export function ActionButton({ button, kind = "usual", about, details }: {
  readonly button: Offered;
  readonly kind?: NonNullable<ButtonProps["kind"]>;
  /** The purpose of the button, where its label alone does not say so: the name of a file. */
  readonly about?: string;
  /** Returns lines below its question. */
  readonly details?: () => Promise<readonly string[]>;
}) {
  const { label, action } = button;
  const spoken = about === undefined ? undefined : `${label}: ${about}`;
  if ("screen" in action) {
    return (
      <a class={`button ${kind}`} href={addressOf(action.screen)} aria-label={spoken}>{label}</a>
    );
  }
  const click = async () => {
    const { question, isDestructive = false } = action;
    if (question !== undefined) {
      const more = await details?.() ?? [];
      const asked = isDestructive
        ? { title: question, lines: more, isDestructive }
        : { title: label, lines: [question, ...more] };
      if (!await confirm({ ...asked, action: label })) return;
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
