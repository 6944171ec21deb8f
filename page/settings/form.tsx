// The settings as a form, made from the keys that the server names.

import { Panel } from "../parts/panel.tsx";
import { changeKey, type Draft } from "./draft.ts";
import { Field } from "./field.tsx";
import { FoldersForm } from "./folders_form.tsx";

export function Form({ edited }: { readonly edited: Draft }) {
  const groups = Map.groupBy(edited.settings.keys, ({ group }) => group);
  return (
    <div class="settings-groups">
      {[...groups].map(([group, keys]) => (
        <Panel key={group} title={group}>
          {keys.map((key) => (
            <Field
              key={key.name}
              setting={key}
              change={edited.changes[key.name]}
              mistake={edited.mistakes.find((one) => one.key === key.name)?.message}
              onChange={(value) => changeKey(key, value)}
            />
          ))}
        </Panel>
      ))}
      <FoldersForm edited={edited} />
    </div>
  );
}
