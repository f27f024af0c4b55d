// One case against one launched proxy: from its start to a verdict and its end. What the actors saw is
// judged by what the case expects and by whether any legal order of things explains it; a worker that
// is gone though nobody touched it is a finding too, not a broken run.
import { setTimeout as pause } from "node:timers/promises";
import { type ActorJournal, compileScenario, type Scenario, type Step } from "../../sim/index.ts";
import type { Violation } from "../checkers/verdicts.ts";
import type { Divergence } from "../expectations/divergence.ts";
import { isAbout, judgeExpectations } from "../expectations/judge.ts";
import type { HistoryWorker } from "../history/history.ts";
import { levelNames } from "../model/level.ts";
import { type LiveWorker, workersOf } from "./control.ts";
import { Instance, TargetError } from "./instance.ts";
import { judgeHistory } from "./history-judge.ts";
import { historyOfJournals } from "./journal-history.ts";
import { disorderOf, type Following } from "./order.ts";
import { processesOf, type Troupe } from "./troupe.ts";
import type { StrayRegister } from "./strays.ts";
import type { LiveDescription } from "./target-file.ts";

export interface LiveCaseOptions {
  readonly description: LiveDescription;
  readonly register: StrayRegister;
  readonly troupe: Troupe;
  /** Ends the case early; what it came to by then is nothing to judge. */
  readonly stop: AbortSignal;
  readonly followings: readonly Following[];
  /** How late a step may be sent. */
  readonly lateMicros: number;
}

export interface LiveRun {
  readonly seed: number;
  /** By rule: what was seen and could have failed it. */
  readonly evaluations: ReadonlyMap<string, number>;
  readonly divergences: readonly Divergence[];
  readonly violations: readonly Violation[];
  /** Why nobody knows whether what was seen is legal. */
  readonly inconclusive: string | undefined;
  /** What of the case was not played as it stands. */
  readonly disorder: string | undefined;
  /** The last lines that the target wrote, when something was found. */
  readonly log: readonly string[];
}

/** From the order to play until the first thing happens: every process has to be there by then. */
const leadMillis = 150;
const answerMillis = 5_000;
const logLinesShown = 12;

/** @throws TargetError when the target does not come up. */
export async function runLiveCase(scenario: Scenario, options: LiveCaseOptions): Promise<LiveRun> {
  const { description, register, troupe, stop } = options;
  const world = compileScenario(scenario).settings;
  await troupe.gather(processesOf(scenario).length);
  const instance = await Instance.launch({ description, world, register, stop });
  try {
    const before = await readyWorkers(instance, world.workers);
    const startNanos = process.hrtime.bigint() + BigInt(leadMillis) * 1_000_000n;
    const { commandSocket } = instance;
    const [journals, lives] = await Promise.all([
      troupe.play({ scenario, commandSocket, startNanos }, stop),
      strike(scenario, instance, startNanos, stop),
    ]);
    const crash = await fleetFaults({ scenario, instance, before, lives });
    const run = judged(scenario, { journals, lives, crash, instance, description });
    const { followings, lateMicros } = options;
    const { slackMicros } = description;
    return {
      ...run,
      disorder: disorderOf({ scenario, journals, followings, lateMicros, slackMicros }),
    };
  } finally {
    await instance.end();
  }
}

/** Workers say that they run a moment after the socket accepts. */
async function readyWorkers(instance: Instance, count: number): Promise<readonly LiveWorker[]> {
  const deadline = performance.now() + answerMillis;
  while (performance.now() < deadline && instance.ended === undefined) {
    const workers = await workersOf(instance.commandSocket, answerMillis);
    const running = workers?.filter(({ isRunning }) => isRunning) ?? [];
    if (running.length >= count) return running;
    await pause(20);
  }
  const why = instance.ended ?? "its workers are not running";
  const tail = instance.log.lines(logLinesShown).map((line) => `\n  | ${line}`);
  throw new TargetError(`the target did not come up: ${why}${tail.join("")}`);
}

const workerPrefix = "worker-";
const signals = { kill: "SIGKILL", pause: "SIGSTOP", resume: "SIGCONT" } as const;

interface Stroke {
  readonly at: number;
  readonly node: string;
  readonly do: keyof typeof signals;
}

/** What befalls an actor is its own process's affair. */
function isStroke(step: Step): step is Step & Stroke {
  return step.do in signals && "node" in step && step.node.startsWith(workerPrefix);
}

/** Carries out the steps of the world at their instants; says how long the workers it killed lived. */
async function strike(
  scenario: Scenario,
  instance: Instance,
  startNanos: bigint,
  stop: AbortSignal,
): Promise<ReadonlyMap<number, HistoryWorker>> {
  const lives = new Map<number, HistoryWorker>();
  const steps = scenario.steps
    .flatMap((step) => (isStroke(step) ? [step] : []))
    .sort((left, right) => left.at - right.at);
  if (steps.length === 0) return lives;
  const pids = await instance.workerPids();
  for (const { at, node, do: act } of steps) {
    const passed = Number((process.hrtime.bigint() - startNanos) / 1_000n);
    const left = Math.max(0, (at - passed) / 1_000);
    await pause(left, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return lives;
    const worker = Number(node.slice(workerPrefix.length));
    const pid = pids.get(worker);
    if (pid === undefined) throw new TargetError(`the process of ${node} cannot be found`);
    process.kill(pid, signals[act]);
    const until = Number((process.hrtime.bigint() - startNanos) / 1_000n);
    if (act === "kill") lives.set(worker, { t: "worker", worker, until });
  }
  return lives;
}

interface Fleet {
  readonly scenario: Scenario;
  readonly instance: Instance;
  readonly before: readonly LiveWorker[];
  readonly lives: ReadonlyMap<number, HistoryWorker>;
}

const stops = new Set(["softStop", "hardStop", "soft_stop", "hard_stop", "upgradeWorker"]);

/** LIVE-NO-CRASH: who was there and was not touched is there still. */
async function fleetFaults({ scenario, instance, before, lives }: Fleet): Promise<Violation[]> {
  const stopped = scenario.steps.some(
    (step) =>
      "actor" in step &&
      step.do === "request" &&
      Object.keys(step.request).some((verb) => stops.has(verb)),
  );
  if (stopped) return [];
  const fault = (actual: string): Violation => ({
    rule: "LIVE-NO-CRASH",
    index: 0,
    at: scenario.endMicros,
    message: "a part of the proxy is gone that nobody touched",
    expected: "the proxy and its workers as they were",
    actual,
  });
  if (instance.ended !== undefined) return [fault(`the proxy ended: ${instance.ended}`)];
  const after = await workersOf(instance.commandSocket, answerMillis);
  if (after === undefined) return [fault("the proxy does not answer any more")];
  const running = new Set(after.filter(({ isRunning }) => isRunning).map(({ id }) => id));
  return before
    .filter(({ id }) => !running.has(id) && !lives.has(id))
    .map(({ id }) => fault(`worker ${id} is not running`));
}

interface Played {
  readonly journals: readonly ActorJournal[];
  readonly lives: ReadonlyMap<number, HistoryWorker>;
  readonly crash: readonly Violation[];
  readonly instance: Instance;
  readonly description: LiveDescription;
}

function judged(scenario: Scenario, played: Played): Omit<LiveRun, "disorder"> {
  const { journals, lives, crash, instance, description } = played;
  const { constants, slackMicros } = description;
  const { expiry, leasesPerWorkerMax, takeover } = constants;
  const periodMicros = expiry.kind === "exact" ? 0 : expiry.periodMicros;
  const history = historyOfJournals(journals, {
    header: {
      t: "history",
      format: 1,
      floor: levelNames.indexOf(scenario.world?.detail ?? "cluster"),
      latenessMicros: periodMicros + slackMicros,
      slackMicros,
      leasesPerWorkerMax,
      takeover,
    },
    constants,
    lives,
    endedAt: scenario.endMicros,
  });
  const divergences = judgeExpectations(scenario, { journals, observations: [] }, constants);
  const found = judgeHistory(history, scenario.rules);
  const violations = [...crash, ...found.violations];
  const evaluations = new Map(found.evaluations);
  // The guard looked: a worker that is gone would have failed this.
  evaluations.set("LIVE-NO-CRASH", 1);
  for (const expectation of scenario.expect) {
    const { rule } = expectation;
    if (isAbout(expectation, constants)) evaluations.set(rule, (evaluations.get(rule) ?? 0) + 1);
  }
  const wrong = divergences.length + violations.length > 0;
  const log = wrong ? instance.log.lines(logLinesShown) : [];
  const { inconclusive } = found;
  return { seed: 0, evaluations, divergences, violations, inconclusive, log };
}
