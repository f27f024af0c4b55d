// All selected cases against launched proxies, several at a time, each with an instance of its own,
// into the same report as a run in the simulator. A target that does not come up ends the run: it is
// one error, not a failure of every case.
import { setMaxListeners } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import {
  type CaseRecord,
  type Circumstances,
  type NoteRecord,
  type Run,
} from "../../reports/index.ts";
import { rules } from "../rules/registry.ts";
import type { Case } from "../runner/cases.ts";
import { closeRun, type CommonOptions } from "../runner/close-run.ts";
import { Tally } from "../runner/tally.ts";
import { referenceTarget } from "../targets/reference.ts";
import { playInOrder } from "./attempts.ts";
import { type Bearing, bearingOf } from "./bearing.ts";
import { liveRecord, unplayed } from "./case-record.ts";
import { TargetError } from "./instance.ts";
import { StrayRegister } from "./strays.ts";
import type { LiveDescription } from "./target-file.ts";
import type { RealTime } from "./timeline.ts";
import { Troupe } from "./troupe.ts";

export interface LiveSuiteOptions extends CommonOptions {
  readonly description: LiveDescription;
  /** How many instances run at a time. */
  readonly jobs: number;
  /** Aborted by the first signal. */
  readonly stop: AbortSignal;
}

interface Planned {
  readonly one: Case;
  readonly bearing: Bearing;
}

interface Playable extends Planned {
  readonly bearing: Extract<Bearing, { kind: "plays" }>;
}

export async function runLiveSuite(options: LiveSuiteOptions): Promise<Run> {
  const started = process.hrtime.bigint();
  const register = new StrayRegister();
  const strays = register.end().map((stray): NoteRecord => {
    const text = `ended a stray of an earlier run: pid ${stray.pid}, ${stray.command}`;
    return { t: "note", severity: "warning", text };
  });
  const plan = await planOf(options);
  const performed = await perform(plan, options, register);
  const { tally, records, targetError } = performed;
  const bearings = new Map(plan.map(({ one, bearing }) => [one.scenario.id, bearing]));
  const cases = options.selected.cases.map((one) => {
    const bearing = bearings.get(one.scenario.id);
    if (bearing?.kind === "unsupported") return unplayed(one, "unsupported", bearing.why);
    return records.get(one.scenario.id) ?? unplayed(one, "not-run");
  });
  const stoppedBy = options.stopped();
  const isWhole = stoppedBy === undefined && targetError === undefined;
  const circumstances: Circumstances = {
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    ...(targetError === undefined ? {} : { targetError }),
  };
  return closeRun(
    { ...options, notes: [...options.notes, ...strays, ...unsupportedNotes(cases)] },
    {
      target: options.description.target,
      seeds: 1,
      rules: options.selected.rules.map((rule) =>
        tally.record(rule, { ...options, isWhole, unsupported: unsupportedRules(cases) }),
      ),
      cases,
      traces: [],
    },
    circumstances,
    started,
  );
}

async function planOf({ selected, description, stop }: LiveSuiteOptions): Promise<Planned[]> {
  const reference = referenceTarget();
  const time = realTimeOf(description);
  const plan: Planned[] = [];
  for (const one of selected.cases) {
    if (stop.aborted) break;
    await turn();
    plan.push({ one, bearing: bearingOf(one.scenario, time, reference, description.constants) });
  }
  return plan;
}

function realTimeOf({ constants, slackMicros }: LiveDescription): RealTime {
  const { expiry, ttlDefaultSeconds } = constants;
  const latenessMicros = expiry.kind === "exact" ? 0 : expiry.periodMicros;
  return { latenessMicros, slackMicros, ttlDefaultSeconds, stretch: 1 };
}

interface Performed {
  readonly tally: Tally;
  readonly records: ReadonlyMap<string, CaseRecord>;
  readonly targetError: string | undefined;
}

async function perform(
  plan: readonly Planned[],
  options: LiveSuiteOptions,
  register: StrayRegister,
): Promise<Performed> {
  const { description, stop, progress } = options;
  // What a case expects is judged here, whether or not a checker of the simulator judges the rule.
  const tally = new Tally(new Set(rules.map(({ id }) => id)));
  const records = new Map<string, CaseRecord>();
  const failed = new AbortController();
  const ends = AbortSignal.any([stop, failed.signal]);
  // Every actor process of every instance listens.
  setMaxListeners(0, ends);
  const isOver = (): boolean => ends.aborted;
  let targetError: string | undefined;
  const time = realTimeOf(description);
  const queue = plan.flatMap(({ one, bearing }): Playable[] =>
    bearing.kind === "plays" ? [{ one, bearing }] : [],
  );
  const planned = queue.length;
  const playNext = async (troupe: Troupe, { one, bearing }: Playable): Promise<void> => {
    const { id } = one.scenario;
    progress(planned - queue.length - 1, planned, id);
    try {
      const run = await playInOrder(bearing, time, { description, register, troupe, stop: ends });
      if (!isOver()) records.set(id, liveRecord(one, run, tally));
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      if (!isOver()) targetError = `${id}: ${error.message}`;
      failed.abort();
    }
  };
  const work = async (): Promise<void> => {
    const troupe = new Troupe();
    try {
      for (let next = queue.shift(); next !== undefined && !isOver(); next = queue.shift()) {
        await playNext(troupe, next);
      }
    } finally {
      troupe.dismiss();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, planned) }, work));
  progress(planned, planned, "");
  return { tally, records, targetError };
}

/** One note for each reason, with how many cases it holds for. */
function unsupportedNotes(cases: readonly CaseRecord[]): NoteRecord[] {
  const counts = new Map<string, number>();
  for (const { outcome, reason = "" } of cases) {
    if (outcome === "unsupported") counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => {
      const who = count === 1 ? "1 case is" : `${count} cases are`;
      return { t: "note", severity: "info", text: `${who} unsupported: ${reason}` };
    });
}

/** Rules of which no selected case can be played, with the reason of their first. */
function unsupportedRules(cases: readonly CaseRecord[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  const played = new Set<string>();
  for (const { outcome, reason, rules: named } of cases) {
    for (const rule of named) {
      if (outcome !== "unsupported") played.add(rule);
      else if (!reasons.has(rule)) reasons.set(rule, reason ?? "");
    }
  }
  for (const rule of played) reasons.delete(rule);
  return reasons;
}
