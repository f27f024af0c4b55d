// Which client's request stands behind an order that a worker is given. Nothing on the wire says so:
// an order carries an id of the master's, a request none. What is known is that a master takes
// requests in the order of their arrival, so the oldest open request with the same content, that was
// not yet ordered from this worker, is the one.
import type { LeaseRequest } from "./observation.ts";
import { contentOf } from "./facts.ts";

export interface Origin {
  readonly session: number;
  readonly ordinal: number;
  readonly lease: LeaseRequest;
}

interface OpenRequest extends Origin {
  readonly content: string;
  readonly ordered: Set<number>;
}

/** Requests that got no reply are forgotten from here on, oldest first. */
const openRequestsMax = 4096;

export class Correlation {
  private open: OpenRequest[] = [];

  taken(origin: Origin): void {
    this.open.push({ ...origin, content: contentOf(origin.lease), ordered: new Set() });
    if (this.open.length > openRequestsMax) this.open.shift();
  }

  /** The master replied: nothing more will be ordered for this request. */
  ended(session: number, ordinal: number): void {
    this.open = this.open.filter(
      (request) => request.session !== session || request.ordinal !== ordinal,
    );
  }

  ordered(worker: number, lease: LeaseRequest): Origin | undefined {
    const content = contentOf(lease);
    const request = this.open.find(
      (candidate) => candidate.content === content && !candidate.ordered.has(worker),
    );
    request?.ordered.add(worker);
    return request;
  }
}
