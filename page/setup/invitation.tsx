// The join code for another machine, as text and as a QR code.

import { useState } from "preact/hooks";
import { API } from "../../src/adapters/window/api/session.ts";
import type { WindowInvitation, WindowInvitations } from "../../src/adapters/window/api/setup.ts";
import { Button } from "../parts/button.tsx";
import { Panel } from "../parts/panel.tsx";
import { getJson } from "../session/request.ts";
import { Copied } from "./question.tsx";

export function Invitation() {
  const [shown, setShown] = useState<readonly WindowInvitation[]>();
  const show = async () => {
    setShown((await getJson<WindowInvitations>(API.invitations)).invitations);
  };
  return (
    <Panel title="Another machine">
      <div class="panel-body set-up-step">
        {shown === undefined
          ? (
            <>
              <p>A join code sets up your folder on another machine.</p>
              <div class="set-up-buttons">
                <Button kind="primary" onClick={show}>Show the Join Code</Button>
              </div>
            </>
          )
          : shown.map((one) => (
            <OneFolder key={one.name} invitation={one} isAlone={shown.length === 1} />
          ))}
      </div>
    </Panel>
  );
}

function OneFolder({ invitation, isAlone }: {
  readonly invitation: WindowInvitation;
  readonly isAlone: boolean;
}) {
  return (
    <div class="invitation">
      {!isAlone && <h3 class="file-name">{invitation.name}</h3>}
      {"error" in invitation ? <p class="notice bad">{invitation.error}</p> : (
        <>
          {invitation.lines.map((line) => <p key={line}>{line}</p>)}
          <Copied text={invitation.code} />
          <Squares rows={invitation.squares} />
        </>
      )}
    </div>
  );
}

/** Draws a QR code: dark on white in both themes, as readers want it. */
function Squares({ rows }: { readonly rows: readonly string[] }) {
  const path = rows.flatMap((row, y) =>
    [...row].flatMap((square, x) => square === "1" ? [`M${x} ${y}h1v1h-1z`] : [])
  ).join("");
  return (
    <svg
      class="squares"
      viewBox={`0 0 ${rows[0]?.length ?? 0} ${rows.length}`}
      role="img"
      aria-label="The join code as a QR code"
      shape-rendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
