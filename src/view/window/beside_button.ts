// What the menu says of a click on its line, for the window: there a button beside the text does it, which is reached
// by keyboard as well. Pure.

import { oneLine } from "../../system/text.ts";

/** Returns a text of the menu without its words about a click, on one line. */
export function besideButton(text: string): string {
  return oneLine(text)
    .replace(/^Click to ([a-z])/, (_, letter: string) => letter.toUpperCase())
    .replace(/^Click: /, "In a terminal: ")
    .replace(/, then click here: /, ", then remove the lock: ")
    .replace(/\? Click again$/, "? Press the button again");
}
