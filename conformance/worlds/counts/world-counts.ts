// What is counted of generated worlds: exchanges by the rows of both termination matrices, by the faults
// that they met, and by what leases and orders did while two or more were under way.
import type { Scenario } from "../../../sim/index.ts";
import type { Observation } from "../../observe/observation.ts";
import { faults, type WorldFacts } from "./faults.ts";
import { http1Rows, http2Rows, type Row } from "./rows.ts";
import { isTold, toldOf } from "./told.ts";
import { eachTransition, isOfTransition, transitions } from "./transitions.ts";

export interface Counted {
  readonly id: string;
  readonly situation: string;
  /** Why nothing is expected here. */
  readonly unreached?: string | undefined;
}

/** Everything that is counted, in the order in which it is told. */
export const counted: Readonly<Record<"rows" | "faults" | "transitions", readonly Counted[]>> = {
  rows: [...http1Rows, ...http2Rows],
  faults: faults.map(({ id }) => ({ id, situation: "" })),
  transitions: transitions.map((id) => ({ id, situation: "" })),
};

/** By the id of what is counted. */
export type WorldCounts = ReadonlyMap<string, number>;

/** Whether anything that is counted may depend on it. */
export function isCounted(seen: Observation): boolean {
  return isTold(seen) || isOfTransition(seen);
}

const microsPerSecond = 1_000_000;
const frontSecondsDefault = 60;

export function countsOf(scenario: Scenario, observations: readonly Observation[]): WorldCounts {
  const counts = new Map<string, number>();
  const add = (id: string, count: number): void => {
    counts.set(id, (counts.get(id) ?? 0) + count);
  };
  const facts = factsOf(scenario);
  const around = { frontMicros: frontMicrosOf(scenario) };
  for (const told of toldOf(scenario, observations)) {
    const rows: readonly Row[] = told.client.protocol === "h1" ? http1Rows : http2Rows;
    for (const { id, fits } of rows) if (fits(told, around)) add(id, 1);
    for (const { id, fits } of faults) if (fits(told, facts)) add(id, 1);
  }
  eachTransition(scenario, observations, add);
  return counts;
}

function frontMicrosOf({ world }: Scenario): number {
  const seconds = world?.proxy?.listeners?.[0]?.frontTimeout ?? frontSecondsDefault;
  return seconds * microsPerSecond;
}

function factsOf({ world, actors }: Scenario): WorldFacts {
  const shut = Object.entries(actors).filter(
    ([, spec]) =>
      spec.kind === "http-client" && (spec.credit === "held" || spec.settings?.[0]?.[0] === 4),
  );
  return {
    isLate: (world?.latencyMicros?.[1] ?? 0) > 0,
    isCut: world?.segmentation === "random",
    isNarrow: world?.windowBytes !== undefined,
    shutClients: new Set(shut.map(([name]) => name)),
  };
}
