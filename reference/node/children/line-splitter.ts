// A child's standard error cut into lines. It deliberately bounds a line's length: a child that
// never ends its line must not fill its parent.

import { logLineCharactersMax } from "../bounds.ts";

/** Returns a function for each chunk of text; `line` gets every line without its end. */
export function lineSplitter(line: (text: string) => void): (chunk: string) => void {
  let open = "";
  return (chunk) => {
    const [first = "", ...rest] = chunk.split("\n");
    open = (open + first).slice(0, logLineCharactersMax);
    for (const text of rest) {
      if (open !== "") line(open);
      open = text.slice(0, logLineCharactersMax);
    }
  };
}
