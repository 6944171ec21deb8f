// The settings as the text of their file.

import { HIDDEN_SECRET } from "../../src/adapters/window/api/settings.ts";
import { changeText, type Draft } from "./draft.ts";

export function TextForm({ edited }: { readonly edited: Draft }) {
  const hasSecret = edited.settings.text.includes(HIDDEN_SECRET);
  return (
    <div class="text-form">
      <textarea
        class="field"
        aria-label="The text of the file"
        aria-invalid={edited.mistakes.length > 0}
        spellcheck={false}
        autocomplete="off"
        rows={edited.settings.text.split("\n").length + 2}
        value={edited.text}
        onInput={({ currentTarget }) => changeText(currentTarget.value)}
      />
      {hasSecret && (
        <p class="quiet">
          Secrets are not shown here: where it says <code>{HIDDEN_SECRET}</code>, the secret stays.
        </p>
      )}
    </div>
  );
}
