// ROUTE-429: how many connections of one address a cluster serves at once. Who has a place, and who may
// have one still, by what clients saw of their connections.
import { ClusterSchema, type Cluster } from "../../../wire/index.ts";
import { isFieldSet } from "@bufbuild/protobuf";
import { listAt } from "../../grouped.ts";
import type { Configuration } from "../../model/routing/configuration.ts";
import type { ForwardDecision } from "./forward-judge.ts";
import { type Finding, ownStatus, type Seen, valuesOf, withoutField } from "./finding.ts";

/** One connection of a client. */
export interface Contact {
  readonly link: number;
  peer: string;
  /** The one that accepted it, and that alone keeps count of it. */
  worker: number | undefined;
  /** When the first of its ends was over, and when the last one was; never, where it stands. */
  firstOverAt: number;
  lastOverAt: number;
  /** What the proxy saw of it: which sides have said their end. */
  watched: { hasPeerEnded: boolean; hasProxyEnded: boolean } | undefined;
}

interface Holder {
  readonly contact: Contact;
  readonly cluster: string;
  readonly since: number;
  /** Its request was answered: of one that was not, nobody knows whether it came to have a place. */
  readonly isSure: boolean;
  /** Among all requests, in the order in which clients made them. */
  readonly place: number;
}

/** Of one connection in one cluster, the places in the order of requests at which it came to have one. */
interface Own {
  first: number;
  /** Of those that were answered. */
  firstSure: number;
}

/** A request of HTTP/1 and its turn. */
interface Turn {
  readonly exchange: Seen["exchange"];
  /** Those before it were over by then. */
  readonly freeAt: number;
}

const rule = "ROUTE-429";
/** What a head gets that is none, or not in time, or too large. */
const unread: ReadonlySet<number> = new Set([400, 408, 431]);
/** So long a connection that has ended may still have its place. */
const marginMicros = 200_000;

export class Places {
  /** By cluster; every request of a run is held against those of its own. */
  private readonly holders = new Map<string, Holder[]>();
  private readonly owns = new Map<Contact, Map<string, Own>>();
  /** Connections that asked in bytes of their own making: they may have a place, anywhere. */
  private readonly unknown: Holder[] = [];
  /** By connection of HTTP/1, the last of its exchanges, and when those before it were over. */
  private readonly lines = new Map<number, Turn>();
  /** Those that another request of their connection was before, and where each one stands. */
  private readonly inLine = new Set<Seen["exchange"]>();
  private readonly order = new Map<Seen["exchange"], number>();

  /** Nobody knows what was asked for on it, or how that ended. */
  mayHold(contact: Contact, since: number): void {
    this.unknown.push({ contact, cluster: "", since, isSure: false, place: 0 });
  }

  /** In the order in which clients made their requests, each under all that may have been decided. */
  enter(seen: Seen, contact: Contact, clusters: readonly string[]): void {
    const { exchange } = seen;
    const place = this.order.size;
    this.order.set(exchange, place);
    const isInLine = this.isBehind(seen, contact);
    if (isInLine) this.inLine.add(exchange);
    if (ownStatus(exchange) === 429) return;
    const isSure = exchange.answer !== undefined && !isInLine;
    for (const cluster of clusters) {
      const holder = { contact, cluster, since: exchange.startedAt, isSure, place };
      listAt(this.holders, cluster).push(holder);
      const own = this.own(contact, cluster);
      own.first = Math.min(own.first, place);
      if (isSure) own.firstSure = Math.min(own.firstSure, place);
    }
  }

  /** When all were entered: the order in which a proxy turned to them may be another one. */
  judge(
    decision: ForwardDecision,
    seen: Seen,
    contact: Contact,
    config: Configuration,
  ): Finding | undefined {
    if (this.inLine.has(seen.exchange)) return undefined;
    const { cluster } = decision;
    const limit = limitOf(cluster, config);
    const isRefused = ownStatus(seen.exchange) === 429;
    if (!isRefused && (limit === 0 || !wasServed(seen))) return undefined;
    const place = this.order.get(seen.exchange) ?? 0;
    const own = this.own(contact, cluster.clusterId);
    if (isRefused) {
      const all = [...this.others(cluster, place, contact), ...this.strangers(contact)];
      const possible = countOf(all, (holder) => mayBeHeld(holder, seen.exchange));
      return refusal(seen, cluster, limit === 0 || own.firstSure < place || possible < limit);
    }
    if (own.first < place) return undefined;
    const others = this.others(cluster, place, contact);
    const certain = countOf(others, (holder) => isHeld(holder, seen.exchange));
    if (certain < limit) return undefined;
    return {
      rule,
      holds: false,
      expected: `429: ${certain} of ${limit} places are taken`,
      actual: String(seen.exchange.answer),
      index: seen.index,
      falsification: undefined,
    };
  }

  private own(contact: Contact, cluster: string): Own {
    const known = this.owns.get(contact) ?? new Map<string, Own>();
    const own = known.get(cluster) ?? { first: Infinity, firstSure: Infinity };
    this.owns.set(contact, known.set(cluster, own));
    return own;
  }

  private others({ clusterId }: Cluster, place: number, contact: Contact): readonly Holder[] {
    const holders = this.holders.get(clusterId) ?? [];
    return holders.filter(
      (holder) => holder.place !== place && isCountedWith(holder.contact, contact),
    );
  }

  private strangers(contact: Contact): readonly Holder[] {
    return this.unknown.filter((holder) => isCountedWith(holder.contact, contact));
  }

  /** Another request of its connection is before it: nobody knows when the proxy turned to this one. */
  private isBehind({ exchange }: Seen, { link }: Contact): boolean {
    if (exchange.protocol !== "h1") return false;
    const last = this.lines.get(link);
    const freeAt = last === undefined ? 0 : Math.max(last.freeAt, last.exchange.at);
    this.lines.set(link, { exchange, freeAt });
    return freeAt > exchange.startedAt;
  }
}

function isCountedWith(one: Contact, other: Contact): boolean {
  return one.peer === other.peer && one.worker === other.worker;
}

/** A head that is refused as such comes to no cluster. */
function wasServed({ exchange: { answer, answerTo } }: Seen): boolean {
  if (answer === undefined) return false;
  return answerTo !== undefined || !unread.has(answer);
}

function refusal({ exchange, index }: Seen, cluster: Cluster, isFree: boolean): Finding {
  const fields = exchange.answerFields;
  const isTold = isFieldSet(cluster, ClusterSchema.field.retryAfter);
  const isWanted = !isTold || cluster.retryAfter > 0;
  const values = valuesOf(fields, "retry-after");
  const isRight = isTold ? values[0] === String(cluster.retryAfter) : /^\d+$/.test(values[0] ?? "");
  const bears = isWanted ? values.length === 1 && isRight : values.length === 0;
  const shown =
    values.length === 0 ? "429 without Retry-After" : `429 with Retry-After ${values.join()}`;
  return {
    rule,
    holds: bears && !isFree,
    expected: isFree ? "to be served: there is a place" : "429 with Retry-After",
    actual: shown,
    index,
    falsification: isWanted
      ? { field: "answerFields", value: withoutField(fields, "retry-after") }
      : { field: "answerFields", value: [...fields, ["retry-after", "0"]] },
  };
}

function limitOf(cluster: Cluster, config: Configuration): number {
  return isFieldSet(cluster, ClusterSchema.field.maxConnectionsPerIp)
    ? Number(cluster.maxConnectionsPerIp)
    : config.connectionsPerIpMax;
}

function countOf(holders: readonly Holder[], counts: (holder: Holder) => boolean): number {
  return new Set(holders.filter(counts).map(({ contact }) => contact)).size;
}

/** Until the other one was answered: when the proxy turned to that one nobody outside knows. */
function isHeld({ contact, since, isSure }: Holder, { startedAt, at }: Seen["exchange"]): boolean {
  return isSure && since < startedAt && contact.firstOverAt > at;
}

/** At any time at which the proxy may have turned to the other one. */
function mayBeHeld({ contact, since }: Holder, { startedAt, at }: Seen["exchange"]): boolean {
  return since <= at && contact.lastOverAt + marginMicros > startedAt;
}
