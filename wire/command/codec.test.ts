import {
  create,
  equals,
  fromBinary,
  toBinary,
  type DescField,
  type DescMessage,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import { frameOf } from "../frame/frame.ts";
import { WireMisuseError } from "../misuse.ts";
import {
  decodeRequest,
  decodeResponse,
  decodeWorkerRequest,
  decodeWorkerResponse,
  encodeRequest,
  encodeResponse,
  encodeWorkerRequest,
  encodeWorkerResponse,
  frameResponse,
  frameWorkerRequest,
  frameWorkerResponse,
  type Decoded,
} from "./codec.ts";
import {
  RequestSchema,
  ResponseSchema,
  WorkerRequestSchema,
  WorkerResponseSchema,
  type Request,
  type Response,
  type WorkerRequest,
  type WorkerResponse,
} from "./command_pb.ts";

interface Codec {
  readonly schema: DescMessage;
  readonly decode: (payload: Uint8Array) => Decoded<Message>;
  readonly encode: (message: Message) => Uint8Array;
}

const CODECS: readonly Codec[] = [
  {
    schema: RequestSchema,
    decode: decodeRequest,
    encode: (message) => encodeRequest(message as Request),
  },
  {
    schema: ResponseSchema,
    decode: decodeResponse,
    encode: (message) => encodeResponse(message as Response),
  },
  {
    schema: WorkerRequestSchema,
    decode: decodeWorkerRequest,
    encode: (message) => encodeWorkerRequest(message as WorkerRequest),
  },
  {
    schema: WorkerResponseSchema,
    decode: decodeWorkerResponse,
    encode: (message) => encodeWorkerResponse(message as WorkerResponse),
  },
];
const named = CODECS.map((codec) => [codec.schema.name, codec] as const);

const anyText = fc.string({ unit: "binary", maxLength: 160 });
const anyKey = fc.oneof(anyText, fc.nat(30).map(String), fc.constant("__proto__"));
const anyInt32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anyUint32 = fc.nat(2 ** 32 - 1);
const SCALARS: Partial<Record<ScalarType, fc.Arbitrary<unknown>>> = {
  [ScalarType.STRING]: anyText,
  [ScalarType.BOOL]: fc.boolean(),
  [ScalarType.INT32]: anyInt32,
  [ScalarType.UINT32]: anyUint32,
  [ScalarType.FIXED32]: anyUint32,
  [ScalarType.INT64]: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  [ScalarType.UINT64]: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
};

type AnyMessage = fc.Arbitrary<Message>;

function anyValue(field: DescField, depth: number): fc.Arbitrary<unknown> {
  const scalar = SCALARS[field.scalar ?? ScalarType.INT32] ?? fc.constant(undefined);
  return field.message === undefined ? scalar : anyMessage(field.message, depth - 1);
}

const FIELDS: Record<
  DescField["fieldKind"],
  (value: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>
> = {
  scalar: (value) => value,
  enum: (value) => value,
  message: (value) => value,
  list: (value) => fc.array(value, { maxLength: 3 }),
  map: (value) =>
    fc
      .array(fc.tuple(anyKey, value), { maxLength: 3 })
      .map((entries) => Object.fromEntries(entries)),
};

// Any message of the schema, every field present or absent, down to a few levels.
function anyMessage(schema: DescMessage, depth: number): AnyMessage {
  const within = schema.fields.filter((field) => depth > 0 || field.message === undefined);
  const plain = within.filter((field) => field.oneof === undefined);
  const record = fc.record(
    Object.fromEntries(
      plain.map((field) => [
        field.localName,
        fc.option(FIELDS[field.fieldKind](anyValue(field, depth)), { nil: undefined }),
      ]),
    ),
  );
  const cases = within
    .filter((field) => field.oneof !== undefined)
    .map((field) => anyValue(field, depth).map((value) => ({ case: field.localName, value })));
  const chosen = fc.oneof(fc.constant({ case: undefined }), ...cases);
  const group = schema.oneofs[0]?.localName ?? "none";
  return fc
    .tuple(record, chosen)
    .map(([fields, one]) => create(schema, { ...fields, [group]: one }));
}

test.each(named)("%s: any message comes back as it was", (_, { schema, decode, encode }) => {
  fc.assert(
    fc.property(anyMessage(schema, 5), (message) => {
      const decoded = decode(encode(message)) as { readonly message: Message };
      expect(decoded).toMatchObject({ ok: true });
      expect(equals(schema, decoded.message, message)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test.each(named)("%s: the library reads what is written, and is read", (_, codec) => {
  const { schema, decode, encode } = codec;
  fc.assert(
    fc.property(anyMessage(schema, 5), (message) => {
      const decoded = decode(toBinary(schema, message)) as { readonly message: Message };
      expect(equals(schema, fromBinary(schema, encode(message)), message)).toBe(true);
      expect(decoded.message).toEqual(message);
      expect(encode(message)).toHaveLength(toBinary(schema, message).length);
    }),
    { numRuns: 400 },
  );
});

test.each(named)("%s: writing leaves the message as it was", (_, { schema, encode }) => {
  fc.assert(
    fc.property(anyMessage(schema, 4), (message) => {
      const before = structuredClone(message);
      const first = encode(message);
      expect(structuredClone(message)).toEqual(before);
      expect(encode(message)).toEqual(first);
    }),
  );
});

const libraryReads = (schema: DescMessage, payload: Uint8Array): Message | undefined => {
  try {
    return fromBinary(schema, payload, { recursionLimit: 200 });
  } catch {
    return undefined;
  }
};

type Change = (bytes: number[], at: number, byte: number) => unknown;

// Mostly a flipped bit: an inserted or a removed byte upsets the lengths around it.
const flip: Change = (bytes, at, byte) => (bytes[at] = (bytes[at] ?? 0) ^ (1 << (byte & 7)));
const replace: Change = (bytes, at, byte) => (bytes[at] = byte);
const insert: Change = (bytes, at, byte) => bytes.splice(at, 0, byte);
const remove: Change = (bytes, at) => bytes.splice(at, 1);
const anyChange = fc.tuple(
  fc.constantFrom(flip, flip, flip, replace, insert, remove),
  fc.nat(),
  fc.nat(255),
);

/** Any message's bytes with some of them changed. */
const mutated = (schema: DescMessage, encode: Codec["encode"]): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(anyMessage(schema, 4), fc.array(anyChange, { minLength: 1, maxLength: 3 }))
    .map(([message, changes]) => {
      const bytes = [...encode(message)];
      for (const [change, where, byte] of changes) change(bytes, where % (bytes.length + 1), byte);
      return Uint8Array.from(bytes);
    });

// Four message types, 5,000 payloads each, every one through all four decoders.
test.each(named)("%s: no mutated payload throws, and none is read otherwise", (_, codec) => {
  let acceptedCount = 0;
  fc.assert(
    fc.property(mutated(codec.schema, codec.encode), (payload) => {
      for (const { schema, decode, encode } of CODECS) {
        const decoded = decode(payload);
        const message = decoded.ok ? decoded.message : undefined;
        const expected = decoded.ok ? libraryReads(schema, payload) : undefined;
        expect(message).toEqual(expected);
        acceptedCount += Number(decoded.ok);
        expect(decode(encode(message ?? create(schema))).ok).toBe(true);
      }
    }),
    { numRuns: 5000 },
  );
  // Enough of them are still messages for the comparison to mean something.
  expect(acceptedCount).toBeGreaterThan(300);
});

test("a request that was encoded once is the same for a worker as one encoded for it", () => {
  fc.assert(
    fc.property(anyMessage(RequestSchema, 4), fc.string(), (message, id) => {
      const content = message as unknown as Request;
      const whole = create(WorkerRequestSchema, { id });
      const around = frameWorkerRequest(id, encodeRequest(content));
      expect([...around]).toEqual([...frameOf(encodeWorkerRequest({ ...whole, content }))]);
    }),
    { numRuns: 200 },
  );
});

test("a message as a frame is its payload behind a prefix, and stays as it is", () => {
  const anyPair = fc.tuple(anyMessage(ResponseSchema, 4), anyMessage(WorkerResponseSchema, 4));
  fc.assert(
    fc.property(fc.array(anyPair, { maxLength: 8 }), (pairs) => {
      const frames = pairs.flatMap(([response, answer]) => [
        frameResponse(response as Response),
        frameWorkerResponse(answer as WorkerResponse),
      ]);
      const payloads = pairs.flatMap(([response, answer]) => [
        encodeResponse(response as Response),
        encodeWorkerResponse(answer as WorkerResponse),
      ]);
      expect(frames).toEqual(payloads.map(frameOf));
    }),
    { numRuns: 200 },
  );
});

test("random bytes never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (payload) => {
      const outcomes = CODECS.map(({ decode }) => decode(payload).ok);
      expect(outcomes).toHaveLength(CODECS.length);
    }),
    { numRuns: 5000 },
  );
});

const workersOf = (keys: readonly string[]): Response =>
  create(ResponseSchema, {
    content: {
      contentType: {
        case: "metricDetailStatus",
        value: { workers: Object.fromEntries(keys.map((key) => [key, {}])) },
      },
    },
  });

const keysIn = (payload: Uint8Array): readonly string[] => {
  const message = fromBinary(ResponseSchema, payload);
  const status = message.content?.contentType.value as { readonly workers: object };
  return Object.keys(status.workers);
};

test("map keys are written in the order of their UTF-8 bytes", () => {
  // Not of the numbers they spell, and not of their UTF-16 units: U+FF5E comes before U+1F600.
  const keys = ["\u{1f600}", "\uff5e", "b", "", "10", "9", "aa", "a", "\u{1f600}a", "2"];
  const written = encodeResponse(workersOf(keys));
  const text = Buffer.from(written).toString("utf8");
  const sorted = ["", "10", "2", "9", "a", "aa", "b", "\uff5e", "\u{1f600}", "\u{1f600}a"];
  const entries = sorted.map((key) => `\n${String.fromCharCode(Buffer.byteLength(key))}${key}`);
  const places = entries.map((entry) => text.indexOf(`${entry}\u0012`));
  expect(places).toEqual(places.toSorted((left, right) => left - right));
  expect(places).not.toContain(-1);
  expect(new Set(keysIn(written))).toEqual(new Set(keys));
});

test("a map key may be named like a property of every object", () => {
  const workers = { ["__proto__"]: {}, constructor: {} };
  const decoded = decodeResponse(encodeResponse(workersOf(Object.keys(workers)))) as {
    readonly message: Response;
  };
  const status = decoded.message.content?.contentType.value as { readonly workers: object };
  expect(Object.keys(status.workers)).toEqual(["__proto__", "constructor"]);
});

test("unknown fields are written after the known ones, in their order", () => {
  const payload = Uint8Array.from(Buffer.from("6200d03e01d23e0161", "hex"));
  const decoded = decodeRequest(payload) as { readonly message: Request };
  expect(encodeRequest(decoded.message)).toEqual(payload);
});

const MISUSES: readonly (readonly [why: string, request: unknown])[] = [
  ["a fraction", { case: "upgradeWorker", value: 1.5 }],
  ["a number below zero", { case: "upgradeWorker", value: -1 }],
  ["a number of 33 bits", { case: "upgradeWorker", value: 2 ** 32 }],
  ["no number", { case: "upgradeWorker", value: Number.NaN }],
  ["a text for a number", { case: "upgradeWorker", value: "1" }],
  ["a number for a text", { case: "saveState", value: 1 }],
  ["a big number below zero", { case: "setMaxConnectionsPerIp", value: -1n }],
  ["a big number of 65 bits", { case: "setMaxConnectionsPerIp", value: 2n ** 64n }],
  ["a small number for a big one", { case: "setMaxConnectionsPerIp", value: 1 }],
  ["a big number for a small one", { case: "upgradeWorker", value: 1n }],
  ["a text for a message", { case: "status", value: "now" }],
  ["nothing for a message", { case: "status", value: undefined }],
  ["no oneof at all", undefined],
];

test.each(MISUSES)("refuses to write %s", (_, requestType) => {
  const request = { $typeName: "kakehi.command.Request", requestType } as unknown as Request;
  expect(() => encodeRequest(request)).toThrow(WireMisuseError);
  expect(() => encodeRequest(request)).toThrow(expect.objectContaining({ code: "field-value" }));
});

test("a refused message leaves nothing behind for the next one", () => {
  const wrong = create(WorkerRequestSchema, { id: "x", content: create(RequestSchema) });
  const request = create(RequestSchema, { requestType: { case: "upgradeWorker", value: -1 } });
  expect(() => encodeWorkerRequest({ ...wrong, content: request })).toThrow(WireMisuseError);
  expect([...encodeWorkerRequest(create(WorkerRequestSchema, { id: "y" }))]).toEqual([10, 1, 121]);
});

test.each([0, 127, 128, 129, 1000, 1023, 1024, 1025, 5000, 200_000])(
  "a text of %i units of one to four bytes comes back",
  (units) => {
    for (const symbol of ["a", "é", "~～", "\u{1f600}"]) {
      const value = symbol.repeat(units).slice(0, 2 * Math.ceil(units / 2));
      const message = create(RequestSchema, { requestType: { case: "saveState", value } });
      expect(decodeRequest(encodeRequest(message))).toEqual({ ok: true, message });
    }
  },
);

test("a lone surrogate is written as U+FFFD", () => {
  const message = create(RequestSchema, { requestType: { case: "saveState", value: "a\ud800" } });
  expect(decodeRequest(encodeRequest(message))).toMatchObject({
    message: { requestType: { value: "a\ufffd" } },
  });
});

// A time series m inside a reply: its last_minute first as a packed run, then number by number.
const inReply = (series: string): Uint8Array => {
  const within = (tag: string, body: Buffer): Buffer =>
    Buffer.concat([Buffer.from(tag, "hex"), Buffer.of(body.length), body]);
  const entry = Buffer.concat([
    Buffer.from("0a016d", "hex"),
    within("12", within("2a", Buffer.from(series, "hex"))),
  ]);
  return Uint8Array.from(within("1a", within("12", within("0a", entry))));
};

test("packed numbers are read, and written one by one", () => {
  const packed = decodeResponse(inReply("0801120401028001")) as { readonly message: Response };
  expect(packed).toMatchObject({ ok: true });
  expect(encodeResponse(packed.message)).toEqual(inReply("080110011002108001"));
});

test("a packed run cut short is refused", () => {
  expect(decodeResponse(inReply("080112020180"))).toMatchObject({
    ok: false,
    fault: { kind: "truncated" },
  });
});
