// A case is played again, with more room between its steps, when something was found and it had not
// been played in the order that it tells. What was found in order stands at once; what is still out of
// order at the last attempt is inconclusive.
import { play, type Scenario } from "../../sim/index.ts";
import { playOptionsOf } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import type { Bearing } from "./bearing.ts";
import { lateAnswerMicros, meaningOf } from "./http/pace.ts";
import { type LiveCaseOptions, type LiveRun, runLiveCase } from "./live-case.ts";
import { type Following, followingsOf } from "./followings.ts";
import { gapMicrosMin, inRealTime, type RealTime } from "./timeline.ts";

type Plays = Extract<Bearing, { kind: "plays" }>;

/** How many times the usual room there is between two steps. */
const stretches = [1, 3, 10] as const;
/** How long somebody is waited for, the longest first, and how much longer the client stays. */
const patiences = [lateAnswerMicros, 2_000_000, 1_000_000] as const;
const farewellPerPatience = 1.2;
/** Nobody waits longer for one more attempt. */
const microsMax = 40_000_000;

/** @throws TargetError when the target does not come up. */
export async function playInOrder(
  { scenario, followings, paced }: Plays,
  time: RealTime,
  options: Omit<LiveCaseOptions, "followings" | "lateMicros" | "patienceMicros">,
): Promise<LiveRun> {
  let run: LiveRun | undefined;
  let isPatient = false;
  const { pace } = paced ?? { pace: "brisk" as const };
  for (const stretch of stretches) {
    isPatient ||= run?.leftEarly === true;
    const { scaled, patienceMicros } = attemptAt(scenario, { ...time, stretch, pace }, isPatient);
    if (run !== undefined) {
      if (scaled.endMicros > microsMax) break;
      options.phases.playedAgain();
    }
    // A step that is late is no harm as long as the order stands and no lease ends meanwhile.
    const lateMicros = Math.max((stretch * gapMicrosMin) / 2, time.slackMicros / 2);
    // Whoever goes by a clock of its own is overtaken by steps that have more room.
    const order = stretch === 1 ? followings : followingsIn(scaled);
    const room = { followings: order, lateMicros, patienceMicros };
    run = await runLiveCase(scaled, { ...options, ...room, paced });
    if (isSettled(run) || options.stop.aborted) return run;
  }
  if (run === undefined) throw new Error("there is at least one attempt");
  const inconclusive = `it could not be played in order: ${run.disorder ?? ""}`;
  return { ...run, divergences: [], violations: [], evaluations: new Map(), inconclusive };
}

export interface Attempt {
  readonly scaled: Scenario;
  /** Who leaves before has left too early. */
  readonly patienceMicros: number;
}

/**
 * With idle time cut short, whoever leaves has to have waited as long as anybody would. Who did not is given that
 * time, or as much of it as there is before a timer of the proxy comes first, which would be another case.
 */
export function attemptAt(scenario: Scenario, time: RealTime, isPatient: boolean): Attempt {
  const { slackMicros, pace } = time;
  const usual = inRealTime(scenario, time);
  const usualPatience = pace === "brisk" ? Math.max(slackMicros, lateAnswerMicros) : slackMicros;
  if (!isPatient) return { scaled: usual, patienceMicros: usualPatience };
  const meant = meaningIn(usual);
  for (const patienceMicros of patiences) {
    const farewellMicros = farewellPerPatience * patienceMicros;
    const scaled = inRealTime(scenario, { ...time, farewellMicros });
    if (meaningIn(scaled) === meant) return { scaled, patienceMicros };
  }
  return { scaled: usual, patienceMicros: slackMicros };
}

function meaningIn(scenario: Scenario): string {
  const { journals } = play(scenario, referenceTarget().testee, playOptionsOf(0));
  return meaningOf(journals).join("\n");
}

function followingsIn(scenario: Scenario): readonly Following[] {
  const { journals } = play(scenario, referenceTarget().testee, playOptionsOf(0));
  return followingsOf(scenario, journals);
}

/** It was in order; or nothing was found, or that a part of the target is gone, which no order excuses. */
function isSettled({ disorder, divergences, violations, inconclusive }: LiveRun): boolean {
  if (disorder === undefined) return true;
  if (violations.some(({ rule }) => rule === "LIVE-NO-CRASH")) return true;
  return divergences.length + violations.length === 0 && inconclusive === undefined;
}
