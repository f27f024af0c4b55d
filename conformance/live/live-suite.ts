// All selected cases against one target, several instances at a time, into the same report as a run in
// the simulator. A target that does not come up ends the run: it is one error, not a failure of every
// case.
import {
  type CaseRecord,
  type Circumstances,
  type NoteRecord,
  type Run,
} from "../../reports/index.ts";
import { undeclaredFloods } from "../model/http2-constants.ts";
import { closeRun, type CommonOptions } from "../runner/close-run.ts";
import { Attached } from "./attached.ts";
import type { Abilities } from "./bearing.ts";
import { loadCapabilities } from "./capabilities.ts";
import { unplayed } from "./case-record.ts";
import { loadHarm } from "./harmful.ts";
import { withOwnCommand } from "./own-command.ts";
import { TargetError } from "./process-group.ts";
import { insideReason } from "./peers/words.ts";
import type { Phases } from "./phases.ts";
import { departedMax, performAll, performNothing, type Planned } from "./performing.ts";
import { StrayRegister } from "./strays.ts";
import type { LiveDescription } from "./target-file.ts";
import type { RealTime } from "./timeline.ts";
import type { LiveRun } from "./live-case.ts";

export interface LiveSuiteOptions extends CommonOptions {
  readonly description: LiveDescription;
  /** How many instances run at a time; as the description says, when absent. */
  readonly jobs: number | undefined;
  /** How many times a case is played again, alone, that is not as the baseline has it. */
  readonly retries: number;
  /** Aborted by the first signal. */
  readonly stop: AbortSignal;
  /** Called after each case that was played. */
  readonly judged?: (caseId: string, run: LiveRun) => void;
}

export async function runLiveSuite(options: LiveSuiteOptions): Promise<Run> {
  const started = process.hrtime.bigint();
  const register = new StrayRegister();
  const strays = register.end().map((stray): NoteRecord => {
    const text = `ended a stray of an earlier run: pid ${stray.pid}, ${stray.command}`;
    return { t: "note", severity: "warning", text };
  });
  const abilities = await abilitiesOf(options.description);
  const isTarget = typeof abilities !== "string";
  const time = realTimeOf(options.description);
  const performed = isTarget
    ? await withOwnCommand(options.description, register, (description) =>
        performAll(planOf(options), { ...options, description, register, time, abilities }),
      )
    : performNothing();
  const { came, phases } = performed;
  const records = came.records();
  const tally = came.tally();
  const targetError = isTarget ? performed.targetError : abilities;
  const cases = options.selected.cases.map(
    (one) => records.get(one.scenario.id) ?? unplayed(one, "not-run"),
  );
  const stoppedBy = options.stopped();
  const isWhole = stoppedBy === undefined && targetError === undefined;
  const circumstances: Circumstances = {
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    ...(targetError === undefined ? {} : { targetError }),
  };
  const unsupported = new Map([
    ...(options.description.peer === undefined ? [] : insideReasons(options)),
    ...unsupportedRules(cases),
    ...loadCapabilities(),
  ]);
  const notes = [
    ...options.notes,
    ...strays,
    ...againNotes(performed.departed, options.retries),
    ...unsupportedNotes(cases),
    ...timeNotes(phases),
  ];
  return closeRun(
    { ...options, notes },
    {
      target: options.description.target,
      seeds: 1,
      rules: options.selected.rules.map((rule) =>
        tally.record(rule, { ...options, isWhole, unsupported }),
      ),
      cases,
      traces: [],
    },
    circumstances,
    started,
  );
}

/** A text says why there is no target. */
async function abilitiesOf({
  by,
  constants: { masterLeases, http2 },
  readsStateFiles,
  peer,
  cleartextHttp2,
}: LiveDescription): Promise<Abilities | string> {
  const undeclared = undeclaredFloods(http2);
  const able = { undeclared, masterLeases, readsStateFiles, peer, cleartextHttp2 };
  if (by.kind === "launch") return able;
  const { detail, workerTimeoutSeconds, frameBytesMax } = by.attach;
  try {
    const workers = (await new Attached(by.attach).workers()).length;
    return { ...able, fixed: { workers, detail, workerTimeoutSeconds, frameBytesMax } };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return error.message;
  }
}

/** What may harm a proxy that runs already is not played. */
function planOf({ selected, description: { by } }: LiveSuiteOptions): readonly Planned[] {
  const harmOf = loadHarm();
  const mayHarm = by.kind === "launch" || by.attach.allowHarm;
  return selected.cases.map((one) => {
    const harm = harmOf(one.scenario.id);
    return { one, harm, isForbidden: harm !== "none" && !mayHarm };
  });
}

function realTimeOf({ constants, slackMicros }: LiveDescription): RealTime {
  const { expiry, ttlDefaultSeconds } = constants;
  const latenessMicros = expiry.kind === "exact" ? 0 : expiry.periodMicros;
  return { latenessMicros, slackMicros, ttlDefaultSeconds, stretch: 1 };
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

function againNotes(departed: number, retries: number): NoteRecord[] {
  if (retries === 0 || departed <= departedMax) return [];
  const text = `${departed} cases are not as the baseline has them, and none was played again: it is of another target`;
  return [{ t: "note", severity: "warning", text }];
}

function timeNotes(phases: Phases): NoteRecord[] {
  const text = phases.text();
  return text === undefined ? [] : [{ t: "note", severity: "info", text }];
}

/** Of a proxy that has traffic alone. */
function insideReasons({
  selected: { rules },
  description: { constants },
}: LiveSuiteOptions): (readonly [string, string])[] {
  return rules.flatMap(({ id }) => {
    const why = insideReason(id, constants.http2);
    return why === undefined ? [] : [[id, why]];
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
