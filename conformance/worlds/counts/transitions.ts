// What leases, metrics and the configuration did while two or more exchanges were under way: for each such
// moment the exchanges that were.
import type { Scenario } from "../../../sim/index.ts";
import type { Observation } from "../../observe/observation.ts";

export const transitions = [
  "lease: applied, the level rose",
  "lease: applied again",
  "lease: cleared, the level fell",
  "lease: expired, the level fell",
  "lease: its owner crashed",
  "metrics: cleared",
  "metrics: disabled",
  "metrics: enabled",
  "configuration: cluster removed",
  "configuration: cluster back",
  "configuration: back end removed",
  "configuration: back end back",
  "proxy: soft stop",
  "proxy: hard stop",
] as const;

export type Transition = (typeof transitions)[number];

const openMin = 2;

const ofLevels: Readonly<Record<string, Transition>> = {
  lease_apply: "lease: applied, the level rose",
  lease_clear: "lease: cleared, the level fell",
  lease_tick_expired: "lease: expired, the level fell",
};

const ofOrders: Readonly<Record<string, Transition>> = {
  removeCluster: "configuration: cluster removed",
  addCluster: "configuration: cluster back",
  removeBackend: "configuration: back end removed",
  addBackend: "configuration: back end back",
  softStop: "proxy: soft stop",
  hardStop: "proxy: hard stop",
};

const ofMetrics: readonly Transition[] = [
  "metrics: enabled",
  "metrics: disabled",
  "metrics: cleared",
];

/** Whether `eachTransition` looks at it: at the end of a run, because an owner may have crashed since. */
export function isOfTransition({ kind }: Observation): boolean {
  return (
    kind === "exchange-begun" ||
    kind === "exchange-ended" ||
    kind === "level-event" ||
    kind === "order" ||
    kind === "configuration-sent" ||
    kind === "run-ended"
  );
}

/** Called for every transition with how many exchanges were under way. */
export function eachTransition(
  scenario: Scenario,
  observations: readonly Observation[],
  met: (transition: Transition, open: number) => void,
): void {
  const crashes = scenario.steps.flatMap((step) =>
    step.do === "kill" && step.node === "carol" ? [step.at] : [],
  );
  const held = new Set<string>();
  let open = 0;
  for (const seen of observations) {
    while (crashes[0] !== undefined && crashes[0] <= seen.at) {
      crashes.shift();
      if (open >= openMin) met("lease: its owner crashed", open);
    }
    if (seen.kind === "exchange-begun" && seen.role === "client") open += 1;
    else if (seen.kind === "exchange-ended" && seen.role === "client") open -= 1;
    else if (open >= openMin) {
      const transition = transitionOf(seen, held);
      if (transition !== undefined) met(transition, open);
    }
  }
}

function transitionOf(seen: Observation, held: Set<string>): Transition | undefined {
  switch (seen.kind) {
    case "level-event":
      return ofLevels[seen.change.transition];
    case "order": {
      const { clear = false, clientId } = seen.lease;
      if (clear) {
        held.delete(clientId);
        return undefined;
      }
      const isKnown = held.has(clientId);
      held.add(clientId);
      return isKnown ? "lease: applied again" : undefined;
    }
    case "configuration-sent": {
      const { requestType } = seen.request;
      if (requestType.case === "configureMetrics") return ofMetrics[requestType.value];
      return ofOrders[requestType.case ?? ""];
    }
    default:
      return undefined;
  }
}
