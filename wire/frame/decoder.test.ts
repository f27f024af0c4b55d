import fc from "fast-check";
import { expect, test } from "vitest";
import { WireMisuseError } from "../misuse.ts";
import { FrameDecoder, type FrameResult } from "./decoder.ts";
import { frameOf } from "./frame.ts";

const LIMIT_BYTES = 64;

type Plain = readonly ["frame", readonly number[]] | readonly ["undersize" | "oversize", bigint];

const plain = (result: FrameResult): Plain =>
  result.kind === "frame" ? ["frame", [...result.payload]] : [result.kind, BigInt(result.declared)];

function drain(decoder: FrameDecoder): Plain[] {
  const results: Plain[] = [];
  let result = decoder.next();
  while (result !== undefined && result.kind !== "oversize") {
    results.push(plain(result));
    result = decoder.next();
  }
  return result === undefined ? results : [...results, plain(result)];
}

function decodeChunks(chunks: readonly Uint8Array[]): Plain[] {
  const decoder = new FrameDecoder(LIMIT_BYTES);
  const results = chunks.flatMap((chunk) => {
    const borrowed = chunk.slice();
    decoder.push(borrowed);
    const found = drain(decoder);
    // What was borrowed goes back after each drain, and is used for something else.
    borrowed.fill(0xee);
    return found;
  });
  // A finished decoder repeats its last result after every chunk.
  const finish = results.findIndex(([kind]) => kind === "oversize");
  return finish < 0 ? results : results.slice(0, finish + 1);
}

function prefixOf(declared: bigint): Uint8Array {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(declared);
  return Uint8Array.from(prefix);
}

const join = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

const payload = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

/** Every kind of result, the oversize one last because nothing follows it. */
const STREAM = join([
  frameOf(payload(0x62, 0)),
  frameOf(payload()),
  prefixOf(0n),
  frameOf(payload(1, 2, 3)),
  prefixOf(7n),
  frameOf(new Uint8Array(LIMIT_BYTES - 8).fill(5)),
  prefixOf(BigInt(LIMIT_BYTES) + 1n),
  payload(9, 9, 9, 9, 9, 9, 9, 9, 9),
]);

const EXPECTED: readonly Plain[] = [
  ["frame", [0x62, 0]],
  ["frame", []],
  ["undersize", 0n],
  ["frame", [1, 2, 3]],
  ["undersize", 7n],
  ["frame", new Array<number>(LIMIT_BYTES - 8).fill(5)],
  ["oversize", BigInt(LIMIT_BYTES) + 1n],
];

test("results that are taken later, one by one, are the same", () => {
  const cut = fc.array(fc.integer({ min: 0, max: STREAM.length }), { maxLength: 12 });
  fc.assert(
    fc.property(cut, (cuts) => {
      const ends = [...cuts.toSorted((left, right) => left - right), STREAM.length];
      const decoder = new FrameDecoder(LIMIT_BYTES);
      const results: Plain[] = [];
      let start = 0;
      for (const end of ends) {
        const borrowed = STREAM.slice(start, end);
        decoder.push(borrowed);
        decoder.keep();
        borrowed.fill(0xee);
        start = end;
        const isFinished = results.at(-1)?.[0] === "oversize";
        const due = decodeChunks([STREAM.slice(0, end)]).length;
        expect(decoder.hasNext).toBe(isFinished || due > results.length);
        results.push(...[decoder.next()].filter((result) => result !== undefined).map(plain));
      }
      while (results.at(-1)?.[0] !== "oversize") {
        expect(decoder.hasNext).toBe(true);
        results.push(...[decoder.next()].filter((result) => result !== undefined).map(plain));
      }
      expect(results.slice(0, 7)).toEqual(decodeChunks([STREAM]));
    }),
  );
});

test("a stream in one piece gives every result in order", () => {
  expect(decodeChunks([STREAM])).toEqual(EXPECTED);
});

test("a stream byte by byte gives the same results", () => {
  expect(decodeChunks(Array.from(STREAM, (byte) => payload(byte)))).toEqual(EXPECTED);
});

test("a stream cut in two at any point gives the same results", () => {
  for (let cut = 0; cut <= STREAM.length; cut += 1) {
    expect(decodeChunks([STREAM.subarray(0, cut), STREAM.subarray(cut)])).toEqual(EXPECTED);
  }
});

test("a stream cut in three at any two points gives the same results", () => {
  for (let first = 0; first <= STREAM.length; first += 3) {
    for (let second = first; second <= STREAM.length; second += 1) {
      const chunks = [
        STREAM.subarray(0, first),
        STREAM.subarray(first, second),
        STREAM.subarray(second),
      ];
      expect(decodeChunks(chunks)).toEqual(EXPECTED);
    }
  }
});

test("any bytes in any segmentation give the same results, whenever they are drained", () => {
  const anyStream = fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: LIMIT_BYTES - 8 }).map(frameOf),
        fc.bigInt({ min: 0n, max: 7n }).map(prefixOf),
        fc.uint8Array({ maxLength: 12 }),
      ),
      { maxLength: 8 },
    )
    .map(join);
  fc.assert(
    fc.property(anyStream, fc.array(fc.nat(200), { maxLength: 6 }), (stream, cuts) => {
      const points = [0, ...cuts, stream.length]
        .map((cut) => Math.min(cut, stream.length))
        .toSorted((left, right) => left - right);
      const chunks = points.slice(1).map((end, index) => stream.subarray(points[index], end));
      const undrained = new FrameDecoder(LIMIT_BYTES);
      for (const chunk of chunks) undrained.push(chunk);
      const expected = decodeChunks([stream]);
      expect(decodeChunks(chunks)).toEqual(expected);
      expect(drain(undrained)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test.each([0n, 1n, 6n, 7n])("a prefix of %d is undersize and consumes eight bytes", (declared) => {
  const decoder = new FrameDecoder(LIMIT_BYTES);
  decoder.push(join([prefixOf(declared), payload(1)]));
  expect(decoder.next()).toEqual({ kind: "undersize", declared: Number(declared) });
  expect(decoder.pendingBytes).toBe(1);
});

test.each([65n, 2n ** 31n, 2n ** 32n, 2n ** 32n + 8n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n])(
  "a prefix of %d is oversize, exactly reported, and ends the decoder",
  (declared) => {
    const decoder = new FrameDecoder(LIMIT_BYTES);
    decoder.push(join([prefixOf(declared), payload(1, 2, 3)]));
    const oversize = { kind: "oversize", declared };
    expect(decoder.next()).toEqual(oversize);
    decoder.push(frameOf(payload(1)));
    expect(decoder.next()).toEqual(oversize);
    expect(decoder.pendingBytes).toBe(0);
  },
);

test("a frame of exactly the limit is legal and one more byte is not", () => {
  const decoder = new FrameDecoder(8);
  decoder.push(frameOf(payload()));
  expect(decoder.next()).toEqual({ kind: "frame", payload: payload() });
  decoder.push(frameOf(payload(1)));
  expect(decoder.next()).toEqual({ kind: "oversize", declared: 9n });
});

test("waiting for a large frame holds what came, not what was declared", () => {
  const decoder = new FrameDecoder(1_000_000_000);
  decoder.push(prefixOf(999_999_999n));
  expect(decoder.next()).toBeUndefined();
  expect(decoder.pendingBytes).toBe(8);
});

test("pending bytes are those of an unfinished frame", () => {
  const decoder = new FrameDecoder(LIMIT_BYTES);
  expect(decoder.pendingBytes).toBe(0);
  decoder.push(frameOf(payload(1, 2, 3)).subarray(0, 10));
  expect(decoder.next()).toBeUndefined();
  expect(decoder.pendingBytes).toBe(10);
  decoder.push(payload(3));
  expect(decoder.next()).toEqual({ kind: "frame", payload: payload(1, 2, 3) });
  expect(decoder.next()).toBeUndefined();
  expect(decoder.pendingBytes).toBe(0);
});

test("a payload handed out is not overwritten by later bytes", () => {
  const decoder = new FrameDecoder(LIMIT_BYTES);
  decoder.push(frameOf(payload(1, 2)).subarray(0, 9));
  expect(decoder.next()).toBeUndefined();
  decoder.push(join([payload(2), frameOf(payload(3, 4)).subarray(0, 9)]));
  const first = decoder.next();
  expect(decoder.next()).toBeUndefined();
  decoder.push(join([payload(4), frameOf(new Uint8Array(40).fill(7))]));
  expect(drain(decoder)).toHaveLength(2);
  expect(first).toEqual({ kind: "frame", payload: payload(1, 2) });
});

test.each([7, 0, -8, 8.5, Number.NaN, Infinity])(
  "a limit of %d is the caller's mistake",
  (limit) => {
    expect(() => new FrameDecoder(limit)).toThrow(WireMisuseError);
    expect(() => new FrameDecoder(limit)).toThrow(expect.objectContaining({ code: "frame-limit" }));
  },
);
