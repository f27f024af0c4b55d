// The line that shows a run again, and a button that copies it.

import { button, element } from "./element.ts";

const saidMillis = 1_500;

export function copyButton(line: string): HTMLElement {
  const code = element("code", { "data-field": "replay" }, line);
  const said = element("span", { role: "status" });
  const act = button("Copy replay", `copy: ${line}`, () => {
    void copy(line, code).then((isCopied) => {
      said.textContent = isCopied ? "copied" : "select and copy";
      setTimeout(() => (said.textContent = ""), saidMillis);
    });
  });
  return element("span", { class: "replay" }, code, act, said);
}

/** Where a page may not write to the clipboard the line is selected instead. */
async function copy(line: string, code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(line);
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
