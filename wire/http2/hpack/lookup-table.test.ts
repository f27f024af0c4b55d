import { expect, test } from "vitest";
import { LookupTable } from "./lookup-table.ts";

test("an entry larger than the table leaves nothing to be found", () => {
  const table = new LookupTable(100);
  table.insert("name", "value");
  expect(table.findValue(table.findName("name"), "value")).toBe(0);
  table.insert("name", "v".repeat(65));
  expect([table.findName("name"), table.count, table.bytes]).toEqual([-1, 0, 0]);
});
