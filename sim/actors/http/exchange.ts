// One exchange as one side of it saw it: what was sent, what came, and how it ended. Both sides of a
// proxy write such records, paired by the label that the client's request bears in a field.

import type { ConnId, Digest, Host, Micros, NodeName, ProbeEvent } from "../../machine.ts";
import { type ActorJournal, noteExchange } from "../journal.ts";
import { BodyDigest } from "./body.ts";
import type { FieldSpec } from "./spec.ts";

/** Bears the label of an exchange through a proxy, and back. */
export const labelField = "x-kakehi";

export type HttpVersion = "1.0" | "1.1" | "2";

/** One message, sent or received. */
export interface MessageRecord {
  /** Of a request. */
  version: HttpVersion | undefined;
  method: string | undefined;
  path: string | undefined;
  authority: string | undefined;
  /** Of an answer. */
  status: number | undefined;
  /** HTTP/1: the phrase behind it. */
  reason: string | undefined;
  fields: readonly FieldSpec[];
  trailers: readonly FieldSpec[];
  readonly interims: number[];
  headAt: Micros | undefined;
  /** The end of the message, where it came to one. */
  endedAt: Micros | undefined;
  body: BodyDigest;
  /** HTTP/2: padding that was sent with it, its own length octet included. */
  paddingBytes: number;
}

/**
 * - `complete`: both messages came to their end.
 * - `closed`: the connection ended before, by FIN.
 * - `reset`: the connection was reset.
 * - `stream-reset`: HTTP/2, with the code.
 * - `unprocessed`: HTTP/2, above the last identifier of a GOAWAY.
 * - `abandoned`: by this side itself.
 * - `malformed`: what came is no message.
 */
export type ExchangeEnd =
  "complete" | "closed" | "reset" | "stream-reset" | "unprocessed" | "abandoned" | "malformed";

export interface ExchangeRecord {
  readonly actor: NodeName;
  readonly role: "client" | "origin";
  readonly protocol: "h1" | "h2";
  /** By the name that steps use; an origin counts the connections that it accepted. */
  readonly connection: string;
  /** As its own host numbers it. */
  readonly conn: ConnId;
  /** The number of the exchange on its connection, from 1. */
  readonly ordinal: number;
  /** HTTP/2: its stream; else 0. */
  readonly stream: number;
  label: string;
  readonly startedAt: Micros;
  readonly request: MessageRecord;
  readonly response: MessageRecord;
  end: ExchangeEnd | undefined;
  endedAt: Micros | undefined;
  /** With `stream-reset`. */
  code: number | undefined;
  /** Something was said on its connection, or its stream, that is not kept account of here. */
  isRaw: boolean;
  /** HTTP/2: the most that the other side may ever have before it on this stream, where that is known. */
  windowBytes: number | undefined;
}

/** Shown when it begins and when it ends; the record goes on changing until then. */
export interface ExchangeProbe extends ProbeEvent {
  readonly kind: "exchange";
  readonly phase: "begun" | "ended";
  readonly exchange: ExchangeRecord;
}

const nothing: readonly FieldSpec[] = [];

function emptyMessage(): MessageRecord {
  return {
    version: undefined,
    method: undefined,
    path: undefined,
    authority: undefined,
    status: undefined,
    reason: undefined,
    fields: nothing,
    trailers: nothing,
    interims: [],
    headAt: undefined,
    endedAt: undefined,
    body: new BodyDigest(),
    paddingBytes: 0,
  };
}

export type ExchangeStart = Pick<
  ExchangeRecord,
  | "actor"
  | "role"
  | "protocol"
  | "connection"
  | "conn"
  | "ordinal"
  | "stream"
  | "label"
  | "startedAt"
>;

/** The exchanges of one actor. */
export class ExchangeBook {
  readonly #host: Host;
  readonly #journal: ActorJournal;
  readonly #open = new Set<ExchangeRecord>();

  constructor(host: Host, journal: ActorJournal) {
    this.#host = host;
    this.#journal = journal;
  }

  begin(start: ExchangeStart): ExchangeRecord {
    // Written out: there are two for each request, and a spread copies field by field by name.
    const exchange: ExchangeRecord = {
      actor: start.actor,
      role: start.role,
      protocol: start.protocol,
      connection: start.connection,
      conn: start.conn,
      ordinal: start.ordinal,
      stream: start.stream,
      label: start.label,
      startedAt: start.startedAt,
      request: emptyMessage(),
      response: emptyMessage(),
      end: undefined,
      endedAt: undefined,
      code: undefined,
      isRaw: false,
      windowBytes: undefined,
    };
    this.#open.add(exchange);
    noteExchange(this.#journal, exchange);
    this.#show("begun", exchange);
    return exchange;
  }

  /** The first end counts. */
  end(now: Micros, exchange: ExchangeRecord, end: ExchangeEnd, code?: number): void {
    if (exchange.end !== undefined) return;
    exchange.end = end;
    exchange.endedAt = now;
    exchange.code = code;
    this.#open.delete(exchange);
    this.#show("ended", exchange);
  }

  /** Complete as soon as both messages are. */
  settle(now: Micros, exchange: ExchangeRecord): void {
    const { request, response } = exchange;
    if (request.endedAt === undefined || response.endedAt === undefined) return;
    this.end(now, exchange, "complete");
  }

  digest(into: Digest): void {
    for (const { label, request, response } of this.#open) {
      into.text(label);
      into.int(request.body.bytes);
      into.int(response.status ?? 0);
      into.int(response.body.bytes);
    }
  }

  #show(phase: ExchangeProbe["phase"], exchange: ExchangeRecord): void {
    if (!this.#host.probing) return;
    const probe: ExchangeProbe = { kind: "exchange", phase, exchange };
    this.#host.probe(probe);
  }
}

export function fieldValue(fields: readonly FieldSpec[], name: string): string | undefined {
  for (const field of fields) if (field[0] === name) return field[1];
  return undefined;
}
