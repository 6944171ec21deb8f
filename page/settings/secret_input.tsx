// A secret: the page never has it, and can only replace or remove it.

import { useEffect, useRef, useState } from "preact/hooks";
import type { SettingKey, SettingValue } from "../../src/adapters/window/api/settings.ts";
import { Button } from "../parts/button.tsx";
import { changeKey, keepKey } from "./draft.ts";

/** The properties of an input for a key. */
export interface InputProps {
  readonly setting: SettingKey;
  readonly change: SettingValue | null | undefined;
  readonly id: string;
  readonly isWrong: boolean;
}

export function SecretInput({ setting, change, id, isWrong }: InputProps) {
  const [isOpen, setIsOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const about = { "aria-describedby": `${id}-about ${id}-mistake` };
  const verb = setting.isSet ? "Change" : "Set";
  const isEdited = typeof change === "string" || isOpen && change === undefined;
  useEffect(() => {
    if (isOpen) input.current?.focus();
  }, [isOpen]);
  // A saved value is not edited any more.
  useEffect(() => setIsOpen(false), [setting]);
  const stay = () => {
    setIsOpen(false);
    keepKey(setting);
  };
  if (!isEdited) {
    return (
      <>
        <output id={id} class="secret-state" {...about}>
          {change === null ? "Removed when saved" : setting.isSet ? "Set" : "Not set"}
        </output>
        <Button label={`${verb} ${setting.name}`} onClick={() => setIsOpen(true)}>{verb}</Button>
        {setting.isSet && (change === null
          ? <Button label={`Keep ${setting.name}`} onClick={stay}>Keep</Button>
          : (
            <Button label={`Remove ${setting.name}`} onClick={() => changeKey(setting, null)}>
              Remove
            </Button>
          ))}
      </>
    );
  }
  return (
    <>
      <input
        id={id}
        ref={input}
        class="field"
        type="password"
        autocomplete="new-password"
        aria-invalid={isWrong}
        {...about}
        value={typeof change === "string" ? change : ""}
        onInput={({ currentTarget }) => changeKey(setting, currentTarget.value)}
      />
      <Button label={`Leave ${setting.name} as it is`} onClick={stay}>Cancel</Button>
    </>
  );
}
