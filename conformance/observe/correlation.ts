// Which client's request stands behind an order that a worker is given. Nothing on the wire says so:
// an order carries an id of the master's, a request none. What is known is that a master takes
// requests in the order of their arrival, so the oldest open request with the same content, that was
// not yet ordered from this worker, is the one.
import { sameLeaseContent } from "./facts.ts";
import type { LeaseRequest } from "./observation.ts";

export interface Origin {
  readonly session: number;
  readonly ordinal: number;
  readonly lease: LeaseRequest | undefined;
}

interface OpenRequest extends Origin {
  readonly key: string;
  /** The workers it was ordered from; few, so that a list is quicker than a set. */
  readonly ordered: number[];
}

export class Correlation {
  /** Open requests by key, oldest first. Lease verbs of one key may still differ. */
  private readonly byKey = new Map<string, OpenRequest[]>();
  private readonly bySession = new Map<number, Map<number, OpenRequest>>();

  taken({ session, ordinal, lease }: Origin, key: string): void {
    const request: OpenRequest = { session, ordinal, lease, key, ordered: [] };
    const alike = this.byKey.get(key);
    if (alike === undefined) this.byKey.set(key, [request]);
    else alike.push(request);
    let own = this.bySession.get(session);
    if (own === undefined) this.bySession.set(session, (own = new Map<number, OpenRequest>()));
    own.set(ordinal, request);
  }

  /** The master replied: nothing more will be ordered for this request. */
  ended(session: number, ordinal: number): void {
    const request = this.bySession.get(session)?.get(ordinal);
    this.bySession.get(session)?.delete(ordinal);
    if (request !== undefined) this.close(request);
  }

  /** The connection is gone; what was ordered for it already is not forgotten by the workers. */
  left(session: number): void {
    for (const request of this.bySession.get(session)?.values() ?? []) this.close(request);
    this.bySession.delete(session);
  }

  /** Whether there is any use in asking. */
  get hasOpen(): boolean {
    return this.byKey.size > 0;
  }

  ordered(worker: number, key: string, lease: LeaseRequest | undefined): Origin | undefined {
    const request = this.byKey
      .get(key)
      ?.find(
        (candidate) =>
          sameLeaseContent(candidate.lease, lease) && !candidate.ordered.includes(worker),
      );
    request?.ordered.push(worker);
    return request;
  }

  private close(request: OpenRequest): void {
    const alike = this.byKey.get(request.key);
    if (alike === undefined) return;
    if (alike.length === 1) this.byKey.delete(request.key);
    else alike.splice(alike.indexOf(request), 1);
  }
}
