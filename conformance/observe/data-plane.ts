// What is seen of the data plane: exchanges as clients and origins wrote them down, and what a worker
// shows of its slots, gauges and buffers by probes. Probes come from outside the suite, so nothing about
// their shape is taken for granted; an exchange is copied, for its record goes on changing.
import type {
  ExchangeEnd,
  ExchangeProbe,
  FieldSpec,
  HttpVersion,
  ProbeEvent,
} from "../../sim/index.ts";
import type { LinksOfNode } from "./conn-links.ts";
import type { Observation } from "./observation.ts";
import type { SocketMoved } from "./worker-sockets.ts";

/** One side's account of one exchange, at its end. */
export interface ExchangeEnded {
  readonly kind: "exchange-ended";
  readonly at: number;
  readonly actor: string;
  readonly role: "client" | "origin";
  readonly protocol: "h1" | "h2";
  readonly connection: string;
  /** As in `leg-opened`. */
  readonly conn: number;
  /** The ordinal of the connection in the run. */
  readonly link: number | undefined;
  readonly ordinal: number;
  /** HTTP/2; else 0. */
  readonly stream: number;
  readonly label: string;
  readonly startedAt: number;
  readonly end: ExchangeEnd;
  readonly version: HttpVersion | undefined;
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly authority: string | undefined;
  /** Of the answer; none came when absent. */
  readonly answer: number | undefined;
  /** HTTP/1: the phrase behind it. */
  readonly answerReason: string | undefined;
  /** Whose answer it is, by the field that an origin puts into it; absent in answers of the proxy. */
  readonly answerTo: string | undefined;
  readonly interims: readonly number[];
  /** Of a request of HTTP/2 as its client sent it, pseudo-header fields too. */
  readonly requestFields: readonly FieldSpec[];
  readonly requestTrailers: readonly FieldSpec[];
  readonly answerFields: readonly FieldSpec[];
  readonly answerTrailers: readonly FieldSpec[];
  readonly requestBytes: number;
  readonly requestDigest: string;
  readonly isRequestWhole: boolean;
  readonly answerBytes: number;
  readonly answerDigest: string;
  readonly isAnswerWhole: boolean;
  /** HTTP/2, with a reset. */
  readonly code: number | undefined;
  readonly requestEndedAt: number | undefined;
  readonly answerEndedAt: number | undefined;
  /** HTTP/2: what this side sent of it beside the payload. */
  readonly requestPaddingBytes: number;
  readonly answerPaddingBytes: number;
  /** Something was said beside it that this side keeps no account of. */
  readonly isRaw: boolean;
  /** HTTP/2: the most that the proxy may ever send there before more credit, where that is known. */
  readonly windowBytes: number | undefined;
}

export interface ExchangeBegun {
  readonly kind: "exchange-begun";
  readonly at: number;
  readonly actor: string;
  readonly role: "client" | "origin";
  readonly connection: string;
  readonly conn: number;
  /** The ordinal of the connection in the run. */
  readonly link: number | undefined;
  readonly ordinal: number;
  /** HTTP/2; else 0. */
  readonly stream: number;
  readonly label: string;
}

/** One direction of a slot. */
export interface FlowShown {
  readonly hasHead: boolean;
  readonly storedBytes: number;
  readonly isFinished: boolean;
  readonly isBroken: boolean;
  readonly windowBytes: number;
}

/** A worker moved a slot, or made or dropped one (`none`). */
export interface SlotMoved {
  readonly kind: "slot";
  readonly at: number;
  readonly worker: number;
  readonly session: number;
  readonly slot: number;
  /** The ordinals in the run of its client's connection, and of that of the back end it names. */
  readonly link: number | undefined;
  readonly backLink: number | undefined;
  /** The client's name for it in HTTP/2; else 0. */
  readonly stream: number;
  readonly from: string;
  readonly to: string;
  readonly input: string;
  readonly counted: boolean;
  readonly attempts: number;
  readonly token: number | undefined;
  readonly isListed: boolean;
  readonly isOpen: boolean;
  readonly isQuiesced: boolean;
  readonly requestFlow: FlowShown;
  readonly responseFlow: FlowShown;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly isRequestEnded: boolean;
  readonly isResponseEnded: boolean;
  /** Of its answer, when that is there. */
  readonly status: number | undefined;
  /** Of a new one and of one that is used again. */
  readonly digest: string | undefined;
}

/** A worker's slot was told by its back end that the answer is still to come. */
export interface InterimSeen {
  readonly kind: "interim";
  readonly at: number;
  readonly worker: number;
  readonly session: number;
  readonly slot: number;
}

/** What a worker's connection of HTTP/2 is counted by; nothing when it is over. */
export interface Http2Shown {
  readonly kind: "http2";
  readonly at: number;
  readonly worker: number;
  readonly conn: number;
  readonly streams: number;
  readonly windowBytes: number;
  readonly windowUpdates: number;
}

/** A worker moved a paired gauge. */
export interface GaugeMoved {
  readonly kind: "gauge";
  readonly at: number;
  readonly worker: number;
  readonly name: string;
  readonly cluster: string | undefined;
  readonly backend: string | undefined;
  readonly delta: number;
  readonly before: number;
  readonly after: number;
}

/** What a worker holds for its connections at the end of a turn that changed it. */
export interface BuffersHeld {
  readonly kind: "buffers";
  readonly at: number;
  readonly worker: number;
  readonly inUse: number;
  readonly slots: number;
  readonly http2Connections: number;
  readonly max: number;
  readonly refusals: number;
  readonly connections: number;
  readonly links: number;
  readonly timers: number;
}

/**
 * The scenario is over, every fault was taken away, and more time has passed than all timers of a
 * session may take.
 */
export interface AtRest {
  readonly kind: "at-rest";
  readonly at: number;
}

export type DataPlaneObservation =
  | ExchangeBegun
  | ExchangeEnded
  | SlotMoved
  | GaugeMoved
  | BuffersHeld
  | InterimSeen
  | Http2Shown
  | SocketMoved
  | AtRest;

const labelField = "x-kakehi";

export function exchangeSeen(
  at: number,
  event: ProbeEvent,
  links: LinksOfNode,
): Observation | undefined {
  if (!isExchangeProbe(event)) return undefined;
  const { phase, exchange } = event;
  const { actor, role, connection, conn, stream, ordinal, label } = exchange;
  const link = links.get(conn);
  if (phase === "begun") {
    const place = { connection, conn, link, stream, ordinal, label };
    return { kind: "exchange-begun", at, actor, role, ...place };
  }
  const { request, response } = exchange;
  return {
    kind: "exchange-ended",
    at,
    actor,
    role,
    connection,
    conn,
    link,
    ordinal,
    stream,
    label,
    protocol: exchange.protocol,
    startedAt: exchange.startedAt,
    end: exchange.end ?? "abandoned",
    version: request.version,
    method: request.method,
    path: request.path,
    authority: request.authority,
    answer: response.status,
    answerReason: response.reason,
    answerTo: response.fields.find(([name]) => name === labelField)?.[1],
    interims: [...response.interims],
    requestFields: request.fields,
    requestTrailers: request.trailers,
    answerFields: response.fields,
    answerTrailers: response.trailers,
    requestBytes: request.body.bytes,
    requestDigest: request.body.text,
    isRequestWhole: request.endedAt !== undefined,
    answerBytes: response.body.bytes,
    answerDigest: response.body.text,
    isAnswerWhole: response.endedAt !== undefined,
    code: exchange.code,
    requestEndedAt: request.endedAt,
    answerEndedAt: response.endedAt,
    requestPaddingBytes: request.paddingBytes,
    answerPaddingBytes: response.paddingBytes,
    isRaw: exchange.isRaw,
    windowBytes: exchange.windowBytes,
  };
}

function isExchangeProbe(event: ProbeEvent): event is ExchangeProbe {
  return event.kind === "exchange" && "phase" in event && "exchange" in event;
}

/** What one worker shows; undefined where the probe is about something else. */
export function dataPlaneSeen(
  at: number,
  worker: number,
  event: ProbeEvent,
  links: LinksOfNode,
): Observation | undefined {
  if (hasKind<SlotMoved>(event, "slot", slotFields)) return slotSeen(at, worker, event, links);
  if (hasKind<GaugeMoved>(event, "gauge", gaugeFields)) {
    const { name, cluster, backend, delta, before, after } = event;
    return { kind: "gauge", at, worker, name, cluster, backend, delta, before, after };
  }
  if (hasKind<BuffersHeld>(event, "buffers", bufferFields)) {
    const { inUse, slots, http2Connections, max, refusals, connections, links: held } = event;
    const counted = { inUse, slots, http2Connections, max, refusals, connections };
    return { kind: "buffers", at, worker, ...counted, links: held, timers: event.timers };
  }
  if (hasKind<InterimSeen>(event, "interim", interimFields)) {
    const { session, slot } = event;
    return { kind: "interim", at, worker, session, slot };
  }
  if (hasKind<Http2Shown>(event, "http2", http2Fields)) {
    const { conn, streams, windowBytes, windowUpdates } = event;
    return { kind: "http2", at, worker, conn, streams, windowBytes, windowUpdates };
  }
  return undefined;
}

/** Written out: these are the most frequent of all, and a spread copies field by field by name. */
function slotSeen(
  at: number,
  worker: number,
  slot: Omit<SlotMoved, "at" | "worker">,
  links: LinksOfNode,
): SlotMoved {
  const { session, token } = slot;
  return {
    kind: "slot",
    at,
    worker,
    session,
    slot: slot.slot,
    link: links.get(session),
    backLink: token === undefined ? undefined : links.get(token),
    stream: slot.stream,
    input: slot.input,
    from: slot.from,
    to: slot.to,
    counted: slot.counted,
    attempts: slot.attempts,
    token,
    isListed: slot.isListed,
    isOpen: slot.isOpen,
    isQuiesced: slot.isQuiesced,
    requestFlow: slot.requestFlow,
    responseFlow: slot.responseFlow,
    requestBytes: slot.requestBytes,
    responseBytes: slot.responseBytes,
    isRequestEnded: slot.isRequestEnded,
    isResponseEnded: slot.isResponseEnded,
    status: slot.status,
    digest: slot.digest,
  };
}

const slotFields = ["session", "slot", "from", "to", "counted", "requestFlow", "responseFlow"];
const gaugeFields = ["name", "delta", "before", "after"];
const bufferFields = ["inUse", "slots"];
const interimFields = ["session", "slot"];
const http2Fields = ["conn", "streams", "windowBytes", "windowUpdates"];

function hasKind<Kind extends { readonly kind: string }>(
  event: ProbeEvent,
  kind: Kind["kind"],
  fields: readonly string[],
): event is ProbeEvent & Omit<Kind, "at" | "worker"> & { readonly kind: Kind["kind"] } {
  if (event.kind !== kind) return false;
  for (const field of fields) if (!(field in event)) return false;
  return true;
}
