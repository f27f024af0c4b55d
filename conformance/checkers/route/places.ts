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

const rule = "ROUTE-429";
/** So long a connection that has ended may still have its place. */
const marginMicros = 200_000;

export class Places {
  private readonly holders: Holder[] = [];
  /** By connection of HTTP/1, when the last of its exchanges so far was over. */
  private readonly freeAt = new Map<number, number>();

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
    const certain = countOf(others, (holder) => isHeld(holder, seen.exchange));
    const possible = countOf(others, (holder) => mayBeHeld(holder, startedAt));
    const isRefused = ownStatus(seen.exchange) === 429;
    const isInLine = this.isBehind(seen, contact);
    if (!isRefused && !hasOne) {
      const isSure = seen.exchange.answer !== undefined && !isInLine;
      this.holders.push({ contact, cluster: cluster.clusterId, since: startedAt, isSure });
    }
    const isFull = limit > 0 && own.length === 0 && certain >= limit;
    const isFree = limit === 0 || hasOne || possible < limit;
    if (isInLine) return undefined;
    if (isRefused) return refusal(seen, cluster, isFree);
    if (!isFull || seen.exchange.answer === undefined) return undefined;
    const { answer } = seen.exchange;
    return {
      rule,
      holds: false,
      expected: `429: ${certain} of ${limit} places are taken`,
      actual: `${answer}`,
      index: seen.index,
      falsification: undefined,
    };
  }

  /** Another request of its connection is before it: nobody knows when the proxy turned to this one. */
  private isBehind({ exchange }: Seen, { link }: Contact): boolean {
    if (exchange.protocol !== "h1") return false;
    const freeAt = this.freeAt.get(link) ?? 0;
    this.freeAt.set(link, Math.max(freeAt, exchange.at));
    return freeAt > exchange.startedAt;
  }
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
