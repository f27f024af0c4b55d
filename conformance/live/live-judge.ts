// What a live case came to: judged by the words of the case, by its history, by the checkers on what is
// seen from outside, and by the guard. How late anything may be grows with how late our own processes
// were; beyond a bound nothing that was found counts.
import type { ActorJournal, Credentials, Scenario, TraceEvent } from "../../sim/index.ts";
import type { Violation } from "../checkers/verdicts.ts";
import type { Divergence } from "../expectations/divergence.ts";
import { inCommon } from "./peers/words.ts";
import { judgeOutside } from "../expectations/judge.ts";
import { crowdedFrom, pairsOf } from "../expectations/pairing.ts";
import type { LeaseConstants } from "../model/constants.ts";
import { defaultHttp2Constants } from "../model/http2-constants.ts";
import { levelNames } from "../model/level.ts";
import { asksFor } from "./asking.ts";
import type { FinishedAudit } from "./audit-files.ts";
import { statsdDefault } from "./configuration.ts";
import { type Evidence, judgeEvidence } from "./evidence.ts";
import { judgeHistory } from "./history-judge.ts";
import { withWordsInCommon } from "./http/common-words.ts";
import type { Rest } from "./http/gauges.ts";
import { unpackedEvent } from "./http/packed-exchange.ts";
import type { TrafficFacts } from "./http/traffic-observations.ts";
import { judgeTraffic } from "./http/traffic-judge.ts";
import { historyOfJournals } from "./journal-history.ts";
import { fleetAnswersIn } from "./fleet-answers.ts";
import { isHeeding } from "./observations.ts";
import { judgeSink, type SinkFindings, type SunkText } from "./sink-judge.ts";
import type { Struck } from "./strike.ts";
import type { LiveDescription } from "./target-file.ts";

export interface Played {
  readonly scenario: Scenario;
  readonly journals: readonly ActorJournal[];
  /** Of those who speak HTTP, packed. */
  readonly tape: readonly TraceEvent[];
  readonly credentials: ReadonlyMap<string, Credentials>;
  readonly workers: readonly number[];
  readonly deaths: Struck["deaths"];
  readonly crash: readonly Violation[];
  /** Of the gauges of what lives, when nothing was open any more; undefined where nobody asked. */
  readonly rest: Rest | undefined;
  readonly audit: FinishedAudit | undefined;
  readonly log: readonly { readonly at: number; readonly line: string }[];
  readonly sunk: readonly SunkText[];
  /** The records of its access log, as they came. */
  readonly access: TrafficFacts["access"];
  readonly endedAt: number;
  readonly isGone: boolean;
  /** The longest time for which one of our own processes was kept from what it had to do. */
  readonly lagMicros: number;
  /** What the wall clock showed when the case began. */
  readonly wallStartMicros: number;
  readonly frameBytesMax: number;
}

export interface Found {
  /** By rule: what was seen and could have failed it. */
  readonly evaluations: ReadonlyMap<string, number>;
  readonly divergences: readonly Divergence[];
  readonly violations: readonly Violation[];
  /** Why nobody knows whether what was seen is legal. */
  readonly inconclusive: string | undefined;
}

const nothing: Evidence = { evaluations: new Map(), violations: [] };

/** Wall clocks are read in milliseconds. */
const wallSlackMicros = 2_000;

export function judgePlayed(played: Played, description: LiveDescription): Found {
  const { scenario, journals, crash, rest } = played;
  const constants = liveConstants(description, played);
  const evidence = judgeEvidence(played, constants);
  const isShuffled = evidence.violations.some(({ rule }) => rule === "FANOUT-REPLY-ORDER");
  const suspectFrom = suspicionIn(played, isShuffled);
  const words = wordsOf(scenario, description);
  const said = judgeOutside(words, journals, wordConstants(description, constants), suspectFrom);
  // Where replies changed places nobody knows who was answered what.
  const history = isShuffled
    ? { evaluations: new Map<string, number>(), violations: [], inconclusive: undefined }
    : judgeHistory(historyOf(played, constants), scenario.rules, departedFrom(played));
  const tape = played.tape.map(unpackedEvent);
  const traffic = tape.length > 0 ? judgeTraffic({ ...played, tape }, constants) : nothing;
  const evaluations = new Map<string, number>();
  const add = (counts: ReadonlyMap<string, number>): void => {
    for (const [rule, count] of counts) evaluations.set(rule, (evaluations.get(rule) ?? 0) + count);
  };
  const sink = sinkOf(played, description, constants.slackMicros);
  for (const part of [history, evidence, traffic, sink]) add(part.evaluations);
  add(new Map([...said.judged].filter(([rule]) => isShownBy(scenario, rule))));
  // The guard looked: a worker that is gone would have failed this.
  evaluations.set("LIVE-NO-CRASH", 1);
  if (rest?.isEvaluated === true) evaluations.set("GAUGE-REST", 1);
  const violations = [
    ...crash,
    ...(rest?.violations ?? []),
    ...evidence.violations,
    ...history.violations,
    ...traffic.violations,
    ...sink.violations,
  ];
  const [doubtful] = said.doubtful;
  const doubt =
    doubtful === undefined
      ? undefined
      : `a reply is missing or in another's place, so nothing is known of ${doubtful}`;
  return {
    evaluations,
    divergences: said.divergences,
    violations,
    inconclusive: history.inconclusive ?? doubt,
  };
}

function wordsOf(
  scenario: Scenario,
  { peer, areWordsElected, constants }: LiveDescription,
): Scenario {
  if (peer !== undefined) return inCommon(scenario, constants.http2);
  return areWordsElected ? withWordsInCommon(scenario) : scenario;
}

/** What is in common with a proxy of others holds under its limits, though a case has others in mind. */
function wordConstants({ peer }: LiveDescription, constants: LeaseConstants): LeaseConstants {
  return peer === undefined ? constants : { ...constants, http2: defaultHttp2Constants };
}

/** What clients are answered tells nothing of what a sink is told. */
const judgedBySink = "METRICS-SINK";

/**
 * Slots, books and records are nobody's to see: an exchange that came to what the case wants shows nothing
 * of them, though one that did not is a fault.
 */
const behindExchanges = /^(?:STREAM|GAUGE|LOG|LABEL)-/;

/** Whether words of a case that came true tell anything of the rule that they are for. */
function isShownBy({ expect }: Scenario, rule: string): boolean {
  if (rule === judgedBySink) return false;
  if (!behindExchanges.test(rule)) return true;
  return expect.some((words) => words.rule === rule && !("exchange" in words));
}

/** Whoever asks for one of these sets counters back, or sends a worker away with its own. */
const disturbing: ReadonlySet<string> = new Set([
  "configureMetrics",
  "upgradeWorker",
  "softStop",
  "hardStop",
]);

function sinkOf(
  { scenario, journals, deaths, sunk, endedAt }: Played,
  { statsd }: LiveDescription,
  slackMicros: number,
): SinkFindings {
  if (statsd === undefined || sunk.length === 0) return { evaluations: new Map(), violations: [] };
  const isDisturbed = deaths.size > 0 || asksFor(scenario, disturbing);
  const naming = scenario.world?.statsd ?? statsdDefault;
  const answers = fleetAnswersIn(journals);
  return judgeSink({ ...statsd, sunk, naming, slackMicros, answers, isDisturbed, endedAt });
}

/** The sessions whose client has left, as a history names them. */
function departedFrom({ journals }: Played): ReadonlySet<string> {
  const sessions = journals.flatMap(({ actor, connections }) =>
    connections.flatMap(({ entries }, position) =>
      entries.some(({ kind }) => kind === "closed") ? [`${actor}#${position}`] : [],
    ),
  );
  return new Set(sessions);
}

/** When the first request was sent that was not answered, or whose reply may be another's. */
function suspicionIn({ scenario, journals }: Played, isShuffled: boolean): number {
  const connections = journals
    .flatMap((journal) => journal.connections)
    .filter(({ actor, connection }) => isHeeding(scenario, actor, connection));
  const instants = connections.flatMap((connection) => [
    ...(isShuffled ? [crowdedFrom(connection)] : []),
    ...pairsOf(connection).flatMap(({ standing, sentAt }) =>
      standing === "answered" ? [] : [sentAt],
    ),
  ]);
  return instants.reduce((first, at) => Math.min(first, at), Infinity);
}

function liveConstants(
  { constants, slackMicros }: LiveDescription,
  { lagMicros, wallStartMicros }: Played,
): LeaseConstants {
  const late = slackMicros + lagMicros;
  return {
    ...constants,
    slackMicros: late,
    eventMicrosMax: late,
    closeMicrosMax: constants.closeMicrosMax + late,
    audit: { ...constants.audit, wallStartMicros: wallStartMicros - wallSlackMicros },
  };
}

function historyOf(
  { scenario, journals, deaths, endedAt }: Played,
  constants: LeaseConstants,
): ReturnType<typeof historyOfJournals> {
  const { expiry, leasesPerWorkerMax, takeover, slackMicros, eventMicrosMax } = constants;
  const periodMicros = expiry.kind === "exact" ? 0 : expiry.periodMicros;
  return historyOfJournals(journals, {
    header: {
      t: "history",
      format: 1,
      floor: levelNames.indexOf(scenario.world?.detail ?? "cluster"),
      latenessMicros: periodMicros + slackMicros,
      slackMicros,
      eventMicros: eventMicrosMax,
      leasesPerWorkerMax,
      takeover,
    },
    constants,
    deaths,
    endedAt,
  });
}
