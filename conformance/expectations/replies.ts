// Which terminal reply belongs to which labelled step: on each connection terminal replies come in
// the order of the requests, so the journal is walked once.
import type { ActorJournal, ConnectionJournal, JournalEntry } from "../../sim/index.ts";
import type { Response, WorkerResponse } from "../../wire/index.ts";
import { statusOf } from "../observe/facts.ts";

export interface StepReply {
  readonly sentAt: number;
  /** The actor, its how-manieth connection to the master, and the request's place on it. */
  readonly actor: string;
  readonly connection: number;
  readonly ordinal: number;
  readonly reply: { readonly at: number; readonly message: Response | WorkerResponse } | undefined;
}

interface Waiting {
  readonly step: string | undefined;
  readonly requestId: string | undefined;
  readonly sentAt: number;
  readonly ordinal: number;
}

/** By the label of the step. A step that was never sent has no entry. */
export function repliesOf(journals: readonly ActorJournal[]): Map<string, StepReply> {
  const replies = new Map<string, StepReply>();
  for (const journal of journals) {
    journal.connections.forEach((connection, position) => {
      walk(journal.actor, position, connection, replies);
    });
  }
  return replies;
}

function walk(
  actor: string,
  connection: number,
  journal: ConnectionJournal,
  into: Map<string, StepReply>,
): void {
  const waiting: Waiting[] = [];
  let requests = 0;
  for (const entry of journal.entries) {
    if (entry.kind === "sent") {
      for (let at = 0; at < entry.requests; at++) {
        const { step, requestId } = entry;
        const asked = { step, requestId, sentAt: entry.at, ordinal: requests++ };
        waiting.push(asked);
        if (step !== undefined) {
          into.set(step, {
            sentAt: entry.at,
            actor,
            connection,
            ordinal: asked.ordinal,
            reply: undefined,
          });
        }
      }
    } else if (entry.kind === "received" && isTerminal(entry)) {
      const answered = take(waiting, entry.message);
      const step = answered?.step;
      const known = step === undefined ? undefined : into.get(step);
      if (step !== undefined && known !== undefined) {
        into.set(step, { ...known, reply: { at: entry.at, message: entry.message } });
      }
    }
  }
}

/** On a channel to a worker an answer names its request; to a client replies come in order. */
function take(waiting: Waiting[], message: Response | WorkerResponse): Waiting | undefined {
  const named = "id" in message ? waiting.findIndex((asked) => asked.requestId === message.id) : 0;
  return named < 0 ? undefined : waiting.splice(named, 1)[0];
}

function isTerminal(entry: JournalEntry & { kind: "received" }): boolean {
  const { message } = entry;
  return statusOf(message.status) !== "processing" && message.content?.contentType.case !== "event";
}
