// LEASE-NOT-PERSISTED: leases are never in saved or replayed configuration state. Whatever the format
// of a state file, a lease in it has to name its client_id or its verb; and a worker is never given a
// lease verb that no client asked for. A file that a client had loaded and that holds lease verbs of
// somebody's own writing is CONFIG-LOAD-ONLY's business: nobody persisted those.
import { mapAt } from "../../grouped.ts";
import type {
  AnswerWritten,
  FileStored,
  Observation,
  OrderTaken,
  ReplyWritten,
  RequestTaken,
} from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";

const rule = "LEASE-NOT-PERSISTED";
const verbName = /set_?metric_?detail/i;

export class PersistenceChecker implements Checker {
  readonly kinds = [
    "request",
    "reply",
    "order",
    "answer",
    "stored",
    "loaded",
    "worker-started",
  ] as const;
  private readonly verdicts: Verdicts;
  /** Ids that some worker holds a lease for, as far as its answers said. */
  private readonly leased = new Set<string>();
  /** By worker, then by the id of the order. */
  private readonly orders = new Map<number, Map<string, OrderTaken>>();
  /** The ids that clients wait to hear of, by session and ordinal: a master may word their requests anew. */
  private readonly asked = new Map<number, Map<number, string>>();

  private readonly saved = new Set<string>();
  /** A file with a lease verb was read that nobody here had written. */
  private hasForeignLease = false;

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    const { kind } = observation;
    if (kind === "request") this.requested(observation);
    else if (kind === "reply") this.replied(observation);
    else if (kind === "order") this.ordered(observation, index);
    else if (kind === "answer") this.answered(observation);
    else if (kind === "loaded") this.loaded(observation.text ?? "");
    else if (kind === "stored") this.stored(observation, index);
    else if (kind === "worker-started") this.started(observation.worker, index);
  }

  private loaded(text: string): void {
    if (!this.saved.has(text) && verbName.test(text)) this.hasForeignLease = true;
  }

  private requested({ session, ordinal, lease }: RequestTaken): void {
    if (lease === undefined) return;
    mapAt(this.asked, session).set(ordinal, lease.clientId);
  }

  private replied({ session, ordinal, status }: ReplyWritten): void {
    if (status !== "processing") this.asked.get(session)?.delete(ordinal ?? -1);
  }

  private ordered(order: OrderTaken, index: number): void {
    const isUnasked = order.session === undefined && !this.isAsked(order.lease.clientId);
    if (isUnasked && !this.hasForeignLease) this.replayed(order, index);
    mapAt(this.orders, order.worker).set(order.id, order);
  }

  private started(worker: number, index: number): void {
    if (this.leased.size === 0) return;
    this.verdicts.evaluated(rule, index, () => ({ field: "replayed", value: worker }));
  }

  private isAsked(clientId: string): boolean {
    for (const own of this.asked.values()) {
      for (const asked of own.values()) if (asked === clientId) return true;
    }
    return false;
  }

  private answered({ worker, id, status }: AnswerWritten): void {
    const orders = mapAt(this.orders, worker);
    const lease = orders.get(id)?.lease;
    orders.delete(id);
    if (lease === undefined || status !== "ok") return;
    // Very short ids turn up in any file by chance.
    if (lease.clear === true) this.leased.delete(lease.clientId);
    else if (lease.clientId.length >= 4) this.leased.add(lease.clientId);
  }

  private replayed(order: OrderTaken, index: number): void {
    this.verdicts.violated({
      rule,
      index,
      at: order.at,
      message: `worker ${order.worker} was given a lease verb that no client asked for`,
      expected: "configuration only",
      actual: JSON.stringify(order.lease.clientId),
    });
  }

  private stored({ text, at }: FileStored, index: number): void {
    this.saved.add(text);
    if (this.leased.size === 0) return;
    const named = [...this.leased].find((clientId) => text.includes(clientId));
    if (named !== undefined || verbName.test(text)) {
      this.verdicts.violated({
        rule,
        index,
        at,
        message: "a state file holds a lease",
        expected: "configuration only",
        actual: named ?? "the lease verb",
      });
      return;
    }
    const [clientId] = this.leased;
    this.verdicts.evaluated(rule, index, () => ({
      field: "text",
      value: `${text}\nsetMetricDetail ${clientId ?? ""}\n`,
    }));
  }
}
