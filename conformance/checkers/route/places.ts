// ROUTE-429: how many connections of one address a cluster serves at once. Who has a place, and who may
// have one still, by what clients saw of their connections.
import { ClusterSchema, type Cluster } from "../../../wire/index.ts";
import { isFieldSet } from "@bufbuild/protobuf";
import type { Configuration } from "../../model/routing/configuration.ts";
import type { ForwardDecision } from "./forward-judge.ts";
import { type Finding, ownStatus, type Seen, valuesOf, withoutField } from "./finding.ts";

/** One connection of a client. */
export interface Contact {
  readonly link: number;
  peer: string;
  /** When the first of its ends was over, and when the last one was; never, where it stands. */
  firstOverAt: number;
  lastOverAt: number;
}

interface Holder {
  readonly contact: Contact;
  readonly cluster: string;
  readonly since: number;
  /** Its request was answered: of one that was not, nobody knows whether it came to have a place. */
  readonly isSure: boolean;
}

interface Place {
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
  private readonly holders: Holder[] = [];
  /** Connections that asked in bytes of their own making: they may have a place, anywhere. */
  private readonly unknown: Holder[] = [];
  /** By connection of HTTP/1, the last of its exchanges, and when those before it were over. */
  private readonly lines = new Map<number, Place>();

  /** Nobody knows what was asked for on it. */
  mayHold(contact: Contact, { exchange }: Seen): void {
    this.unknown.push({ contact, cluster: "", since: exchange.startedAt, isSure: false });
  }

  /** In the order in which the requests came. */
  judge(
    decision: ForwardDecision,
    seen: Seen,
    contact: Contact,
    config: Configuration,
  ): Finding | undefined {
    const { cluster } = decision;
    const limit = limitOf(cluster, config);
    const { startedAt } = seen.exchange;
    const others = this.holders.filter(
      (holder) => holder.cluster === cluster.clusterId && holder.contact.peer === contact.peer,
    );
    const own = others.filter((holder) => holder.contact === contact);
    const hasOne = own.some(({ isSure }) => isSure);
    const isRefused = ownStatus(seen.exchange) === 429;
    const isInLine = this.isBehind(seen, contact);
    if (!isRefused && !hasOne) {
      const isSure = seen.exchange.answer !== undefined && !isInLine;
      this.holders.push({ contact, cluster: cluster.clusterId, since: startedAt, isSure });
    }
    if (isInLine) return undefined;
    if (isRefused) {
      const strangers = this.unknown.filter((holder) => holder.contact.peer === contact.peer);
      const possible = countOf([...others, ...strangers], (holder) => mayBeHeld(holder, startedAt));
      return refusal(seen, cluster, limit === 0 || hasOne || possible < limit);
    }
    if (limit === 0 || own.length > 0 || !wasServed(seen)) return undefined;
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

  /** Another request of its connection is before it: nobody knows when the proxy turned to this one. */
  private isBehind({ exchange }: Seen, { link }: Contact): boolean {
    if (exchange.protocol !== "h1") return false;
    const last = this.lines.get(link);
    // An exchange is judged under every configuration that it may have met.
    if (last?.exchange === exchange) return last.freeAt > exchange.startedAt;
    const freeAt = last === undefined ? 0 : Math.max(last.freeAt, last.exchange.at);
    this.lines.set(link, { exchange, freeAt });
    return freeAt > exchange.startedAt;
  }
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

function mayBeHeld({ contact, since }: Holder, at: number): boolean {
  return since <= at && contact.lastOverAt + marginMicros > at;
}
