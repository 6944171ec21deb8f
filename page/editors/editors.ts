// All of the editors, the larger part of the page: a file of its own, loaded with the first text that is shown.

export { type Merging, openMerge } from "./merge.ts";
export { showDiff, showText } from "./texts.ts";
