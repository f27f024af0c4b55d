// Bytes as people look at them: offset, eight bytes, characters. The eight bytes of a frame's length
// are its first row, and stand out.

import { element, type Child } from "./element.ts";

const rowBytes = 8;

export function hexView(hex: string, total: number): HTMLElement {
  const bytes = hex.match(/../g) ?? [];
  const rows: Child[] = [];
  for (let offset = 0; offset < bytes.length; offset += rowBytes) {
    const row = bytes.slice(offset, offset + rowBytes);
    const digits = row.join(" ").padEnd(3 * rowBytes - 1);
    rows.push(
      element("span", { class: "offset" }, offset.toString(16).padStart(4, "0")),
      "  ",
      offset === 0 ? element("mark", { title: "the frame's length" }, digits) : digits,
      "  ",
      element("span", { class: "characters" }, row.map(characterOf).join("")),
      "\n",
    );
  }
  const left = total - bytes.length;
  if (left > 0) rows.push(`… ${left} more bytes`);
  return element(
    "pre",
    { class: "hex", tabindex: 0, "aria-label": "bytes of the message" },
    ...rows,
  );
}

function characterOf(byte: string): string {
  const code = Number.parseInt(byte, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : "·";
}
