// Steps of a test of one screen: each opens the page anew, with a server of its own.

import { quietNow } from "./canned.ts";
import type { TestBrowser, TestPage } from "./browser.ts";
import { type FakeAnswer, type FakeWindow, openFakeWindow } from "./fake_server.ts";

/** A page, and the server behind it. */
export type OpenScreen = TestPage & { readonly fake: FakeWindow };

/** A screen as each step finds it. */
export interface Screen {
  readonly browser: TestBrowser;
  /** Such as `/settings`. */
  readonly at: string;
  readonly answers: Readonly<Record<string, FakeAnswer>>;
  /** Waits until the screen is there. */
  readonly isThere: (page: TestPage["page"]) => Promise<void>;
}

/** Returns what makes a step of a name and a story. */
export function screenSteps(t: Deno.TestContext, { browser, at, answers, isThere }: Screen) {
  return (name: string, story: (opened: OpenScreen) => Promise<void>): Promise<boolean> =>
    t.step(name, async () => {
      await using fake = await openFakeWindow(quietNow());
      for (const [address, answer] of Object.entries(answers)) fake.answer(address, answer);
      await using opened = await browser.open(fake.at(at));
      await isThere(opened.page);
      await story({ ...opened, fake });
    });
}
