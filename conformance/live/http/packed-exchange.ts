// An exchange that can be kept, and sent to another process: its bodies as lengths and digests. The
// record itself goes on changing until it ends.
import {
  BodyDigest,
  type ExchangeProbe,
  type ExchangeRecord,
  type MessageRecord,
  type ProbeEvent,
  type TraceEvent,
} from "../../../sim/index.ts";

interface PackedMessage extends Omit<MessageRecord, "body"> {
  readonly body: { readonly bytes: number; readonly text: string };
}

export interface PackedExchange extends Omit<ExchangeRecord, "request" | "response"> {
  readonly request: PackedMessage;
  readonly response: PackedMessage;
}

export function packedExchange(exchange: ExchangeRecord): PackedExchange {
  const { request, response } = exchange;
  return { ...exchange, request: packedMessage(request), response: packedMessage(response) };
}

export function unpackedExchange(exchange: PackedExchange): ExchangeRecord {
  const { request, response } = exchange;
  return { ...exchange, request: unpackedMessage(request), response: unpackedMessage(response) };
}

export function copyOf(exchange: ExchangeRecord): ExchangeRecord {
  return unpackedExchange(packedExchange(exchange));
}

export function isExchangeProbe(event: ProbeEvent): event is ExchangeProbe {
  return event.kind === "exchange" && "phase" in event && "exchange" in event;
}

interface PackedProbe extends ProbeEvent {
  readonly kind: "packed-exchange";
  readonly phase: ExchangeProbe["phase"];
  readonly exchange: PackedExchange;
}

/** With exchanges that can be sent. */
export function packedEvent(event: TraceEvent): TraceEvent {
  if (event.kind !== "probe" || !isExchangeProbe(event.event)) return event;
  const { phase, exchange } = event.event;
  const packed: PackedProbe = {
    kind: "packed-exchange",
    phase,
    exchange: packedExchange(exchange),
  };
  return { ...event, event: packed };
}

export function unpackedEvent(event: TraceEvent): TraceEvent {
  if (event.kind !== "probe" || !isPackedProbe(event.event)) return event;
  const { phase, exchange } = event.event;
  const probe: ExchangeProbe = { kind: "exchange", phase, exchange: unpackedExchange(exchange) };
  return { ...event, event: probe };
}

function isPackedProbe(event: ProbeEvent): event is PackedProbe {
  return event.kind === "packed-exchange";
}

function packedMessage(message: MessageRecord): PackedMessage {
  const { body, interims } = message;
  return { ...message, interims: [...interims], body: { bytes: body.bytes, text: body.text } };
}

function unpackedMessage(message: PackedMessage): MessageRecord {
  return { ...message, body: BodyDigest.restored(message.body) };
}
