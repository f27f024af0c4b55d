// The differences between what a release answered and what was answered here, each with an address
// that stays what it is: connection, index of the release's frame there, and what was checked.
// Order is held within each source (replies among themselves, the events of each worker, those of the
// master) and between replies and events. Between workers no recording shows an order, as they run
// at the same time.

import { align, type Pair } from "./align.ts";
import { toleranceMillis } from "./bounds.ts";
import type { Answer, Capture } from "./capture.ts";
import { isInTime, partsThatDiffer } from "./equality.ts";
import { misplacedAnswers } from "./order.ts";
import type { Answers } from "./play-capture.ts";

export interface Difference {
  readonly capture: string;
  /** `<connection>#<index> <check>`; an answer too many is counted after the frame before it. */
  readonly at: string;
  readonly check: string;
  readonly expected: string;
  readonly actual: string;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Frames and ends of a release that were answered equally in every respect. */
  readonly equal: number;
}

export function compareAnswers(capture: Capture, answers: Answers): Comparison {
  const differences: Difference[] = [];
  let equal = 0;
  for (const [conn, expected] of Object.entries(capture.answers)) {
    const actual = heard(conn, capture, answers.get(conn) ?? []);
    const lanes = lanesOf(expected, actual).map((lane) => align(lane.expected, lane.actual));
    const misplaced = misplacedAnswers(expected, actual, lanes.flat());
    for (const pairs of lanes) {
      const found = compareLane({ capture: capture.name, conn, expected, misplaced }, pairs);
      differences.push(...found.differences);
      equal += found.equal;
    }
  }
  return { differences, equal };
}

/**
 * What whoever recorded could have seen: a subscriber was looked at until its last frame, and an end
 * only where something was still recorded on that connection afterwards.
 */
function heard(conn: string, capture: Capture, actual: readonly Answer[]): readonly Answer[] {
  const lastAnswer = capture.answers[conn]?.at(-1)?.at ?? 0;
  const lastStep = capture.steps.findLast((step) => "conn" in step && step.conn === conn)?.at ?? 0;
  const eventsUntil = lastAnswer + toleranceMillis;
  const endsUntil = Math.max(lastAnswer, lastStep) - toleranceMillis;
  const isEnded = capture.answers[conn]?.some(({ kind }) => kind === "closed") === true;
  return actual.filter(({ at, kind }) => {
    if (kind === "event") return at <= eventsUntil;
    return kind === "closed" ? isEnded || at <= endsUntil : true;
  });
}

interface Lane {
  readonly expected: readonly Answer[];
  readonly actual: readonly Answer[];
}

function lanesOf(expected: readonly Answer[], actual: readonly Answer[]): readonly Lane[] {
  const names = [...new Set([...expected, ...actual].map(laneOf))];
  return names.map((name) => ({
    expected: expected.filter((answer) => laneOf(answer) === name),
    actual: actual.filter((answer) => laneOf(answer) === name),
  }));
}

function laneOf({ kind, source }: Answer): string {
  return kind === "event" ? `events of ${source ?? ""}` : "replies";
}

/** What a place on a connection is told by. */
interface Connection {
  readonly capture: string;
  readonly conn: string;
  readonly expected: readonly Answer[];
  readonly misplaced: ReadonlySet<Answer>;
}

function compareLane(connection: Connection, pairs: readonly Pair[]): Comparison {
  const { capture, conn, misplaced } = connection;
  const differences: Difference[] = [];
  let equal = 0;
  let before = "start";
  let surplus = 0;
  for (const { expected, actual } of pairs) {
    if (expected === undefined) {
      surplus += 1;
      const place = `${conn}#${before}+${surplus}${laneMark(actual)}`;
      differences.push(difference(capture, place, "extra", ["nothing", told(actual)]));
      continue;
    }
    before = String(connection.expected.indexOf(expected));
    surplus = 0;
    const checks = checksOf(expected, actual);
    if (misplaced.has(expected)) checks.push(["order", ["after", "before"]]);
    if (checks.length === 0) equal += 1;
    for (const [check, sides] of checks) {
      differences.push(difference(capture, `${conn}#${before}`, check, sides));
    }
  }
  return { differences, equal };
}

/** Several lanes may have something too many after the same frame, or before the first. */
function laneMark(answer: Answer | undefined): string {
  return answer?.kind === "event" ? ` of ${answer.source ?? ""}` : "";
}

type Sides = readonly [expected: string, actual: string];

function checksOf(expected: Answer, actual: Answer | undefined): (readonly [string, Sides])[] {
  if (actual === undefined) return [["missing", [told(expected), "nothing"]]];
  const checks: (readonly [string, Sides])[] = [];
  if (!isInTime(expected, actual.at)) {
    checks.push(["instant", [interval(expected), `${actual.at} ms`]]);
  }
  if (expected.status !== actual.status) {
    // Another outcome has other content: that is one difference.
    return [...checks, ["status", [told(expected), told(actual)]]];
  }
  for (const part of partsThatDiffer(expected, actual)) {
    const sides = [expected, actual].map(({ content }) => JSON.stringify(content?.[part] ?? null));
    checks.push([part, [sides[0] ?? "", sides[1] ?? ""]]);
  }
  return checks;
}

function difference(capture: string, place: string, check: string, sides: Sides): Difference {
  const [expected, actual] = sides;
  return { capture, at: `${place} ${check}`, check, expected, actual };
}

function interval({ at, since }: Answer): string {
  return since === undefined ? `${at} ms` : `${since} to ${at} ms`;
}

function told(answer: Answer | undefined): string {
  if (answer === undefined) return "nothing";
  const { kind, source, status, content } = answer;
  const words = [kind, source, status, content === undefined ? undefined : JSON.stringify(content)];
  return words.filter((word) => word !== undefined).join(" ");
}
