// What every HTTP connection of an actor is to its owner, whatever it speaks.

import type { RawFrame } from "../../../wire/index.ts";
import type { ConnectOutcome, ConnId, Host, Micros, NodeName } from "../../machine.ts";
import type { ExchangeBook, ExchangeRecord, ExchangeStart } from "./exchange.ts";
import type { RequestSpec } from "./spec.ts";

/** Which connection it is, and where its exchanges are written down. */
export interface Place {
  readonly host: Host;
  readonly conn: ConnId;
  readonly actor: NodeName;
  readonly name: string;
  readonly book: ExchangeBook;
}

/** Writes down an exchange that begins on this connection. */
export function beginExchange(
  { actor, name, conn, book }: Place,
  begun: Omit<ExchangeStart, "actor" | "connection" | "conn">,
): ExchangeRecord {
  const { role, protocol, ordinal, stream, label, startedAt } = begun;
  const start = {
    actor,
    role,
    protocol,
    connection: name,
    conn,
    ordinal,
    stream,
    label,
    startedAt,
  };
  return book.begin(start);
}

export interface HttpConnection {
  onData(now: Micros, bytes: Uint8Array): number;
  onWritable(now: Micros): void;
  onEnd(now: Micros): void;
  onReset(now: Micros): void;
  /** Bytes as they are; with a label they are a request that brings an answer. */
  raw(now: Micros, bytes: Uint8Array, label: string | undefined): void;
  halfClose(now: Micros): void;
  close(now: Micros): void;
  reset(now: Micros): void;
  pauseReading(now: Micros): void;
  resumeReading(now: Micros): void;
}

export interface ClientConnection extends HttpConnection {
  /** False once nothing can be asked on it. */
  readonly canAsk: boolean;
  onConnect(now: Micros, outcome: ConnectOutcome): void;
  request(now: Micros, label: string, spec: RequestSpec): void;
  /** The body of that request goes on, by so many bytes or to its end. */
  goOn(now: Micros, label: string, bytes: number | undefined): void;
  /** HTTP/2: a reset of the stream with this code; HTTP/1: of the connection. */
  abort(now: Micros, label: string, code: number): void;
  /** HTTP/2: credit for the stream of that request, or for the connection. */
  credit(now: Micros, label: string | undefined, bytes: number): void;
  /** HTTP/2; on the stream of that request, where one is named. */
  frame(now: Micros, frame: RawFrame, label: string | undefined): void;
}

export type Reading = "reading" | "paused" | "discarding";
