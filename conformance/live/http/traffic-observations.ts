// What the peers of a proxy did and saw of its traffic, beside what its operators asked and were
// answered, as observations for the checkers. A request of an operator is taken to be carried out when it
// was answered: until then either configuration may be in force.
import { fromJson } from "@bufbuild/protobuf";
import { proxyRequests, type Scenario, type TraceEvent } from "../../../sim/index.ts";
import {
  decodeRequest,
  FRAME_BYTES_DEFAULT_MAX,
  FrameDecoder,
  type Request,
  RequestSchema,
} from "../../../wire/index.ts";
import { pairsOf } from "../../expectations/pairing.ts";
import { statusOf } from "../../observe/facts.ts";
import type { AccessFormat } from "../../model/access/format.ts";
import { HttpEar } from "../../observe/http-traffic.ts";
import type { Observation } from "../../observe/observation.ts";
import { Observer } from "../../observe/observer.ts";
import { TrafficWatch } from "../../observe/traffic.ts";
import { type LiveFacts, observationsOf } from "../observations.ts";

export interface TrafficFacts extends LiveFacts {
  readonly tape: readonly TraceEvent[];
  /** The records of its access log; whoever cannot read them has none. */
  readonly access: readonly { readonly at: number; readonly line: string }[];
}

export function trafficObservations(
  facts: TrafficFacts,
  format: AccessFormat,
): readonly Observation[] {
  const said = observationsOf(facts, "as they come");
  const beginning = said.filter(({ at }) => at <= 0);
  const end = said.filter(({ kind }) => kind === "run-ended");
  const between = said.filter(({ at, kind }) => at > 0 && kind !== "run-ended");
  const timed = [
    ...between,
    ...carriedOut(facts),
    ...heard(facts, format),
    ...logged(facts, format),
  ];
  timed.sort((left, right) => left.at - right.at);
  return [...beginning, ...configured(facts), ...timed, ...end];
}

/** On every connection of clients and origins. */
function heard({ tape, scenario }: TrafficFacts, format: AccessFormat): readonly Observation[] {
  const observations: Observation[] = [];
  const emit = (observation: Observation): void => {
    observations.push(observation);
  };
  const observer = new Observer({
    scripted: new Set(),
    showsBytes: false,
    showsLegs: true,
    traffic: new TrafficWatch(emit),
    ear: new HttpEar(scenario.actors),
    accessFormat: format,
    emit,
  });
  for (const event of tape) observer.observe(event);
  return observations;
}

/** What a socket holds that nobody reads for a moment, with room to spare. */
const crowdedFrom = 64;
const momentMicros = 250_000;

/** On the tape the proxy is one worker. Of datagrams that came in a crowd, one may be lost on its way. */
function logged({ access }: TrafficFacts, format: AccessFormat): readonly Observation[] {
  return access.flatMap(({ at, line }, place): readonly Observation[] => {
    const { at: before = -Infinity } = access[place - crowdedFrom] ?? {};
    const record = { kind: "access", at, worker: 0, line, record: format.read(line) } as const;
    const isCrowded = at - before <= momentMicros;
    return isCrowded ? [record, { kind: "access-refused", at, worker: 0 }] : [record];
  });
}

/** What the proxy was asked for before the case began. */
function configured({ scenario, workers }: TrafficFacts): readonly Observation[] {
  return bootRequests(scenario).flatMap((request, place) =>
    workers.map((worker) => done(worker, { at: 0, takenAt: 0, id: `boot-${place}`, request })),
  );
}

function bootRequests({ world = {} }: Scenario): readonly Request[] {
  const { proxy, requests = [] } = world;
  const served = proxy === undefined ? [] : proxyRequests(proxy);
  return [...served, ...requests].map((json) => fromJson(RequestSchema, json));
}

function carriedOut({ journals, workers }: TrafficFacts): readonly Observation[] {
  return journals.flatMap(({ actor, connections }) =>
    connections.flatMap((connection, place) => {
      const requests = connection.entries.flatMap((entry) =>
        entry.kind === "sent" ? requestsIn(entry.bytes) : [],
      );
      return pairsOf(connection).flatMap(({ ordinal, sentAt, reply, standing }) => {
        const request = requests[ordinal];
        if (request !== undefined && isStop(request)) {
          const id = `${actor}-${place}-${ordinal}`;
          return workers.flatMap((worker) =>
            stopped(worker, { at: sentAt, takenAt: sentAt, id, request }),
          );
        }
        if (request === undefined || reply === undefined || standing !== "answered") return [];
        if ("id" in reply.message || statusOf(reply.message.status) !== "ok") return [];
        const order = {
          at: reply.at,
          takenAt: sentAt,
          id: `${actor}-${place}-${ordinal}`,
          request,
        };
        return workers.map((worker) => done(worker, order));
      });
    }),
  );
}

interface Order {
  readonly at: number;
  readonly takenAt: number;
  readonly id: string;
  readonly request: Request;
}

function done(worker: number, order: Order): Observation {
  const hasWaited = order.at > order.takenAt;
  return { kind: "order-done", worker, ...order, hasWaited, status: "ok", metrics: undefined };
}

function isStop({ requestType }: Request): boolean {
  return requestType.case === "softStop" || requestType.case === "hardStop";
}

/** From when it was asked to stop a worker may do so; when it is done is its own business. */
function stopped(worker: number, { at, id, request }: Order): readonly Observation[] {
  const verb = request.requestType.case ?? "";
  const nobody = { session: undefined, ordinal: undefined };
  return [
    { kind: "order-sent", at, worker, id, ...nobody, verb, bytes: 0 },
    {
      kind: "answer",
      at,
      worker,
      id,
      status: "processing",
      message: "",
      detail: undefined,
      bytes: 0,
    },
  ];
}

function requestsIn(bytes: Uint8Array): readonly (Request | undefined)[] {
  const frames = new FrameDecoder(FRAME_BYTES_DEFAULT_MAX);
  frames.push(bytes);
  const requests: (Request | undefined)[] = [];
  for (let next = frames.next(); next?.kind === "frame"; next = frames.next()) {
    const decoded = decodeRequest(next.payload);
    requests.push(decoded.ok ? decoded.message : undefined);
  }
  return requests;
}
