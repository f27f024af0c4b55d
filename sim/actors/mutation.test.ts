import fc from "fast-check";
import { expect, test } from "vitest";
import {
  create,
  EmptySchema,
  encodeResponse,
  encodeWorkerRequest,
  encodeWorkerResponse,
  EventKind,
  frameOf,
  RequestSchema,
  ResponseSchema,
  ResponseStatus,
  WorkerRequestSchema,
  WorkerResponseSchema,
} from "../../wire/index.ts";
import type { Machine } from "../machine.ts";
import { toyTestee } from "../scenario/toy-testee.ts";
import { DeafHost } from "./deaf-host.ts";
import { createActorJournal } from "./journal.ts";
import { Operator } from "./operator.ts";
import { createRenewer } from "./renewer.ts";
import { createRogue, rogueActs } from "./rogue.ts";
import { ScriptedMaster } from "./scripted-master.ts";
import { ScriptedWorker } from "./scripted-worker.ts";
import { StatsdSink } from "./statsd-sink.ts";
import { createSubscriber } from "./subscriber.ts";

const status = ResponseStatus.PROCESSING;
const event = { case: "event", value: { kind: EventKind.METRIC_DETAIL_CHANGED } } as const;
const content = { contentType: event };
const frames = [
  encodeResponse(create(ResponseSchema, { status, message: "0", content })),
  encodeWorkerResponse(create(WorkerResponseSchema, { id: "EVENT", status, content })),
  encodeWorkerRequest(
    create(WorkerRequestSchema, {
      id: "1",
      content: create(RequestSchema, {
        requestType: { case: "status", value: create(EmptySchema) },
      }),
    }),
  ),
].map(frameOf);

const journal = () => createActorJournal("actor");
const client = () => ({ commandSocket: "/s", frameBytesMax: 4096, journal: journal() });
const at = { startMicros: 0 };
const lease = { name: "top", clientId: "a", detail: 3, ttlSeconds: 2, stopMicros: undefined };

/** Each with connection 2 open, or the channel accepted as connection 1. */
const actors: Readonly<Record<string, (host: DeafHost) => Machine>> = {
  operator: (host) =>
    new Operator(
      host,
      [{ at: 0, connection: "main", step: undefined, action: { kind: "open" } }],
      client(),
    ),
  renewer: (host) => createRenewer(host, { ...lease, ...at, period: "exact" }, client()),
  subscriber: (host) => createSubscriber(host, { name: "watch", ...at }, client()),
  rogue: (host) =>
    createRogue(host, { ...at, everyMicros: 1, times: 7, repertoire: rogueActs }, client()),
  "scripted-master": (host) =>
    new ScriptedMaster(host, [], {
      workers: new Map([["worker-0", new Uint8Array()]]),
      frameBytesMax: 4096,
      journal: journal(),
    }),
  "scripted-worker": (host) =>
    new ScriptedWorker(
      host,
      toyTestee().createWorker(host),
      { kind: "old", unknownVerbs: ["status"] },
      4096,
    ),
  "statsd-sink": (host) => new StatsdSink(host, { host: "h", port: 1, journal: journal() }),
};

const mutated = fc
  .tuple(
    fc.constantFrom(...frames),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
    fc.uint8Array({ maxLength: 6 }),
  )
  .map(([frame, changes, tail]) => {
    const bytes = new Uint8Array([...frame, ...tail]);
    for (const [place, value] of changes) bytes[place % bytes.length] = value;
    return bytes;
  });

const framesPerProcess = 20;

test.each(Object.keys(actors))("20,000 mutated frames throw nothing out of a %s", (name) => {
  let given = 0;
  const property = fc.property(
    fc.array(mutated, { minLength: framesPerProcess, maxLength: framesPerProcess }),
    (inputs) => {
      const machine = actors[name]!(new DeafHost());
      machine.onStart(0, { name, config: new Uint8Array(), seed: 0 });
      machine.onDeadline(0);
      machine.onConnect(0, 2, "connected");
      const node = { kind: "node", node: "master" } as const;
      machine.onAccept(0, 1, { listener: 0, local: node, remote: node, credentials: undefined });
      for (const bytes of inputs) {
        expect(machine.onData(1, 1, bytes)).toBe(bytes.length);
        expect(machine.onData(1, 2, bytes)).toBe(bytes.length);
        machine.onDatagram(1, 1, { kind: "inet", host: "h", port: 2 }, bytes);
        machine.onTurnEnd(1);
        given += 1;
      }
    },
  );
  fc.assert(property, { numRuns: 20_000 / framesPerProcess, seed: 7 });
  expect(given).toBeGreaterThanOrEqual(20_000);
});
