// The lease verb's own way through the codec against the ways that every message has: through the
// tables, and through the library.
import { create, type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  MetricDetailStatusSchema,
  RequestSchema,
  ResponseSchema,
  SetMetricDetailSchema,
  WorkerMetricDetailStatusSchema,
  WorkerRequestSchema,
  WorkerResponseSchema,
} from "./command_pb.ts";
import { MessageDecoder } from "./decoder.ts";
import { MessageEncoder } from "./encoder.ts";
import { LeaseDecoder } from "./lease-decoder.ts";
import { LeaseEncoder } from "./lease-encoder.ts";
import { compilePlan } from "./plan.ts";
import { BackwardWriter } from "./writer.ts";

type AnyMessage = fc.Arbitrary<Message>;

const shortText = fc.string({ maxLength: 40 });
const anyText = fc.oneof(shortText, shortText, fc.string({ unit: "binary", maxLength: 160 }));
const anyLevel = fc.oneof(fc.nat(4), fc.nat(4), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
const anyCount = fc.oneof(fc.nat(300), fc.nat(300), fc.nat(2 ** 32 - 1));

/** A message with each of the fields or without it. */
function anyOf(schema: DescMessage, fields: Record<string, fc.Arbitrary<unknown>>): AnyMessage {
  return fc
    .record(fields, { requiredKeys: [] })
    .map((present) => create(schema, present as never) as Message);
}

function content(name: string, value: AnyMessage): fc.Arbitrary<unknown> {
  return value.map((message) => ({ contentType: { case: name, value: message } }));
}

const anyDetail = anyOf(SetMetricDetailSchema, {
  clientId: anyText,
  detail: anyLevel,
  ttlSeconds: anyCount,
  clear: fc.boolean(),
  reason: anyText,
  peerPid: anyLevel,
  peerSessionUlid: anyText,
});
const anyRequest = anyDetail.map((value): Message => {
  return create(RequestSchema, { requestType: { case: "setMetricDetail", value: value as never } });
});
const levels = { configured: anyLevel, effective: anyLevel, previousEffective: anyLevel };
const anyStatus = anyOf(WorkerMetricDetailStatusSchema, { ...levels, activeLeaseCount: anyCount });
const anyWorkers = fc
  .array(fc.tuple(fc.oneof(fc.nat(12).map(String), anyText), anyStatus), { maxLength: 4 })
  .map((entries) => Object.fromEntries(entries));
const anyFleetStatus = anyOf(MetricDetailStatusSchema, { ...levels, workers: anyWorkers });
const envelope = { status: fc.nat(3), message: anyText };

const leaseDecoder = new LeaseDecoder();
const tableDecoder = new MessageDecoder();
const writer = new BackwardWriter();
const leaseEncoder = new LeaseEncoder(writer);
const tableEncoder = new MessageEncoder(writer);

interface Reading {
  readonly schema: DescMessage;
  readonly any: AnyMessage;
  readonly read: (payload: Uint8Array) => Message | undefined;
}

interface Writing {
  readonly schema: DescMessage;
  readonly any: AnyMessage;
  readonly write: (message: Message) => boolean;
}

const answer = {
  schema: WorkerResponseSchema,
  any: anyOf(WorkerResponseSchema, {
    ...envelope,
    id: anyText,
    content: content("workerMetricDetailStatus", anyStatus),
  }),
};

const READINGS: readonly Reading[] = [
  { schema: RequestSchema, any: anyRequest, read: (payload) => leaseDecoder.request(payload) },
  {
    schema: WorkerRequestSchema,
    any: anyOf(WorkerRequestSchema, { id: anyText, content: anyRequest }),
    read: (payload) => leaseDecoder.workerRequest(payload),
  },
  { ...answer, read: (payload) => leaseDecoder.workerResponse(payload) },
];

const WRITINGS: readonly Writing[] = [
  {
    schema: RequestSchema,
    any: anyRequest,
    write: (message) => leaseEncoder.request(message as never),
  },
  { ...answer, write: (message) => leaseEncoder.workerResponse(message as never) },
  {
    schema: ResponseSchema,
    any: anyOf(ResponseSchema, {
      ...envelope,
      content: content("metricDetailStatus", anyFleetStatus),
    }),
    write: (message) => leaseEncoder.response(message as never),
  },
];

const runs = { numRuns: 1000 };
/** So many of them at least are read or written this way, for the comparison to mean something. */
const quickMin = 100;

test.each(READINGS)("$schema.name: what is read is what the others read", (reading) => {
  const { schema, any, read } = reading;
  const plan = compilePlan(schema);
  let quick = 0;
  fc.assert(
    fc.property(any, (message) => {
      const payload = toBinary(schema, message);
      const seen = read(payload);
      const known = seen === undefined ? undefined : fromBinary(schema, payload);
      quick += Number(seen !== undefined);
      expect(seen).toStrictEqual(known);
      expect(seen ?? message).toEqual(tableDecoder.decode(plan, payload));
    }),
    runs,
  );
  expect(quick).toBeGreaterThan(quickMin);
});

const anyChange = fc.tuple(
  fc.constantFrom("bit", "insert", "remove", "cut"),
  fc.nat(),
  fc.nat(255),
);

function changed(payload: Uint8Array, [how, where, byte]: [string, number, number]): Uint8Array {
  const bytes = [...payload];
  const at = where % (bytes.length + 1);
  const put: Record<string, () => unknown> = {
    bit: () => (bytes[at] = (bytes[at] ?? 0) ^ (1 << (byte & 7))),
    insert: () => bytes.splice(at, 0, byte),
    remove: () => bytes.splice(at, 1),
    cut: () => bytes.splice(at),
  };
  put[how]?.();
  return Uint8Array.from(bytes);
}

test.each(READINGS)("$schema.name: what is wrong or odd is left to the others", (reading) => {
  const { schema, any, read } = reading;
  const plan = compilePlan(schema);
  let quick = 0;
  fc.assert(
    fc.property(any, anyChange, (message, change) => {
      const payload = changed(toBinary(schema, message), change);
      const seen = read(payload);
      const known = seen === undefined ? undefined : tableDecoder.decode(plan, payload);
      quick += Number(seen !== undefined);
      expect(seen).toStrictEqual(known);
    }),
    { numRuns: 5000 },
  );
  expect(quick).toBeGreaterThan(quickMin);
});

test.each(WRITINGS)("$schema.name: what is written is what the tables write", (writing) => {
  const { schema, any, write } = writing;
  const plan = compilePlan(schema);
  let quick = 0;
  fc.assert(
    fc.property(any, (message) => {
      const isQuick = write(message);
      const bytes = writer.take();
      tableEncoder.write(plan, message);
      const expected = writer.take();
      quick += Number(isQuick);
      expect(bytes).toEqual(isQuick ? expected : new Uint8Array(0));
      expect(expected).toHaveLength(toBinary(schema, message).length);
    }),
    runs,
  );
  expect(quick).toBeGreaterThan(quickMin);
});

const detail = { case: "setMetricDetail", value: create(SetMetricDetailSchema, {}) };
const unknown = [{ no: 60, wireType: 0, data: Uint8Array.of(1) }];
const ODD: readonly (readonly [why: string, request: object])[] = [
  ["another verb", { requestType: { case: "saveState", value: "x" } }],
  ["no oneof at all", { requestType: undefined }],
  ["nothing for a message", { requestType: { ...detail, value: undefined } }],
  ["a text for a message", { requestType: { ...detail, value: "now" } }],
  ["a fraction", { requestType: { ...detail, value: { detail: 1.5 } } }],
  ["a text for a number", { requestType: { ...detail, value: { peerPid: "1" } } }],
  ["a number for a flag", { requestType: { ...detail, value: { clear: 1 } } }],
  ["a number for a text", { requestType: { ...detail, value: { clientId: 1, detail: 2 } } }],
  ["an unknown field", { requestType: detail, $unknown: unknown }],
  ["an unknown field within", { requestType: { ...detail, value: { $unknown: unknown } } }],
];

test.each(ODD)("%s is left to the tables, and nothing of it stays", (_, request) => {
  expect(leaseEncoder.request(request as never)).toBe(false);
  expect(writer.take()).toHaveLength(0);
});
