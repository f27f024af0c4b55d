import fc from "fast-check";
import { expect, test } from "vitest";
import {
  create,
  decodeRequest,
  decodeResponse,
  decodeWorkerRequest,
  decodeWorkerResponse,
  encodeRequest,
  encodeResponse,
  encodeWorkerRequest,
  encodeWorkerResponse,
  type MetricDetailStatus,
  MetricDetailStatusSchema,
  type Request,
  RequestSchema,
  ResponseSchema,
  type WorkerMetricDetailStatus,
  WorkerMetricDetailStatusSchema,
  WorkerRequestSchema,
  WorkerResponseSchema,
} from "../../wire/index.ts";
import { contentOf, fleetStatusOf, messageOf, workerStatusOf } from "./facts.ts";
import { LeaseReader } from "./lease-reader.ts";
import type { FleetStatus } from "./observation.ts";

type Read = (payload: Uint8Array) => unknown;

const reader = new LeaseReader();

/** What a reply says, with or without the numbers of the fleet. */
const reply = {
  own: (payload: Uint8Array): unknown => {
    const fleet = reader.reply(payload);
    const { status, message } = reader;
    return fleet === undefined ? undefined : { status, message, fleet: inOrder(fleet) };
  },
  decoded: (payload: Uint8Array): unknown => {
    const decoded = decodeResponse(payload);
    // What cannot be decoded stands for a reply that says something else.
    const read = decoded.ok ? decoded.message : create(ResponseSchema, { content: {} });
    const isBare = read.content === undefined && read.$unknown === undefined;
    const fleet = isBare ? "bare" : fleetStatusOf(read);
    const { status, message } = read;
    return fleet === undefined ? undefined : { status, message, fleet: inOrder(fleet) };
  },
};

/** What the reader makes of a payload, beside what the decoder makes of it. */
const readings: Readonly<Record<Kind, { readonly own: Read; readonly decoded: Read }>> = {
  request: {
    own: (payload) => reader.request(payload),
    decoded: (payload) => {
      const decoded = decodeRequest(payload);
      return decoded.ok ? contentOf(decoded.message)?.lease : undefined;
    },
  },
  order: {
    own: (payload) => {
      const lease = reader.order(payload);
      return lease && { id: reader.id, lease };
    },
    decoded: (payload) => {
      const decoded = decodeWorkerRequest(payload);
      const lease = decoded.ok ? contentOf(decoded.message.content)?.lease : undefined;
      return decoded.ok && lease !== undefined ? { id: decoded.message.id, lease } : undefined;
    },
  },
  answer: {
    own: (payload) => {
      const detail = reader.answer(payload);
      return detail && { id: reader.id, status: reader.status, message: reader.message, detail };
    },
    decoded: (payload) => {
      const decoded = decodeWorkerResponse(payload);
      const answer = decoded.ok ? decoded.message : create(WorkerResponseSchema);
      const { id, status, message, content } = answer;
      const shown = content?.contentType;
      return shown?.case === "workerMetricDetailStatus"
        ? { id, status, message, detail: workerStatusOf(shown.value) }
        : undefined;
    },
  },
  reply,
  "bare reply": reply,
};

function inOrder(fleet: FleetStatus | "bare"): unknown {
  return fleet === "bare" ? fleet : { ...fleet, workers: [...fleet.workers] };
}

type Kind = "request" | "order" | "answer" | "reply" | "bare reply";

interface Values {
  readonly text: fc.Arbitrary<string>;
  readonly number: fc.Arbitrary<number>;
}

const usual: Values = {
  text: fc.string({ unit: "binary-ascii", maxLength: 128 }),
  number: fc.nat(2 ** 28 - 1),
};

const odd: Values = {
  text: fc.oneof(usual.text, fc.string({ unit: "binary" }), fc.constant("x".repeat(129))),
  number: fc.oneof(usual.number, fc.constantFrom(2 ** 28, 2 ** 31 - 1)),
};

const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

function anyRequest({ text, number }: Values): fc.Arbitrary<Request> {
  const lease = fc.record({
    clientId: text,
    detail: maybe(number),
    ttlSeconds: maybe(number),
    clear: maybe(fc.boolean()),
    reason: maybe(text),
    peerPid: maybe(number),
    peerSession: maybe(text),
  });
  return lease.map((said) =>
    create(RequestSchema, { requestType: { case: "setMetricDetail", value: messageOf(said) } }),
  );
}

function anyStatus({ number }: Values): fc.Arbitrary<WorkerMetricDetailStatus> {
  return fc
    .record({
      configured: number,
      effective: number,
      previousEffective: number,
      activeLeaseCount: number,
    })
    .map((status) => Object.assign(create(WorkerMetricDetailStatusSchema), status));
}

function anyFleet(values: Values): fc.Arbitrary<MetricDetailStatus> {
  const { number } = values;
  const workers = fc.dictionary(fc.nat(9).map(String), anyStatus(values), {
    noNullPrototype: true,
  });
  return fc
    .record({ configured: number, effective: number, previousEffective: number, workers })
    .map((status) => Object.assign(create(MetricDetailStatusSchema), status));
}

function anyPayload(kind: Kind, values: Values): fc.Arbitrary<Uint8Array> {
  const { text, number: status } = values;
  const request = anyRequest(values);
  switch (kind) {
    case "request":
      return request.map(encodeRequest);
    case "order":
      return fc
        .record({ id: text, content: request })
        .map((order) => encodeWorkerRequest(create(WorkerRequestSchema, order)));
    case "answer":
      return fc
        .record({ id: text, status, message: text, value: anyStatus(values) })
        .map(({ value, ...answer }) => {
          const content = { contentType: { case: "workerMetricDetailStatus", value } } as const;
          const message = create(WorkerResponseSchema, { content });
          return encodeWorkerResponse(Object.assign(message, answer));
        });
    case "reply":
      return fc
        .record({ status, message: text, value: anyFleet(values) })
        .map(({ value, ...reply }) => {
          const content = { contentType: { case: "metricDetailStatus", value } } as const;
          return encodeResponse(Object.assign(create(ResponseSchema, { content }), reply));
        });
    case "bare reply":
      return fc
        .record({ status, message: text })
        .map((reply) => encodeResponse(Object.assign(create(ResponseSchema), reply)));
  }
}

const kinds: readonly Kind[] = ["request", "order", "answer", "reply", "bare reply"];

test.each(kinds)("%s: what is usual is read as the decoder reads it", (kind) => {
  const { own, decoded } = readings[kind];
  fc.assert(
    fc.property(anyPayload(kind, usual), (payload) => {
      const read = own(payload);
      expect(read).toBeDefined();
      expect(read).toEqual(decoded(payload));
    }),
  );
});

test.each(kinds)("%s: what is odd is left to the decoder, or read as it does", (kind) => {
  const { own, decoded } = readings[kind];
  let left = 0;
  fc.assert(
    fc.property(anyPayload(kind, odd), (payload) => {
      const read = own(payload);
      left += Number(read === undefined);
      expect([undefined, decoded(payload)]).toContainEqual(read);
    }),
  );
  expect(left).toBeGreaterThan(0);
});

const anyChange = fc.tuple(fc.nat(), fc.nat(255), fc.nat(2), fc.nat(2));

/** Other bytes, more or fewer, at a few places. */
function changed(payload: Uint8Array, changes: readonly (readonly number[])[]): Uint8Array {
  const bytes = [...payload];
  for (const [where = 0, byte = 0, gone = 0, come = 0] of changes) {
    bytes.splice(where % (bytes.length + 1), gone, ...[byte, byte ^ 1].slice(0, come));
  }
  return Uint8Array.from(bytes);
}

test.each(kinds)("%s: nothing is read of bytes that the decoder reads otherwise", (kind) => {
  const all = Object.values(readings);
  let readCount = 0;
  fc.assert(
    fc.property(
      anyPayload(kind, usual),
      fc.array(anyChange, { minLength: 1, maxLength: 3 }),
      (payload, changes) => {
        const bytes = changed(payload, changes);
        for (const { own, decoded } of all) {
          const read = own(bytes);
          readCount += Number(read !== undefined);
          expect([undefined, decoded(bytes)]).toContainEqual(read);
        }
      },
    ),
    { numRuns: 3000 },
  );
  expect(readCount).toBeGreaterThan(30);
});
