// A case is played again, with more room between its steps, when something was found and it had not
// been played in the order that it tells. What was found in order stands at once; what is still out of
// order at the last attempt is inconclusive.
import { play, type Scenario } from "../../sim/index.ts";
import { playOptionsOf } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import type { Bearing } from "./bearing.ts";
import { lateAnswerMicros, meaningOf } from "./http/pace.ts";
import { type LiveCaseOptions, type LiveRun, runLiveCase } from "./live-case.ts";
import { type Following, followingsOf } from "./order.ts";
import { gapMicrosMin, inRealTime, type RealTime } from "./timeline.ts";

type Plays = Extract<Bearing, { kind: "plays" }>;

/** How many times the usual room there is between two steps. */
const stretches = [1, 3, 10] as const;
/** Nobody waits longer for one more attempt. */
const microsMax = 40_000_000;

/** @throws TargetError when the target does not come up. */
export async function playInOrder(
  { scenario, followings, paced }: Plays,
  time: RealTime,
  options: Omit<LiveCaseOptions, "followings" | "lateMicros">,
): Promise<LiveRun> {
  let run: LiveRun | undefined;
  for (const stretch of stretches) {
    const pace = paced?.pace ?? "brisk";
    const scaled = scaledTo(scenario, { ...time, stretch, pace }, farewellAfter(run, time));
    if (run !== undefined && scaled.endMicros > microsMax) break;
    if (run !== undefined) options.phases.playedAgain();
    // A step that is late is no harm as long as the order stands and no lease ends meanwhile.
    const lateMicros = Math.max((stretch * gapMicrosMin) / 2, time.slackMicros / 2);
    // Whoever goes by a clock of its own is overtaken by steps that have more room.
    const order = stretch === 1 ? followings : followingsIn(scaled);
    run = await runLiveCase(scaled, { ...options, followings: order, lateMicros, paced });
    if (isSettled(run) || options.stop.aborted) return run;
  }
  if (run === undefined) throw new Error("there is at least one attempt");
  const inconclusive = `it could not be played in order: ${run.disorder ?? ""}`;
  return { ...run, divergences: [], violations: [], evaluations: new Map(), inconclusive };
}

/** Whoever hung up too early waits the next time. */
function farewellAfter(run: LiveRun | undefined, { slackMicros }: RealTime): number {
  return run?.leftEarly === true ? lateAnswerMicros + slackMicros : 0;
}

/** With time for farewells, unless a proxy's timer comes first then: that would be another case. */
function scaledTo(scenario: Scenario, time: RealTime, farewellMicros: number): Scenario {
  const usual = inRealTime(scenario, time);
  if (farewellMicros === 0) return usual;
  const patient = inRealTime(scenario, { ...time, farewellMicros });
  return meaningIn(patient) === meaningIn(usual) ? patient : usual;
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
