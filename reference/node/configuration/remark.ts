// What there is to say about a configuration, and where.

import type { Position } from "./key-positions.ts";

export interface Remark extends Position {
  readonly file: string;
  readonly message: string;
}

/** `file:line:column: message`, the form that editors follow. */
export function remarkText(remark: Remark): string {
  return `${remark.file}:${remark.line}:${remark.column}: ${remark.message}`;
}
