// Judges a finished run against the expectations written in its scenario. They are the author's own
// words on what must come out, so that a fault put into implementation and checker alike still shows.
// Words that hold under one election of the contract only say so (`holdsFor`), and are no word about a
// target that elects otherwise.
import type {
  ActorJournal,
  Expectation,
  LogExpectation,
  Scenario,
  StoredExpectation,
} from "../../sim/index.ts";
import type { LeaseConstants } from "../model/constants.ts";
import { sharesLimits } from "../model/http2-constants.ts";
import type { Observation } from "../observe/observation.ts";
import type { Divergence } from "./divergence.ts";
import { judgeEvents } from "./events.ts";
import { judgeExchange } from "./exchange.ts";
import { repliesOf, repliesOutside, type StepReply } from "./replies.ts";
import { judgeStep } from "./step.ts";

/** Whether an expectation may be held against it. */
export function isExpected({ kind }: Observation): boolean {
  return kind === "session-opened" || kind === "order" || kind === "log" || kind === "stored";
}

export interface Finished {
  readonly journals: readonly ActorJournal[];
  readonly observations: readonly Observation[];
}

/** What a client of a real proxy saw of it. */
export interface FinishedOutside {
  readonly divergences: readonly Divergence[];
  /** By rule: how many expectations were looked at. */
  readonly judged: ReadonlyMap<string, number>;
  /** Steps of which nobody knows which reply was theirs. */
  readonly doubtful: readonly string[];
}

/**
 * From `suspectFrom` on the proxy was not asked what the case has it asked, or not in that order: what
 * follows says nothing. A reply that is missing is the business of the rules about replies.
 */
export function judgeOutside(
  { expect }: Scenario,
  journals: readonly ActorJournal[],
  constants: LeaseConstants,
  suspectFrom: number,
): FinishedOutside {
  const replies = repliesOutside(journals);
  const about = expect.filter((expectation) => isAbout(expectation, constants));
  const isDoubtful = (expectation: Expectation): boolean => {
    if (!("step" in expectation)) return suspectFrom < Infinity;
    const found = replies.get(expectation.step);
    if (found?.standing === "missing") return !aboutReplies.test(expectation.rule);
    if (found?.standing === "doubtful") return true;
    // That another connection is still served does not hang on what was asked before.
    return !expectation.rule.startsWith("FRAME-") && (found?.sentAt ?? 0) >= suspectFrom;
  };
  const judged = new Map<string, number>();
  const divergences = about
    .filter((expectation) => !isDoubtful(expectation))
    .flatMap((expectation) => {
      judged.set(expectation.rule, (judged.get(expectation.rule) ?? 0) + 1);
      return judgeOne(expectation, { journals, observations: [], constants, replies });
    });
  const doubtful = about.filter(isDoubtful);
  return {
    divergences,
    judged,
    doubtful: doubtful.map((expectation) => ("step" in expectation ? expectation.step : "events")),
  };
}

/** What says that and how a request is answered at all. */
const aboutReplies = /^(?:FRAME|FANOUT|LIVE)-/;

export function judgeExpectations(
  scenario: Scenario,
  finished: Finished,
  constants: LeaseConstants,
): Divergence[] {
  const replies = repliesOf(finished.journals);
  return scenario.expect
    .filter((expectation) => isAbout(expectation, constants))
    .flatMap((expectation) => judgeOne(expectation, { ...finished, constants, replies }));
}

/** Whether the target elects what the author of these words took for granted. */
function isAbout({ holdsFor, rule }: Expectation, { expiry, http2 }: LeaseConstants): boolean {
  if (!sharesLimits(rule, http2)) return false;
  return holdsFor === undefined || holdsFor.expiry === expiry.kind;
}

interface Judging extends Finished {
  readonly constants: LeaseConstants;
  readonly replies: ReadonlyMap<string, StepReply>;
}

function judgeOne(
  expectation: Expectation,
  { journals, observations, constants, replies }: Judging,
): Divergence[] {
  if ("step" in expectation) {
    const found = replies.get(expectation.step);
    const workerRequests = ordersOf(found, observations);
    return judgeStep(expectation, found, { workerRequests, constants });
  }
  if ("events" in expectation) return judgeEvents(expectation, journals);
  if ("exchange" in expectation) return judgeExchange(expectation, journals);
  if ("log" in expectation) return judgeLog(expectation, observations);
  return judgeStored(expectation, observations);
}

/** How many workers were given the request of a step. */
function ordersOf(found: StepReply | undefined, observations: readonly Observation[]): number {
  if (found === undefined) return 0;
  const sessions = observations.filter(
    (seen) => seen.kind === "session-opened" && seen.client === found.actor,
  );
  const opened = sessions[found.connection];
  if (opened?.kind !== "session-opened") return 0;
  return observations.filter(
    (seen) =>
      seen.kind === "order" && seen.session === opened.session && seen.ordinal === found.ordinal,
  ).length;
}

function judgeLog(
  { rule, log }: LogExpectation,
  observations: readonly Observation[],
): Divergence[] {
  const { node, includes, within, lines } = log;
  const counted = observations.filter(
    (seen) =>
      seen.kind === "log" &&
      seen.node === node &&
      (within === undefined || (seen.at >= within[0] && seen.at <= within[1])) &&
      includes.every((text) => seen.line.toLowerCase().includes(text.toLowerCase())),
  );
  if (counted.length >= lines[0] && counted.length <= lines[1]) return [];
  return [
    {
      rule,
      step: undefined,
      at: counted.at(-1)?.at ?? 0,
      message: `the log of ${node} about ${includes.join(", ")}`,
      expected: `${lines[0]} to ${lines[1]} lines`,
      actual: `${counted.length} lines`,
    },
  ];
}

function judgeStored(
  { rule, stored }: StoredExpectation,
  observations: readonly Observation[],
): Divergence[] {
  const files = observations.filter((seen) => seen.kind === "stored" && seen.node === stored.node);
  const different = (at: number, expected: string, actual: string): Divergence => ({
    rule,
    step: undefined,
    at,
    message: `what ${stored.node} stored as ${stored.name}`,
    expected,
    actual,
  });
  if (files.length === 0) return [different(0, "a stored file", "none")];
  return files.flatMap((file) =>
    stored.excludes
      .filter((text) => file.kind === "stored" && file.text.includes(text))
      .map((text) => different(file.at, `a file without ${JSON.stringify(text)}`, "it is there")),
  );
}
