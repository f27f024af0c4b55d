// Puts a wrong value into a recording, as a proxy with that fault would have shown it: what one part
// of the fleet says wrongly, the parts that repeat it repeat. A self-test then expects exactly the
// rule of that falsification to fail.
import type {
  AnswerWritten,
  FleetStatus,
  Observation,
  OrderTaken,
  ReplyWritten,
} from "../observe/observation.ts";
import { withMessages } from "./falsified-messages.ts";
import type { Falsification, Sample } from "./verdicts.ts";

/** The recording with one falsification in it. */
export function falsified(recording: readonly Observation[], sample: Sample): Observation[] {
  const messages = withMessages(recording, sample.index, sample.falsification);
  if (messages !== undefined) return messages;
  const changed = [...recording];
  const target = changed[sample.index];
  if (target === undefined) throw new Error("a sample names an observation of its recording");
  if (sample.falsification.field === "ordered") {
    changed.splice(sample.index, 0, unwantedOrder(recording, sample.index));
    return changed;
  }
  if (sample.falsification.field === "replayed") {
    changed.splice(sample.index + 1, 0, replayedOrder(target.at, sample.falsification.value));
    return changed;
  }
  const { field, value } = sample.falsification;
  if (field === "swapped") {
    swap(changed, value, sample.index);
    return changed;
  }
  const wrong = put(target, sample.falsification);
  changed[sample.index] = wrong;
  if (wrong.kind === "answer") repeatAnswer(changed, sample.index, wrong);
  return changed;
}

/** Whose value is put over the observation field by field. */
const severalFields: ReadonlySet<string> = new Set(["levels", "reply", "filed", "ended", "frame"]);

/** The types of the fields agree by construction: a checker only samples fields its observation has. */
function put(observation: Observation, { field, value }: Falsification): Observation {
  const isSeveral = severalFields.has(field) && typeof value === "object";
  if (!isSeveral && !(field in observation)) throw new Error(`${observation.kind} has no ${field}`);
  const changes: object = isSeveral ? value : { [field]: value };
  return { ...observation, ...changes };
}

/** Two replies, or two orders to one worker: only when they were written stays. */
function swap(changed: Observation[], first: number, second: number): void {
  const one = changed[first];
  const other = changed[second];
  if (one?.kind === "reply" && other?.kind === "reply") {
    changed[first] = { ...other, at: one.at, ordinal: one.ordinal };
    changed[second] = { ...one, at: other.at, ordinal: other.ordinal };
  } else if (one?.kind === "order-sent" && other?.kind === "order-sent") {
    changed[first] = { ...other, at: one.at };
    changed[second] = { ...one, at: other.at };
  } else {
    throw new Error("only two replies or two orders change places");
  }
}

/** The aggregate that the master made of a worker's answer carries the same values. */
function repeatAnswer(changed: Observation[], index: number, answer: AnswerWritten): void {
  const order = orderOf(changed, index, answer);
  if (order === undefined) return;
  const at = changed.findIndex(
    (candidate, position) =>
      position > index &&
      candidate.kind === "reply" &&
      candidate.status !== "processing" &&
      candidate.session === order.session &&
      candidate.ordinal === order.ordinal,
  );
  const reply = changed[at];
  if (reply?.kind === "reply" && reply.fleet !== undefined)
    changed[at] = repeated(reply, reply.fleet, answer);
}

function repeated(reply: ReplyWritten, fleet: FleetStatus, answer: AnswerWritten): ReplyWritten {
  const workers = new Map(fleet.workers);
  if (answer.status === "ok" && answer.detail !== undefined)
    workers.set(answer.worker, answer.detail);
  else workers.delete(answer.worker);
  return { ...reply, fleet: { ...fleet, workers } };
}

function orderOf(
  changed: readonly Observation[],
  index: number,
  answer: AnswerWritten,
): OrderTaken | undefined {
  const found = changed
    .slice(0, index)
    .findLast(
      (candidate): candidate is OrderTaken =>
        candidate.kind === "order" &&
        candidate.worker === answer.worker &&
        candidate.id === answer.id,
    );
  return found?.session === undefined ? undefined : found;
}

/** The request behind a refusal, as if a worker had been asked all the same. */
function unwantedOrder(recording: readonly Observation[], index: number): OrderTaken {
  const reply = recording[index];
  if (reply?.kind !== "reply") throw new Error("only a refusal can have been fanned out wrongly");
  const request = recording.find(
    (candidate) =>
      candidate.kind === "request" &&
      candidate.session === reply.session &&
      candidate.ordinal === reply.ordinal,
  );
  if (request?.kind !== "request" || request.lease === undefined)
    throw new Error("a refusal answers a request");
  const { session, ordinal, lease } = request;
  const given = recording.find(
    (candidate) => candidate.kind === "order" && candidate.session === session,
  );
  const opened = recording.find(
    (candidate) => candidate.kind === "session-opened" && candidate.session === session,
  );
  const peerPid = opened?.kind === "session-opened" ? opened.credentials?.pid : undefined;
  const peerSession =
    given?.kind === "order" ? given.lease.peerSession : "7ZZZZZZZZZZZZZZZZZZZZZZZZZ";
  return {
    kind: "order",
    at: reply.at,
    worker: 0,
    id: "unwanted",
    session,
    ordinal,
    lease: { ...lease, peerPid, peerSession },
    asked: lease,
  };
}

/** A lease verb that nobody asked for. */
function replayedOrder(at: number, worker: number): OrderTaken {
  const lease = {
    clientId: "restored",
    detail: 3,
    ttlSeconds: 60,
    clear: undefined,
    reason: undefined,
    peerPid: undefined,
    peerSession: undefined,
  };
  return {
    kind: "order",
    at,
    worker,
    id: "replayed",
    session: undefined,
    ordinal: undefined,
    lease,
    asked: undefined,
  };
}
