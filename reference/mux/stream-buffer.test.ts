import fc from "fast-check";
import { expect, test } from "vitest";
import { bufferBytes } from "./bounds.ts";
import { StreamBuffer } from "./stream-buffer.ts";

const steps = fc.array(
  fc.record({ write: fc.nat({ max: 2 * bufferBytes }), drop: fc.nat({ max: bufferBytes }) }),
  { maxLength: 40 },
);

function drain(buffer: StreamBuffer, wanted: number, into: number[]): void {
  for (let left = Math.min(wanted, buffer.size); left > 0;) {
    const piece = buffer.peek().subarray(0, left);
    into.push(...piece);
    buffer.drop(piece.length);
    left -= piece.length;
  }
}

test("what goes in comes out, once, in order, and never more than fits is taken", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const buffer = new StreamBuffer();
      const put: number[] = [];
      const got: number[] = [];
      let next = 0;
      for (const { write, drop } of all) {
        const bytes = Uint8Array.from({ length: write }, (_, at) => (next + at) & 0xff);
        const { room } = buffer;
        const taken = buffer.write(bytes);
        expect(taken).toBe(Math.min(room, write));
        put.push(...bytes.subarray(0, taken));
        next += taken;
        drain(buffer, drop, got);
        expect(buffer.size + buffer.room).toBe(bufferBytes);
      }
      drain(buffer, bufferBytes, got);
      expect(got).toEqual(put);
    }),
    { numRuns: 60 },
  );
});

test("a part of an array is taken from where it is said to lie", () => {
  const buffer = new StreamBuffer();
  expect(buffer.write(Uint8Array.of(1, 2, 3, 4), 1, 3)).toBe(2);
  expect([...buffer.peek()]).toEqual([2, 3]);
});

test("more than there is cannot be dropped", () => {
  expect(() => {
    new StreamBuffer().drop(1);
  }).toThrow("cannot be dropped");
});
