// Whether a case can be held against a proxy on a real clock, and how. What a live run cannot bring
// about makes it unsupported, with the reason; and so does a case whose outcome hangs on instants that
// no real clock keeps: that is tried, by playing it in the simulator with delays of every size.
import {
  type Expectation,
  play,
  type RawStep,
  type Scenario,
  ScenarioError,
  type SendingStep,
  type Step,
  type WorldSpec,
} from "../../sim/index.ts";
import { judgeExpectations } from "../expectations/judge.ts";
import { playOptionsOf } from "../runner/run-case.ts";
import type { Target } from "../targets/target.ts";
import { type FixedWorld, misfit } from "./fixed-world.ts";
import { missingForTraffic } from "./http/missing.ts";
import { asksForOtherNames, overTls } from "./http/over-tls.ts";
import { hasTraffic, meaningOf, pacedIn, type Paced } from "./http/pace.ts";
import { type Following, followingsOf } from "./followings.ts";
import { peerMisfit, type PeerName } from "./peers/peers.ts";
import { spread } from "./spread.ts";
import { inRealTime, type RealTime } from "./timeline.ts";

export type Bearing =
  | {
      readonly kind: "plays";
      /** With what can be seen of its expectations, and times as they are written. */
      readonly scenario: Scenario;
      readonly followings: readonly Following[];
      /** Of a case with HTTP traffic. */
      readonly paced?: Paced;
    }
  | { readonly kind: "unsupported"; readonly why: string };

/** How much a real machine may disturb a case that is still to mean the same. */
const disturbance = { latencyMicros: [200, 25_000], segmentation: "random" } as const;
const trialSeeds = 6;
/** Nobody waits longer for one case. */
const microsMax = 20_000_000;

/** What a target is able to, as far as cases ask for it. */
export interface Abilities {
  /** STATUS-MASTER-LEASES */
  readonly masterLeases: boolean;
  readonly readsStateFiles: boolean;
  /** Whether a cleartext listener takes HTTP/2 by prior knowledge; it does unless told. */
  readonly cleartextHttp2?: boolean;
  /** It has traffic alone, and is configured as this one. */
  readonly peer?: PeerName | undefined;
  /** The rules about limits of which it declares none. */
  readonly undeclared?: ReadonlySet<string> | undefined;
  /** A proxy that runs already is as it is. */
  readonly fixed?: FixedWorld;
}

/** Where a case does not say how long workers are waited for, nobody waits for the usual ten seconds. */
const workerTimeoutSeconds = 3;

/** `reference` keeps the contract: what it does under disturbance is what the case means. */
export function bearingOf(
  written: Scenario,
  time: RealTime,
  reference: Target,
  abilities: Abilities,
): Bearing {
  const missing = missingFor(written, abilities);
  if (missing !== undefined) return { kind: "unsupported", why: missing };
  const scenario = abilities.cleartextHttp2 === false ? overTls(written) : written;
  const other = otherMeaning(scenario, written, reference);
  if (other !== undefined) return { kind: "unsupported", why: other };
  const seen = visibleOf(scenario, abilities);
  const known = seen.world?.workerTimeoutSeconds;
  const told = abilities.fixed?.workerTimeoutSeconds ?? known;
  const timeout = told ?? workerTimeoutSeconds;
  const quick = { ...seen, world: { ...seen.world, workerTimeoutSeconds: timeout } };
  if (hasTraffic(scenario)) return trafficBearing(quick, time, reference);
  const apart = triedOut(spread(quick), time, reference);
  const bearing = apart.kind === "plays" ? apart : triedOut(quick, time, reference);
  return bearing.kind === "plays" || told !== undefined ? bearing : triedOut(seen, time, reference);
}

/** STATUS-MASTER-LEASES: without a lease table of its own a master shows its floor. */
function visibleOf(scenario: Scenario, { masterLeases }: Abilities): Scenario {
  const visible = scenario.expect.flatMap(visiblePart);
  const expect = masterLeases ? visible : visible.map(withoutMaster);
  return labelled({ ...scenario, expect });
}

/** Of a case that is played over TLS and is not written so. */
function otherMeaning(
  scenario: Scenario,
  written: Scenario,
  { testee }: Target,
): string | undefined {
  if (scenario === written) return undefined;
  if (asksForOtherNames(scenario, written))
    return "over TLS it would ask for other names than its handshake";
  const [here, there] = [scenario, written].map((one) =>
    meaningOf(play(one, testee, playOptionsOf(0)).journals).join("\n"),
  );
  return here === there ? undefined : "it means something else over TLS";
}

function trafficBearing(seen: Scenario, time: RealTime, reference: Target): Bearing {
  const paced = pacedIn(seen, time, { reference, microsMax });
  if (typeof paced === "string") return { kind: "unsupported", why: paced };
  const { scenario, pace } = paced;
  const scaled = inRealTime(scenario, { ...time, pace });
  const { journals } = play(scaled, reference.testee, playOptionsOf(0));
  return { kind: "plays", scenario, followings: followingsOf(scaled, journals), paced };
}

/** Every step has a label, so that it is seen when it is sent late. */
function labelled(scenario: Scenario): Scenario {
  const steps = scenario.steps.map((step, place): Step => {
    if (!("actor" in step) || !isSending(step) || step.label !== undefined) return step;
    const counted = "times" in step ? " {n}" : "";
    return { ...step, label: `step ${place}${counted}` };
  });
  return { ...scenario, steps };
}

function isSending(step: Step): step is SendingStep | RawStep {
  return ["apply", "clear", "look", "request", "raw"].includes(step.do);
}

function triedOut(seen: Scenario, time: RealTime, reference: Target): Bearing {
  const scaled = inRealTime(seen, time);
  if (scaled.endMicros > microsMax) {
    return { kind: "unsupported", why: `it takes more than ${microsMax / 1e6} s of real time` };
  }
  try {
    if (isDisturbed(scaled, reference)) {
      return { kind: "unsupported", why: "its outcome hangs on instants that no real clock keeps" };
    }
    const { journals } = play(scaled, reference.testee, playOptionsOf(0));
    return { kind: "plays", scenario: seen, followings: followingsOf(scaled, journals) };
  } catch (error) {
    // An expectation of the hundredth renewal has no step where there are only ten.
    if (!(error instanceof ScenarioError)) throw error;
    return { kind: "unsupported", why: "it counts what is cut short on a real clock" };
  }
}

function isDisturbed(scaled: Scenario, reference: Target): boolean {
  const trial = { ...scaled, world: { ...scaled.world, ...disturbance } };
  return Array.from({ length: trialSeeds }, (_, at) => at + 1).some((seed) => {
    const { journals } = play(trial, reference.testee, playOptionsOf(seed));
    return judgeExpectations(trial, { journals, observations: [] }, reference.constants).length > 0;
  });
}

/** What a target, or a real machine, lacks for a case; undefined when it may be tried. */
export function missingFor(scenario: Scenario, abilities: Abilities): string | undefined {
  const { world = {}, actors, steps } = scenario;
  const unlike = unlikeAnyProxy(world) ?? missingForTraffic(scenario);
  if (unlike !== undefined) return unlike;
  const { undeclared, peer } = abilities;
  if (undeclared !== undefined && scenario.rules.every((rule) => undeclared.has(rule))) {
    return "it declares no such limit";
  }
  if (peer !== undefined) return peerMisfit(scenario, peer);
  const file = missingFile(world, abilities);
  if (file !== undefined) return file;
  if (needsUsers(scenario)) return "it needs several users";
  const other = steps.find((step) => !("actor" in step) && !isPossible(step, actors));
  if (other !== undefined) return `nobody can ${other.do} that on a real machine`;
  return abilities.fixed === undefined ? undefined : misfit(scenario, abilities.fixed);
}

/** Of a case that puts somebody of its own in a proxy's place. */
function unlikeAnyProxy({ topology, workerScripts, credentials }: WorldSpec): string | undefined {
  if (topology === "scripted-master") return "it plays the master itself";
  if (workerScripts !== undefined) return "it plays a worker itself";
  return credentials === "none" ? "every real peer has credentials" : undefined;
}

function needsUsers({ world = {}, actors }: Scenario): boolean {
  const uids = new Set(
    Object.values(actors).map((spec) => ("uid" in spec ? (spec.uid ?? 0) : undefined)),
  );
  uids.delete(undefined);
  return uids.size > 1 || world.allowedUids !== undefined;
}

function missingFile(
  { files = {}, savedState }: WorldSpec,
  { readsStateFiles }: Abilities,
): string | undefined {
  const all = Object.entries(files);
  if (all.some(([name, file]) => name === savedState && "special" in file)) {
    return "a proxy that waits for a file at its start does not come up";
  }
  const needsFormat = all.some(([, file]) => "records" in file);
  return needsFormat && !readsStateFiles
    ? "it brings state files, whose format is the proxy's own"
    : undefined;
}

/** A worker is a process; of an actor only its death can be played. */
function isPossible(step: Step, actors: Scenario["actors"]): boolean {
  if (!("node" in step) || step.node === "master") return false;
  if (step.node in actors) return step.do === "kill";
  return step.do === "kill" || step.do === "pause" || step.do === "resume";
}

/** What the actors can see of an expectation. */
function visiblePart(expectation: Expectation): Expectation[] {
  if ("step" in expectation) {
    const { workerRequests, ...seen } = expectation;
    const says = Object.keys(seen).length > 2;
    return workerRequests === undefined || says ? [seen] : [];
  }
  return "events" in expectation || "exchange" in expectation ? [expectation] : [];
}

function withoutMaster(expectation: Expectation): Expectation {
  if (!("step" in expectation)) return expectation;
  const { master, ...rest } = expectation;
  return master === undefined ? expectation : rest;
}
