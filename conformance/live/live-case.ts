// One case against one proxy: from its start to a verdict and its end. What is judged by what is told
// elsewhere (`live-judge.ts`); here it is played, and what it left is gathered.
import { setTimeout as pause } from "node:timers/promises";
import {
  compileScenario,
  type Credentials,
  type Scenario,
  type WorldSettings,
} from "../../sim/index.ts";
import { AuditFiles, withoutOwn } from "./audit-files.ts";
import { askAll, heardWorkersOf, type LiveWorker, workersOf } from "./control.ts";
import { answerMillis, fleetFaults, mayEnd } from "./guard.ts";
import { TargetError } from "./process-group.ts";
import type { Sunk } from "./datagram-sink.ts";
import type { Launched } from "./launched.ts";
import type { Judging } from "./judging.ts";
import { type Rest, restOf } from "./http/gauges.ts";
import { packedEvent } from "./http/packed-exchange.ts";
import { lateAnswerMicros, leftEarly, type Paced } from "./http/pace.ts";
import { isPlaced, type Networks, placed, portsOf } from "./http/placing.ts";
import { secured } from "./http/securing.ts";
import { untaken } from "./http/untaken.ts";
import type { Found, Played } from "./live-judge.ts";
import type { Phases } from "./phases.ts";
import type { Following } from "./followings.ts";
import { disorderOf, hastyStep } from "./order.ts";
import { strike } from "./strike.ts";
import type { Striker } from "./striker.ts";
import type { LiveDescription } from "./target-file.ts";
import { toldFloods } from "./told-floods.ts";
import type { Cast, Performance, Troupe } from "./troupe.ts";

/** A proxy for a world of a scenario. */
export type Launching = (world: WorldSettings, scenario: Scenario) => Promise<Launched>;

export interface LiveCaseOptions {
  readonly description: LiveDescription;
  readonly launch: Launching;
  readonly troupe: Troupe;
  readonly striker: Striker;
  readonly judging: Judging;
  readonly networks: Networks;
  readonly phases: Phases;
  /** Ends the case early; what it came to by then is nothing to judge. */
  readonly stop: AbortSignal;
  readonly followings: readonly Following[];
  /** How late a step may be sent. */
  readonly lateMicros: number;
  /** Who leaves before so much time has left too early. */
  readonly patienceMicros: number;
  /** Of a case with HTTP traffic. */
  readonly paced?: Paced | undefined;
}

export interface LiveRun extends Found {
  readonly seed: number;
  /** What of the case was not played as it stands. */
  readonly disorder: string | undefined;
  /** A client hung up that should have been answered first. */
  readonly leftEarly: boolean;
  /** The last lines that the target wrote, when something was found. */
  readonly log: readonly string[];
}

/** From the order to play until the first thing happens: every process has to be there by then. */
const leadMillisMin = 150;
/** The more room there is between steps, the more there is before the first. */
const leadPerLate = 0.5;
const logLinesShown = 12;

/** @throws TargetError when the target does not come up. */
export async function runLiveCase(whole: Scenario, options: LiveCaseOptions): Promise<LiveRun> {
  const { launch, networks, description, followings, lateMicros, paced, phases } = options;
  const { patienceMicros } = options;
  const scenario = isPlaced(whole) ? placed(whole, await networks.free(portsOf(whole))) : whole;
  const world = compileScenario(secured(scenario)).settings;
  const instance = await phases.during("launching", launch(world, scenario));
  try {
    const before = await ready(instance, world, options);
    const { played, missed } = await playOn({ ...options, scenario, world, instance, before });
    const found = await phases.during("judging", options.judging.judge(played, description));
    const { journals, deaths, lagMicros } = played;
    const { slackMicros } = description;
    const left = paced && leftEarly(paced, journals, { steps: scenario.steps, patienceMicros });
    const disorder =
      missed ??
      disorderOf({ scenario, journals, followings, deaths, lateMicros, slackMicros }) ??
      left ??
      (paced && untaken(scenario, paced, journals)) ??
      (lagMicros > slackMicros ? `the machine was late by ${lagMicros} µs` : undefined);
    const isWrong = found.divergences.length + found.violations.length > 0;
    const log = isWrong ? instance.log.lines(logLinesShown) : [];
    return { ...found, seed: 0, disorder, leftEarly: left !== undefined, log };
  } finally {
    await phases.during("ending", instance.end());
  }
}

/** Who of the proxy is there; one that has traffic alone is ready when it was launched. */
async function ready(
  instance: Launched,
  world: WorldSettings,
  { description, phases }: LiveCaseOptions,
): Promise<readonly LiveWorker[]> {
  if (description.peer !== undefined) return [{ id: 0, pid: 0, isRunning: true }];
  const millis = readyMillisOf(description);
  const coming = readyWorkers(instance, world.workers, millis);
  const workers = await phases.during("launching", coming);
  await phases.during("configuring", setUp(instance, world, { description, millis }));
  return workers;
}

function readyMillisOf({ by }: LiveDescription): number {
  return by.kind === "launch" ? by.launch.readySeconds * 1_000 : answerMillis;
}

/**
 * A process may be listed as running before it reads what it is told; on a busy machine what a case finds
 * configured, or asks for first, would come too late for it.
 */
async function readyWorkers(
  instance: Launched,
  count: number,
  millis: number,
): Promise<readonly LiveWorker[]> {
  const deadline = performance.now() + millis;
  while (performance.now() < deadline && instance.ended === undefined) {
    const workers = await workersOf(instance.commandSocket, answerMillis);
    const running = workers?.filter(({ isRunning }) => isRunning) ?? [];
    if (workers !== undefined && running.length >= count && (await haveAnswered(instance, count))) {
      return running;
    }
    await pause(20);
  }
  const why = instance.ended ?? "its workers are not running";
  const tail = instance.log.lines(logLinesShown).map((line) => `\n  | ${line}`);
  throw new TargetError(`the target did not come up: ${why}${tail.join("")}`);
}

async function haveAnswered({ commandSocket }: Launched, count: number): Promise<boolean> {
  const heard = await heardWorkersOf(commandSocket, answerMillis);
  return heard.filter(({ isRunning }) => isRunning).length >= count;
}

/** What a case finds configured is asked for before it begins. */
async function setUp(
  { commandSocket }: Launched,
  { requests }: WorldSettings,
  { description, millis }: { readonly description: LiveDescription; readonly millis: number },
): Promise<void> {
  const { areFloodsTold, constants } = description;
  const asked = areFloodsTold ? toldFloods(requests, constants.http2) : requests;
  const refused = await askAll(commandSocket, asked, millis);
  if (refused !== undefined) {
    throw new TargetError(`what the case finds configured was not taken: request ${refused}`);
  }
}

interface Playing extends LiveCaseOptions {
  readonly scenario: Scenario;
  readonly world: WorldSettings;
  readonly instance: Launched;
  readonly before: readonly LiveWorker[];
}

async function playOn(
  playing: Playing,
): Promise<{ readonly played: Played; readonly missed: string | undefined }> {
  const { scenario, world, instance, before, troupe, striker } = playing;
  const { stop, description, lateMicros, phases } = playing;
  const hasAudit = Object.keys(instance.auditFiles).length > 0;
  const files = new AuditFiles(instance.auditFiles);
  if (hasAudit && world.requests.length > 0) await phases.during("configuring", files.startHere());
  // Nothing is late because the processes that play it had to be made first.
  const cast = await phases.during("gathering actors", troupe.gather(scenario));
  const leadMillis = Math.max(leadMillisMin, (leadPerLate * lateMicros) / 1_000);
  // The earlier of the two is read first: no row is older than the request that left it.
  const wallStartMicros = (wallTick() + leadMillis) * 1_000;
  const startNanos = process.hrtime.bigint() + BigInt(leadMillis) * 1_000_000n;
  const micros = (nanos: bigint): number => Number((nanos - startNanos) / 1_000n);
  const struck = strike({ scenario, instance, striker, startNanos, lateMicros, stop });
  const direction = mayFinishEarly(scenario) ? { stop, until: struck } : { stop };
  const order = orderOf(playing, startNanos);
  const performance = await phases.during("playing", cast.play(order, direction));
  const { deaths, comebacks, missed } = await phases.during("settling", struck);
  const endedAt = micros(process.hrtime.bigint());
  const rest = await phases.during("settling", restAfter(playing, endedAt));
  const writing = Promise.all([hasAudit ? files.finished() : undefined, recordsOf(playing)]);
  const [finished, logged] = await phases.during("settling", writing);
  const audit = finished && withoutOwn(finished, description.constants.audit);
  const isAlone = description.peer !== undefined;
  const guarded = fleetFaults({ scenario, instance, before, deaths, isAlone });
  const crash = await phases.during("settling", guarded);
  const log = instance.log.since(startNanos);
  const played: Played = {
    scenario,
    journals: performance.journals,
    tape: performance.tape.map(packedEvent),
    credentials: credentialsOf(performance),
    workers: before.map(({ id }) => id),
    deaths,
    crash,
    rest,
    audit,
    log: log.map(({ nanos, line }) => ({ at: micros(nanos), line })),
    sunk: (instance.sink?.datagrams ?? []).map(({ nanos, source, text }) => {
      return { at: micros(nanos), source, text };
    }),
    access: logged.map(({ nanos, text }) => ({ at: micros(nanos), line: text })),
    endedAt,
    isGone: instance.ended !== undefined || mayEnd(scenario),
    lagMicros: performance.lagMicros,
    wallStartMicros,
    frameBytesMax: world.frameBytesMax,
  };
  return { played, missed: missed ?? hastyStep(scenario, performance.journals, comebacks) };
}

/** Milliseconds since 1970 at the very beginning of one, for what is held against a finer clock. */
function wallTick(): number {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return now;
}

/** A proxy may write a record when its client has long left. */
const recordMillis = 150;

/** Of its access log, once no more come for a while. */
async function recordsOf({ instance, paced }: Playing): Promise<readonly Sunk[]> {
  const { access } = instance;
  if (access === undefined || paced === undefined) return [];
  for (let count = -1; access.datagrams !== undefined && count < access.datagrams.length;) {
    count = access.datagrams.length;
    await pause(recordMillis);
  }
  return access.datagrams ?? [];
}

function orderOf(
  { scenario, world, instance, description, paced }: Playing,
  startNanos: bigint,
): Parameters<Cast["play"]>[0] {
  const { commandSocket } = instance;
  const slackMicros = 2 * description.slackMicros;
  if (paced === undefined) {
    const answerMicros = world.workerTimeoutSeconds * 1_000_000;
    const patienceMicros = answerMicros + description.constants.closeMicrosMax + slackMicros;
    return { scenario, commandSocket, startNanos, traffic: undefined, patienceMicros };
  }
  const traffic = { awaited: paced.awaited, toTheEnd: paced.pace === "written" };
  const patienceMicros = paced.patienceMicros + slackMicros + lateAnswerMicros;
  return { scenario, commandSocket, startNanos, traffic, patienceMicros };
}

/** Of gauges, once the traffic of a case is over and the proxy goes on. */
async function restAfter(
  { paced, instance, scenario, description }: Playing,
  at: number,
): Promise<Rest | undefined> {
  if (description.peer !== undefined) return undefined;
  if (paced === undefined || instance.ended !== undefined || mayEnd(scenario)) return undefined;
  const patienceMillis = (2 * description.slackMicros) / 1_000;
  return await restOf(instance.commandSocket, { at, patienceMillis });
}

/** Whoever waits for events, or for what comes of a frame, does not know whether there is more to come. */
function mayFinishEarly({ actors, expect, steps }: Scenario): boolean {
  const last = Math.max(0, ...steps.map(({ at }) => at));
  if (steps.some((step) => step.at === last && step.do === "frame")) return false;
  const waits: ReadonlySet<string> = new Set(["subscriber", "statsd-sink"]);
  if (Object.values(actors).some(({ kind }) => waits.has(kind))) return false;
  return expect.every((expectation) => !("events" in expectation));
}

function credentialsOf({ pids }: Performance): ReadonlyMap<string, Credentials> {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  return new Map([...pids].map(([actor, pid]) => [actor, { pid, uid, gid }]));
}
