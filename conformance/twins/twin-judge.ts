// Holds what the bystanders took in a run against what they took in its twin: the same bytes at the
// same instants on the same connections. Counted is only who took something after the difference
// had begun; before that the two runs could not differ.
import type { TwinSpec } from "../../sim/index.ts";
import type { Verdicts } from "../checkers/verdicts.ts";
import type { Observation, Received } from "../observe/observation.ts";
import { judgeTotals } from "./totals.ts";
import { isNamed } from "./twin.ts";

/** All that one connection brought at one instant; how it was cut is nobody's promise. */
interface Receipt {
  readonly at: number;
  readonly bytes: string;
  /** Position of its last part in the run. */
  readonly index: number;
}

const shownDigits = 64;

export function judgeTwin(
  twin: TwinSpec,
  runs: { readonly run: readonly Observation[]; readonly twinRun: readonly Observation[] },
  verdicts: Verdicts,
): void {
  if (twin.flat !== undefined) {
    judgeTotals(twin, runs, verdicts);
    return;
  }
  const since = beginningOf(twin, runs.run);
  if (since === undefined) return;
  const mine = receiptsOf(runs.run);
  const theirs = receiptsOf(runs.twinRun);
  for (const connection of new Set([...mine.keys(), ...theirs.keys()])) {
    compare(connection, mine.get(connection) ?? [], {
      twin,
      since,
      theirs: theirs.get(connection) ?? [],
      verdicts,
      end: runs.run.length - 1,
    });
  }
}

interface Comparison {
  readonly twin: TwinSpec;
  readonly since: number;
  readonly theirs: readonly Receipt[];
  readonly verdicts: Verdicts;
  /** The position of the last observation. */
  readonly end: number;
}

function compare(connection: string, mine: readonly Receipt[], comparison: Comparison): void {
  const { theirs, verdicts, since, end } = comparison;
  const { rule } = comparison.twin;
  const place = parting(mine, theirs);
  if (place !== undefined) {
    const here = mine[place];
    const there = theirs[place];
    verdicts.violated({
      rule,
      index: here?.index ?? end,
      at: here?.at ?? there?.at ?? 0,
      message: `${connection} does not take the same as in the twin of the run`,
      expected: shown(there),
      actual: shown(here),
    });
    return;
  }
  const first = mine.find(({ at }) => at >= since);
  if (first === undefined) return;
  verdicts.evaluated(rule, first.index, () => ({ field: "at", value: first.at + 1 }));
  verdicts.evaluated(rule, first.index, () => ({ field: "bytes", value: "00" }));
}

/** The first place at which the two are not the same. */
function parting(mine: readonly Receipt[], theirs: readonly Receipt[]): number | undefined {
  const length = Math.max(mine.length, theirs.length);
  for (let place = 0; place < length; place++) {
    const here = mine[place];
    const there = theirs[place];
    if (here?.at !== there?.at || here?.bytes !== there?.bytes) return place;
  }
  return undefined;
}

/** When the difference begins: an absent client connects, or one that stays in the twin leaves. */
function beginningOf(twin: TwinSpec, run: readonly Observation[]): number | undefined {
  const own = new Set<number>();
  const absent = new Set(twin.without);
  for (const observation of run) {
    if (observation.kind === "session-opened" && isNamed(observation.client, twin)) {
      if (absent.has(observation.client)) return observation.at;
      own.add(observation.session);
    } else if (
      (observation.kind === "session-closed" || observation.kind === "session-half-closed") &&
      own.has(observation.session)
    ) {
      return observation.at;
    }
  }
  return undefined;
}

function receiptsOf(run: readonly Observation[]): Map<string, Receipt[]> {
  const connections = new Map<string, Receipt[]>();
  run.forEach((observation, index) => {
    if (observation.kind === "received") note(connections, observation, index);
  });
  return connections;
}

function note(connections: Map<string, Receipt[]>, received: Received, index: number): void {
  const { client, connection, at, bytes } = received;
  const name = `connection ${connection} of ${client}`;
  const receipts = connections.get(name) ?? [];
  connections.set(name, receipts);
  const last = receipts.at(-1);
  if (last?.at === at) receipts[receipts.length - 1] = { at, bytes: last.bytes + bytes, index };
  else receipts.push({ at, bytes, index });
}

function shown(receipt: Receipt | undefined): string {
  if (receipt === undefined) return "nothing more";
  const { at, bytes } = receipt;
  const cut = bytes.length > shownDigits ? `${bytes.slice(0, shownDigits)}…` : bytes;
  return `${bytes.length / 2} bytes at ${at}: ${cut}`;
}
