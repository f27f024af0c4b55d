// Which reply belongs to which request: a fold over the journal of one connection. Towards a
// master requests have no id and terminal replies come in their order (FANOUT-REPLY-ORDER);
// towards a worker the id tells. Events are no replies (FANOUT-ONE-TERMINAL).

import { ResponseStatus } from "../../wire/index.ts";
import type { Event, Response, WorkerResponse } from "../../wire/index.ts";
import type { Micros } from "../machine.ts";
import type { ConnectionJournal, Received, Sent } from "./journal.ts";

export interface Reply {
  readonly at: Micros;
  readonly message: Response | WorkerResponse;
}

export interface Exchange {
  readonly connection: ConnectionJournal;
  readonly step: string | undefined;
  readonly sentAt: Micros;
  readonly bytes: Uint8Array;
  /** PROCESSING replies, in order. */
  readonly progress: readonly Reply[];
  /** As many as the bytes asked for, fewer while some are owed. */
  readonly terminals: readonly Reply[];
  readonly owed: number;
}

export interface SeenEvent {
  readonly at: Micros;
  /** `main`, or a worker's id. */
  readonly source: string;
  readonly event: Event;
}

interface OpenExchange extends Exchange {
  readonly requestId: string | undefined;
  readonly progress: Reply[];
  readonly terminals: Reply[];
  owed: number;
}

/** Every request that was sent on the connection, in order, with the replies that it got. */
export function exchangesOf(connection: ConnectionJournal): readonly Exchange[] {
  const exchanges: OpenExchange[] = [];
  for (const entry of connection.entries) {
    if (entry.kind === "sent") exchanges.push(opened(connection, entry));
    if (entry.kind === "received" && eventIn(entry) === undefined) answer(exchanges, entry);
  }
  return exchanges;
}

/** Every event frame that came over the connection, in order. */
export function eventsOf(connection: ConnectionJournal): readonly SeenEvent[] {
  const events: SeenEvent[] = [];
  for (const entry of connection.entries) {
    const event = entry.kind === "received" ? eventIn(entry) : undefined;
    if (entry.kind === "received" && event !== undefined) {
      events.push({ at: entry.at, source: sourceOf(connection, entry), event });
    }
  }
  return events;
}

function opened(connection: ConnectionJournal, sent: Sent): OpenExchange {
  return {
    connection,
    step: sent.step,
    sentAt: sent.at,
    bytes: sent.bytes,
    requestId: sent.requestId,
    progress: [],
    terminals: [],
    owed: sent.requests,
  };
}

function answer(exchanges: readonly OpenExchange[], received: Received): void {
  const { message } = received;
  const id = isWorkerResponse(message) ? message.id : undefined;
  const asked = exchanges.find((exchange) => exchange.owed > 0 && exchange.requestId === id);
  if (asked === undefined) return;
  const reply: Reply = { at: received.at, message };
  if (message.status === ResponseStatus.PROCESSING) {
    asked.progress.push(reply);
  } else {
    asked.terminals.push(reply);
    asked.owed -= 1;
  }
}

function eventIn(received: Received): Event | undefined {
  const content = received.message.content?.contentType;
  return content?.case === "event" ? content.value : undefined;
}

/** A master names the source in the message; a worker's own channel is the source. */
function sourceOf(connection: ConnectionJournal, received: Received): string {
  const { message } = received;
  return isWorkerResponse(message)
    ? connection.connection.replace(/^worker-/u, "")
    : message.message;
}

function isWorkerResponse(message: Response | WorkerResponse): message is WorkerResponse {
  return message.$typeName === "kakehi.command.WorkerResponse";
}
