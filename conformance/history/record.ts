// A history from the observations of a run: only what a client could have seen of it, which is what
// went in and out of the master's sockets. Requests that no worker may see are left out.
import type { LeaseConstants } from "../model/constants.ts";
import type {
  Credentials,
  LeaseRequest,
  Observation,
  ReplyWritten,
} from "../observe/observation.ts";
import { isAdmissible, ttlMicrosOf } from "./admissible.ts";
import type {
  History,
  HistoryAnswer,
  HistoryEvent,
  HistoryHeader,
  HistoryOperation,
  HistoryWorker,
} from "./history.ts";

export interface RecordOptions {
  readonly floor: number;
  readonly constants: LeaseConstants;
  /** Within this no worker can have been waited for in vain. */
  readonly workerTimeoutMicros: number;
}

export function recordHistory(
  observations: readonly Observation[],
  options: RecordOptions,
): History {
  const recording = new Recording(options);
  for (const observation of observations) recording.observe(observation);
  return recording.history(observations.at(-1)?.at ?? 0);
}

class Recording {
  private readonly options: RecordOptions;
  private readonly credentials = new Map<number, Credentials | undefined>();
  private readonly operations = new Map<string, HistoryOperation>();
  private readonly events: HistoryEvent[] = [];
  private readonly lives = new Map<number, HistoryWorker>();
  /** Workers that have not ended, and when the last one did. */
  private readonly alive = new Set<number>();
  private endedAt = -1;

  constructor(options: RecordOptions) {
    this.options = options;
  }

  observe(observation: Observation): void {
    const { kind, at } = observation;
    if (kind === "session-opened") {
      this.credentials.set(observation.session, observation.credentials);
    } else if (kind === "request" && observation.lease !== undefined) {
      this.sent(observation, observation.lease);
    } else if (kind === "reply") {
      this.replied(observation);
    } else if (kind === "level-event") {
      this.events.push(eventOf(observation));
    } else if (kind === "worker-started") {
      const { worker } = observation;
      this.alive.add(worker);
      this.lives.set(worker, { t: "worker", worker, from: at });
    } else if (kind === "worker-ended") {
      const { worker } = observation;
      this.alive.delete(worker);
      this.endedAt = at;
      this.lives.set(worker, { t: "worker", ...this.lives.get(worker), worker, until: at });
    }
  }

  history(endedAt: number): History {
    const { floor, constants } = this.options;
    const { expiry, leasesPerWorkerMax, takeover } = constants;
    const header: HistoryHeader = {
      t: "history",
      format: 1,
      floor,
      latenessMicros: expiry.kind === "exact" ? 0 : expiry.periodMicros,

      slackMicros: 0,
      leasesPerWorkerMax,
      takeover,
    };
    const operations = [...this.operations.values()];
    const { events, lives } = this;
    return { header, operations, events, subscribedAt: -1, lives, endedAt };
  }

  private sent(
    { session, ordinal, at }: { session: number; ordinal: number; at: number },
    lease: LeaseRequest,
  ): void {
    const { constants } = this.options;
    if (!isAdmissible(lease, constants)) return;
    const id = `${session}.${ordinal}`;
    const peer = this.credentials.get(session);
    const clear = lease.clear === true;
    this.operations.set(id, {
      t: "operation",
      id,
      session: String(session),
      ...(peer === undefined ? {} : { owner: `${peer.pid}/${session}` }),
      verb: clear ? "clear" : "apply",
      clientId: lease.clientId,
      ...(clear ? {} : { level: lease.detail ?? 0, ttlMicros: ttlMicrosOf(lease, constants) }),
      sent: at,
      answers: {},
    });
  }

  private replied({ session, ordinal, at, status, fleet }: ReplyWritten): void {
    const id = `${session}.${String(ordinal)}`;
    const operation = this.operations.get(id);
    if (operation === undefined || status === "processing") return;
    const answers: Record<string, HistoryAnswer> = {};
    // Whoever lives, was asked and did not accept has refused, unless it may only have been silent.
    const prompt = at - operation.sent < this.options.workerTimeoutMicros;
    if (prompt && this.endedAt < operation.sent) {
      for (const worker of this.alive) {
        if ((this.lives.get(worker)?.from ?? 0) < operation.sent)
          answers[String(worker)] = "refused";
      }
    }
    for (const [worker, { configured, effective, previous, count }] of fleet?.workers ?? []) {
      answers[String(worker)] = { configured, effective, previous, count };
    }
    this.operations.set(id, { ...operation, replied: at, answers });
  }
}

function eventOf({
  worker,
  at,
  change,
}: Extract<Observation, { kind: "level-event" }>): HistoryEvent {
  const { previous, effective, clientId } = change;
  const transition =
    change.transition === "lease_apply" || change.transition === "lease_clear"
      ? change.transition
      : "lease_tick_expired";
  const event = { t: "event", worker, at, previous, effective, transition } as const;
  return clientId === undefined ? event : { ...event, clientId };
}
