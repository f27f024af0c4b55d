import fc from "fast-check";
import { expect, test } from "vitest";
import { type Cut, FrameCutter } from "./frame-cutter.ts";

const bytesMax = 32;

function prefix(declared: bigint): number[] {
  return Array.from({ length: 8 }, (_, place) => Number((declared >> BigInt(8 * place)) & 0xffn));
}

function plain(cut: Cut): string {
  return cut.kind === "frame" ? `frame ${Buffer.from(cut.payload).toString("hex")}` : cut.kind;
}

function cuts(pieces: readonly (readonly number[])[]): string[] {
  const cutter = new FrameCutter(bytesMax);
  return pieces.flatMap((piece) => cutter.cut(Uint8Array.from(piece)).map(plain));
}

const stream = [
  ...[...prefix(10n), 0x22, 0x00],
  ...prefix(8n),
  ...prefix(0n),
  ...[...prefix(32n), ...new Array<number>(24).fill(5)],
  ...prefix(7n),
  ...[...prefix(33n), ...new Array<number>(25).fill(9)],
  ...[...prefix(9n), 1],
];
const whole = ["frame 2200", "frame ", "undersize", `frame ${"05".repeat(24)}`, "undersize"];

test("an oversize frame is passed over exactly", () => {
  expect(cuts([stream])).toEqual([...whole, "oversize", "frame 01"]);
});

test("any segmentation gives the same frames", () => {
  const points = fc.array(fc.nat(stream.length), { maxLength: 12 });
  fc.assert(
    fc.property(points, (drawn) => {
      const ends = [...drawn.sort((left, right) => left - right), stream.length];
      const pieces = ends.map((end, at) => stream.slice(ends[at - 1] ?? 0, end));
      expect(cuts(pieces)).toEqual(cuts([stream]));
    }),
  );
});

test.each([2n ** 32n + 10n, 2n ** 63n, 2n ** 64n - 1n])(
  "a prefix of %i is oversize",
  (declared) => {
    expect(cuts([[...prefix(declared), ...prefix(9n), 1]])).toEqual(["oversize"]);
  },
);

test("a frame says where it lies unless it began in an earlier piece", () => {
  const cutter = new FrameCutter(bytesMax);
  const places = [stream.slice(0, 14), stream.slice(14, 60)].map((piece) =>
    cutter.cut(Uint8Array.from(piece)).map((cut) => ("whole" in cut ? cut.whole : cut.kind)),
  );
  expect(places).toEqual([[[0, 10]], [undefined, "undersize", [12, 44]]]);
});
