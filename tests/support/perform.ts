// A process that does one deed on the desktop, named by its first argument, for a system that its second
// one names: its PATH decides which programs there are.

import {
  copyText,
  editFile,
  notify,
  openFile,
  openFolder,
  openTerminal,
  runInTerminal,
  showFile,
} from "../../src/adapters/desktop/desktop.ts";

if (import.meta.main) {
  const [deed = "", system = "", first = "", second = ""] = Deno.args;
  const deeds: Record<string, () => Promise<void>> = {
    showFile: () => showFile(first, system),
    openFolder: () => openFolder(first, system),
    openTerminal: () => openTerminal(first, system),
    runInTerminal: () => runInTerminal(first, system),
    copyText: () => copyText(first, system),
    openFile: () => openFile(first, system),
    editFile: () => editFile(first, system),
    notify: () => notify({ title: first, text: second }, system),
  };
  try {
    await deeds[deed]!();
  } catch (error) {
    await Deno.stdout.write(new TextEncoder().encode((error as Error).message));
  }
}
