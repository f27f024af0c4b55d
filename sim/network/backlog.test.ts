import fc from "fast-check";
import { expect, test } from "vitest";
import { Arena } from "./arena.ts";
import { Backlog } from "./backlog.ts";

const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant("write" as const),
      which: fc.nat(2),
      length: fc.integer({ min: 1, max: 300 }),
    }),
    fc.record({
      do: fc.constant("take" as const),
      which: fc.nat(2),
      length: fc.integer({ min: 1, max: 400 }),
    }),
    fc.record({ do: fc.constant("join" as const), which: fc.nat(2), length: fc.nat(50) }),
  ),
  { maxLength: 200 },
);

/** Bytes and segment lengths as plain lists. */
interface Model {
  bytes: number[];
  segments: number[];
}

test("three backlogs in one arena behave as three lists, however they grow and wrap", () => {
  fc.assert(
    fc.property(steps, (program) => {
      const arena = new Arena();
      const rings = [0, 1, 2].map(() => new Backlog(arena));
      const models: Model[] = rings.map(() => ({ bytes: [], segments: [] }));
      let next = 0;
      const write = (ring: Backlog, model: Model, length: number): void => {
        const bytes = Uint8Array.from({ length }, () => (next += 7));
        ring.appendBytes(bytes, length);
        ring.pushSegment(0, length);
        model.bytes.push(...bytes);
        model.segments.push(length);
      };
      const take = (ring: Backlog, model: Model, most: number): void => {
        const [oldest = 0, ...rest] = model.segments;
        const length = Math.min(most, oldest);
        const seen = new Uint8Array(length);
        ring.copyBytes(seen, length);
        expect([...seen]).toEqual(model.bytes.splice(0, length));
        model.segments = length === oldest ? rest : [oldest - length, ...rest];
        const consume = length === oldest ? "consumeSegment" : "consumePart";
        ring[consume](length);
      };
      const join = (ring: Backlog, model: Model): void => {
        ring.joinSegments(0);
        model.segments = [model.segments.reduce((sum, length) => sum + length, 0)];
      };
      for (const step of program) {
        const ring = rings[step.which]!;
        const model = models[step.which]!;
        const act = { write, take, join }[model.segments.length === 0 ? "write" : step.do];
        act(ring, model, step.length + 1);
        expect(ring.storedBytes).toBe(model.bytes.length);
        expect(ring.segmentLengths()).toEqual(model.segments);
      }
    }),
  );
});

test("arrivals never go back", () => {
  const backlog = new Backlog(new Arena());
  backlog.pushSegment(10, 1);
  backlog.pushSegment(5, 1);
  backlog.pushSegment(12, 1);
  expect(backlog.arrival).toBe(10);
  backlog.dropSegment();
  expect(backlog.arrival).toBe(10);
  backlog.dropSegment();
  expect(backlog.arrival).toBe(12);
});

test("joining stops at what has not arrived and at what is no data", () => {
  const backlog = new Backlog(new Arena());
  for (const [arrival, length] of [
    [1, 3],
    [2, 4],
    [9, 5],
  ] as const) {
    backlog.appendBytes(new Uint8Array(length), length);
    backlog.pushSegment(arrival, length);
  }
  backlog.pushSegment(9, -2);
  backlog.joinSegments(5);
  expect(backlog.segmentLengths()).toEqual([7, 5, -2]);
  backlog.joinSegments(9);
  expect(backlog.segmentLengths()).toEqual([12, -2]);
});

test("released storage is used again", () => {
  const arena = new Arena();
  const size = (): number => arena.bytes.length + arena.lengths.length;
  const use = (): void => {
    const backlog = new Backlog(arena);
    backlog.appendBytes(new Uint8Array(1000), 1000);
    backlog.pushSegment(0, 1000);
    backlog.release();
  };
  use();
  const before = size();
  for (let round = 0; round < 10_000; round++) use();
  expect(size()).toBe(before);
});
