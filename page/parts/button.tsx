// A button, and one that performs something that takes its time.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { asRequestError } from "../session/load.ts";
import { say } from "./say.ts";

export interface ButtonProps {
  readonly children: ComponentChildren;
  /** It may take its time: meanwhile the button is busy, and what it throws is shown. */
  readonly onClick?: () => unknown;
  /**
   * `primary`: the one that most users want. `plain`: without a frame, for a row of a list. `danger`: it takes
   * something away.
   */
  readonly kind?: "primary" | "usual" | "plain" | "danger";
  readonly type?: "button" | "submit";
  readonly isDisabled?: boolean;
  /** The text for a screen reader, where the visible one is too short to stand alone. */
  readonly label?: string;
}

export function Button(props: ButtonProps) {
  const { children, onClick, kind = "usual", type = "button", isDisabled = false, label } = props;
  const [isBusy, setIsBusy] = useState(false);
  const click = async () => {
    if (isBusy || onClick === undefined) return;
    setIsBusy(true);
    try {
      await onClick();
    } catch (error) {
      say({ text: asRequestError(error).message, isFailure: true });
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <button
      type={type}
      class={`button ${kind}`}
      disabled={isDisabled}
      aria-label={label}
      aria-busy={isBusy}
      onClick={click}
    >
      {children}
    </button>
  );
}
