// The message line: what came of the last action.

import { useStore } from "../session/store.ts";
import { Button } from "./button.tsx";
import { message, say } from "./say.ts";

export function MessageLine() {
  const shown = useStore(message);
  const lines = shown === undefined ? [] : [shown.text].flat();
  const { action } = shown ?? {};
  return (
    <div class="messages" role={shown?.isFailure === true ? "alert" : "status"}>
      {lines.length > 0 && (
        <div class={shown?.isFailure === true ? "message failure" : "message"}>
          <div class="message-text">{lines.map((line) => <p key={line}>{line}</p>)}</div>
          {action !== undefined && <Button onClick={() => action.run()}>{action.label}</Button>}
          <Button kind="plain" label="Close this message" onClick={() => say(undefined)}>
            Close
          </Button>
        </div>
      )}
    </div>
  );
}
