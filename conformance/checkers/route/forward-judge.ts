// A request that somebody serves: it reaches back ends of its own cluster only (ROUTE-MATCH), or there is
// none that could take it (ROUTE-503).
import type { Decision } from "../../model/routing/decision.ts";
import { beforeRouting } from "./answer-judge.ts";
import { type Finding, ownStatus, type Seen } from "./finding.ts";

export type ForwardDecision = Extract<Decision, { readonly kind: "forward" }>;

export interface Surroundings {
  /** Where each actor listens. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Where anybody would answer a dial, where that is known. */
  readonly listening: ReadonlySet<string> | undefined;
}

/** Answers that say that a request goes nowhere. */
const nowhere: ReadonlySet<number> = new Set([301, 302, 308, 401, 404, 421]);

export function judgeForward(
  { cluster, backends }: ForwardDecision,
  { exchange, index }: Seen,
  origins: readonly Seen[],
  { addresses, listening }: Surroundings,
): Finding | undefined {
  const rule = "ROUTE-MATCH";
  for (const { exchange: reached, index: place } of origins) {
    const { actor } = reached;
    if (backends.includes(addresses.get(actor) ?? "")) continue;
    const wrong = { rule, holds: false, expected: wordsOf(cluster), falsification: undefined };
    return { ...wrong, actual: actor, index: place };
  }
  const [origin] = origins;
  if (origin !== undefined) {
    const { actor } = origin.exchange;
    const falsification = { field: "actor", value: "nobody" } as const;
    const found = { expected: actor, actual: actor, index: origin.index, falsification };
    return { rule, holds: true, ...found };
  }
  const own = ownStatus(exchange);
  if (own === undefined || beforeRouting.has(own) || own === 429) return undefined;
  if (nowhere.has(own)) {
    const wrong = { rule, holds: false, expected: wordsOf(cluster), falsification: undefined };
    return { ...wrong, actual: `${own}`, index };
  }
  if (backends.some((address) => listening?.has(address) ?? true)) return undefined;
  return {
    rule: "ROUTE-503",
    holds: own === 503 || own === 504,
    expected: `503: ${cluster.clusterId} has no back end that takes a connection`,
    actual: `${own}`,
    index,
    // Where somebody was dialled, RETRY-BOUND holds the answer against the attempts.
    falsification: backends.length === 0 ? { field: "answer", value: 502 } : undefined,
  };
}

function wordsOf({ clusterId }: ForwardDecision["cluster"]): string {
  return `a back end of ${clusterId}`;
}
