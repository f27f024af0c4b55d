import fc from "fast-check";
import { expect, test } from "vitest";
import { EndpointTable } from "./endpoint-table.ts";

interface Held {
  readonly conn: number;
}

const steps = fc.array(fc.record({ add: fc.boolean(), conn: fc.integer({ min: 1, max: 60 }) }), {
  maxLength: 200,
});

test("finds what a Map finds, whatever was removed before", () => {
  fc.assert(
    fc.property(steps, (program) => {
      const table = new EndpointTable<Held>();
      const model = new Map<number, Held>();
      const add = (conn: number): void => {
        const endpoint = { conn };
        table.add(endpoint);
        model.set(conn, endpoint);
      };
      const remove = (conn: number): void => {
        table.remove(conn);
        model.delete(conn);
      };
      for (const { add: adds, conn } of program) {
        const act = adds && !model.has(conn) ? add : remove;
        act(conn);
        for (let each = 0; each <= 61; each++) expect(table.get(each)).toBe(model.get(each));
      }
      expect(table.size).toBe(model.size);
      expect(table.all().map((endpoint) => endpoint.conn)).toEqual(
        [...model.keys()].sort((one, other) => one - other),
      );
    }),
  );
});

test("a long-lived connection and many short ones do not make it grow", () => {
  const table = new EndpointTable<Held>();
  table.add({ conn: 2 });
  for (let conn = 4; conn < 200_000; conn += 2) {
    table.add({ conn });
    table.remove(conn);
  }
  expect(table.size).toBe(1);
  expect(table.get(2)?.conn).toBe(2);
  expect(table.capacity).toBe(8);
});
