// Field lists as rows, and the requests that the tests of messages begin with.

import { FieldList } from "../../hpack/field-list.ts";

export type Row = readonly [name: string, value: string];

export function listOf(rows: readonly Row[]): FieldList {
  const list = new FieldList();
  for (const [name, value] of rows) list.add(name, value);
  return list;
}

export const GET: readonly Row[] = [
  [":method", "GET"],
  [":scheme", "https"],
  [":authority", "example.org"],
  [":path", "/a?b=c"],
];
export const POST: readonly Row[] = [[":method", "POST"], ...GET.slice(1)];
export const CONNECT: readonly Row[] = [
  [":method", "CONNECT"],
  [":authority", "example.org:443"],
];

/** With one of the rows of a GET changed, or left out. */
export function but(name: string, value?: string): readonly Row[] {
  const changed: readonly Row[] = value === undefined ? [] : [[name, value]];
  return GET.flatMap((row) => (row[0] === name ? changed : [row]));
}
