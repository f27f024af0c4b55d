// Which client's request stands behind an order that a worker is given. Nothing on the wire says so:
// an order carries an id of the master's, a request none. What is known is that a master takes
// requests in the order of their arrival, so the oldest request with the same content, that was not
// yet ordered from this worker, is the one; unless a later one of its session was ordered already, and
// another with the same content came behind that: then it was refused, and its reply waits in line.
import { listAt, mapAt } from "../grouped.ts";
import { sameLeaseContent } from "./facts.ts";
import { LateOrders } from "./late-orders.ts";
import type { LeaseRequest } from "./observation.ts";
import type { Origin, OriginTaken } from "./origin.ts";

export class Correlation {
  /** Open requests by key, oldest first. Lease verbs of one key may still differ. */
  private readonly byKey = new Map<string, OriginTaken[]>();
  private readonly bySession = new Map<number, Map<number, OriginTaken>>();
  private readonly late = new LateOrders();
  private places = 0;

  taken({ session, ordinal, lease }: Origin, key: string, takenAt: number): void {
    const place = this.places++;
    const request: OriginTaken = { session, ordinal, lease, key, takenAt, place, ordered: [] };
    listAt(this.byKey, key).push(request);
    mapAt(this.bySession, session).set(ordinal, request);
  }

  /**
   * The master replied: nothing more will be ordered for this request. What it was ordered may still
   * wait for room on a channel, unless it was answered before any worker could have been asked.
   */
  ended(session: number, ordinal: number, at: number): void {
    const request = this.bySession.get(session)?.get(ordinal);
    this.bySession.get(session)?.delete(ordinal);
    if (request === undefined) return;
    this.close(request);
    if (at > request.takenAt) this.addLate(request);
  }

  /** The connection is gone; what was ordered for it already is not forgotten. */
  left(session: number): void {
    for (const request of this.bySession.get(session)?.values() ?? []) {
      this.close(request);
      if (request.ordered.length > 0) this.addLate(request);
    }
    this.bySession.delete(session);
  }

  linked(worker: number): void {
    this.late.linked(worker, this.places);
  }

  severed(worker: number): void {
    this.late.severed(worker);
  }

  /** Whether there is any use in asking. */
  get hasOpen(): boolean {
    return this.byKey.size > 0 || this.late.length > 0;
  }

  ordered(worker: number, key: string, lease: LeaseRequest | undefined): Origin | undefined {
    const alike = this.byKey.get(key);
    const fits = (candidate: OriginTaken): boolean =>
      sameLeaseContent(candidate.lease, lease) && !candidate.ordered.includes(worker);
    let request = alike?.find(fits);
    if (request !== undefined && alike !== undefined && alike.length > 1) {
      const inOrder = (candidate: OriginTaken): boolean => !this.isOvertaken(candidate, worker);
      if (!inOrder(request)) request = alike.find((one) => fits(one) && inOrder(one)) ?? request;
    }
    if (this.late.length > 0) {
      const late = this.late.take(worker, { key, lease, before: request?.place });
      if (late !== undefined) return late;
    }
    request?.ordered.push(worker);
    return request;
  }

  /** A channel keeps its order: where a later one of its session was ordered, its own will not come. */
  private addLate(request: OriginTaken): void {
    this.late.add(request, (worker) => this.isOvertaken(request, worker));
  }

  /** A later request of its session was ordered from this worker. */
  private isOvertaken({ session, ordinal }: OriginTaken, worker: number): boolean {
    for (const other of this.bySession.get(session)?.values() ?? []) {
      if (other.ordinal > ordinal && other.ordered.includes(worker)) return true;
    }
    return false;
  }

  private close(request: OriginTaken): void {
    const alike = this.byKey.get(request.key);
    if (alike === undefined) return;
    if (alike.length === 1) this.byKey.delete(request.key);
    else alike.splice(alike.indexOf(request), 1);
  }
}
