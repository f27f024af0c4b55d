// Which terminal reply belongs to which labelled step: on each connection terminal replies come in
// the order of the requests, so the journal is walked once.
import type { ActorJournal, ConnectionJournal, Sent } from "../../sim/index.ts";
import type { Response, WorkerResponse } from "../../wire/index.ts";
import { isTerminal, pairsOf } from "./pairing.ts";

export interface StepReply {
  readonly sentAt: number;
  /** The actor, its how-manieth connection to the master, and the request's place on it. */
  readonly actor: string;
  readonly connection: number;
  readonly ordinal: number;
  readonly reply: { readonly at: number; readonly message: Response | WorkerResponse } | undefined;
  /** `missing`: no reply came; `doubtful`: the reply, or that there is none, may be another request's. */
  readonly standing?: "missing" | "doubtful";
}

interface Waiting {
  readonly step: string | undefined;
  readonly requestId: string | undefined;
  readonly sentAt: number;
  readonly ordinal: number;
}

/** By the label of the step; unlabelled ones share the empty label. A step never sent has no entry. */
export function repliesOf(journals: readonly ActorJournal[]): Map<string, StepReply> {
  const replies = new Map<string, StepReply>();
  for (const journal of journals) {
    journal.connections.forEach((connection, position) => {
      walk(journal.actor, position, connection, replies);
    });
  }
  return replies;
}

/**
 * The same as far as a client can tell that gets fewer replies than it sent requests: the first that
 * there is none for is missing, and nothing is concluded from those around it.
 */
export function repliesOutside(journals: readonly ActorJournal[]): Map<string, StepReply> {
  const replies = new Map<string, StepReply>();
  for (const { actor, connections } of journals) {
    for (const [connection, journal] of connections.entries()) {
      for (const { step = "", sentAt, ordinal, reply, standing } of pairsOf(journal)) {
        const doubt = standing === "answered" ? {} : { standing };
        replies.set(step, { sentAt, actor, connection, ordinal, reply, ...doubt });
      }
    }
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
      const asked = askedBy(entry, requests);
      requests += asked.length;
      waiting.push(...asked);
      for (const { step, sentAt, ordinal } of asked) {
        into.set(step ?? "", { sentAt, actor, connection, ordinal, reply: undefined });
      }
    } else if (entry.kind === "received" && isTerminal(entry)) {
      const step = take(waiting, entry.message)?.step ?? "";
      const known = into.get(step);
      if (known !== undefined) {
        into.set(step, { ...known, reply: { at: entry.at, message: entry.message } });
      }
    }
  }
}

/** The replies that one sending should bring. */
function askedBy({ step, requestId, at, requests }: Sent, first: number): Waiting[] {
  return Array.from({ length: requests }, (_, place) => {
    return { step, requestId, sentAt: at, ordinal: first + place };
  });
}

/** On a channel to a worker an answer names its request; to a client replies come in order. */
function take(waiting: Waiting[], message: Response | WorkerResponse): Waiting | undefined {
  const named = "id" in message ? waiting.findIndex((asked) => asked.requestId === message.id) : 0;
  return named < 0 ? undefined : waiting.splice(named, 1)[0];
}
