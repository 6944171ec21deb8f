// One key of the settings: its name, the sentence about it, its value, and what is wrong with that.

import { useId } from "preact/hooks";
import type { SettingKey, SettingValue } from "../../src/adapters/window/api/settings.ts";
import { Button } from "../parts/button.tsx";
import { type InputProps, SecretInput } from "./secret_input.tsx";
import { Sentence } from "./sentence.tsx";

export interface FieldProps {
  readonly setting: SettingKey;
  /** The value that it was given, `null` when it was removed, `undefined` when it stays. */
  readonly change: SettingValue | null | undefined;
  readonly mistake: string | undefined;
  /** Takes another value; `null` takes the key out of the file. */
  readonly onChange: (value: SettingValue | null) => void;
  /** Nothing holds in place of the value. */
  readonly isNeeded?: boolean;
}

export function Field({ setting, change, mistake, onChange, isNeeded = false }: FieldProps) {
  const id = useId();
  const isThere = change === undefined ? setting.isSet : change !== null;
  const hasDefault = isThere && setting.type.kind !== "secret" && !isNeeded;
  return (
    <div class={change === undefined ? "setting" : "setting changed"}>
      <div class="setting-about">
        <label for={id} class="setting-name">{setting.name}</label>
        <p class="quiet" id={`${id}-about`}>
          <Sentence text={setting.sentence} />
        </p>
      </div>
      <div class="setting-value">
        <div class="setting-input">
          <Input {...{ setting, change, id, onChange }} isWrong={mistake !== undefined} />
          {hasDefault && (
            <Button
              kind="plain"
              label={`Use Default: ${setting.name}`}
              onClick={() => onChange(null)}
            >
              Use Default
            </Button>
          )}
        </div>
        <p class="mistake" id={`${id}-mistake`} aria-live="polite">{mistake}</p>
      </div>
    </div>
  );
}

function Input(props: InputProps & Pick<FieldProps, "onChange">) {
  const { setting, change, id, isWrong, onChange } = props;
  const { type } = setting;
  const value = change === undefined ? setting.value : change ?? undefined;
  const described = {
    id,
    "aria-describedby": `${id}-about ${id}-mistake`,
    "aria-invalid": isWrong,
  };
  switch (type.kind) {
    case "secret":
      return <SecretInput {...props} />;
    case "flag":
      return (
        <input
          {...described}
          type="checkbox"
          checked={(value ?? setting.default) === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <select
          {...described}
          class="field"
          value={String(value ?? setting.default ?? "")}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        >
          {choicesOf(type.choices, value).map((choice) => <option key={choice}>{choice}</option>)}
        </select>
      );
    default:
      return (
        <input
          {...described}
          class={`field ${type.kind}`}
          type="text"
          inputMode={type.kind === "number" ? "numeric" : "text"}
          spellcheck={false}
          autocomplete="off"
          value={textOf(value)}
          placeholder={setting.default === undefined ? "" : String(setting.default)}
          onInput={({ currentTarget }) => onChange(valueOf(currentTarget.value, setting))}
        />
      );
  }
}

/** Returns the choices, and a value that the file has though it is none of them. */
function choicesOf(choices: readonly string[], value: unknown): readonly string[] {
  return typeof value === "string" && !choices.includes(value) ? [value, ...choices] : choices;
}

/** Returns a value of the file as text; one of a wrong type as JSON, so that it is seen. */
function textOf(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Returns the value that a text stands for. A text that is no number stays one, so that the check names it. */
function valueOf(text: string, { type, isSet }: SettingKey): SettingValue | null {
  const trimmed = text.trim();
  if (trimmed === "" && (type.kind === "number" || !isSet)) return null;
  if (type.kind !== "number") return text;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : text;
}
