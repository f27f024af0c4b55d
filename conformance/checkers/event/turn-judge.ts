// Holds what a worker announced in a turn against what it owed. The first difference is reported:
// EVENT-ON-CHANGE and EVENT-EXPIRY for what is missing or said twice, EVENT-CONTENT for what is said
// wrongly, EVENT-NO-NOOP for what did not happen, EVENT-CHAIN for the wrong order.
import { levelName } from "../../model/level.ts";
import type { LevelChange } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Announcement, type Change, tickKind, type WorkerTurn } from "./worker-turn.ts";

interface Match {
  readonly change: Change;
  readonly announced: Announcement | undefined;
}

/** False: a rule was broken. */
export function judgeTurn(worker: number, turn: WorkerTurn, verdicts: Verdicts): boolean {
  const left = [...turn.announcements];
  const matches = turn.changes.map((change): Match => ({ change, announced: take(left, change) }));
  const fault =
    firstOf(matches, (match) => faultOf(match)) ??
    firstOf(left, (extra) => extraFault(extra, turn)) ??
    orderFault(matches);
  if (fault === undefined) {
    evaluate(turn, matches, verdicts);
    return true;
  }
  const message = `what worker ${worker} announced is not what happened to its level`;
  verdicts.violated({ ...fault, at: turn.at, message });
  return false;
}

/** The same change if it was announced, else one of its kind. */
function take(left: Announcement[], change: Change): Announcement | undefined {
  const same = left.findIndex((announced) => isSame(announced, change));
  const alike =
    same >= 0 ? same : left.findIndex(({ transition }) => transition === change.transition);
  return alike < 0 ? undefined : left.splice(alike, 1)[0];
}

export function isSame(left: LevelChange, right: LevelChange): boolean {
  return (
    left.previous === right.previous &&
    left.effective === right.effective &&
    left.transition === right.transition &&
    left.clientId === right.clientId
  );
}

interface Fault {
  readonly rule: string;
  readonly index: number;
  readonly expected: string;
  readonly actual: string;
}

function faultOf({ change, announced }: Match): Fault | undefined {
  const isTick = change.transition === tickKind;
  const expected = changeText(change);
  if (announced === undefined) {
    const rule = isTick ? "EVENT-EXPIRY" : "EVENT-ON-CHANGE";
    return { rule, index: change.index, expected, actual: "no event" };
  }
  if (isSame(announced, change)) return undefined;
  const { index } = announced;
  const levelsAgree =
    announced.previous === change.previous && announced.effective === change.effective;
  const rule = isTick && levelsAgree ? "EVENT-EXPIRY" : "EVENT-CONTENT";
  return { rule, index, expected, actual: changeText(announced) };
}

/** An event for which nothing happened that it could tell of. */
function extraFault(extra: Announcement, { noops }: WorkerTurn): Fault {
  const isNoop =
    extra.previous === extra.effective ||
    noops.some(({ change }) => change.clientId === extra.clientId);
  const ofChange = extra.transition === tickKind ? "EVENT-EXPIRY" : "EVENT-ON-CHANGE";
  return {
    rule: isNoop ? "EVENT-NO-NOOP" : ofChange,
    index: extra.index,
    expected: "no further event",
    actual: changeText(extra),
  };
}

function orderFault(matches: readonly Match[]): Fault | undefined {
  let last: Announcement | undefined;
  for (const { announced } of matches) {
    if (last !== undefined && announced !== undefined && announced.index < last.index) {
      const { index } = announced;
      const expected = `${changeText(last)}, then ${changeText(announced)}`;
      return { rule: "EVENT-CHAIN", index, expected, actual: "the other way round" };
    }
    last = announced ?? last;
  }
  return undefined;
}

function evaluate(turn: WorkerTurn, matches: readonly Match[], verdicts: Verdicts): void {
  let last: Announcement | undefined;
  for (const { change, announced } of matches) {
    if (announced === undefined) continue;
    evaluateEvent(announced, change, verdicts);
    const earlier = last;
    last = announced;
    if (earlier === undefined || isSame(earlier, announced)) continue;
    const value = earlier.index;
    verdicts.evaluated("EVENT-CHAIN", announced.index, () => ({ field: "reordered", value }));
  }
  for (const { change, index } of turn.noops) {
    verdicts.evaluated("EVENT-NO-NOOP", index, () => ({ field: "announced", value: change }));
  }
}

function evaluateEvent(announced: Announcement, change: Change, verdicts: Verdicts): void {
  const { index } = announced;
  const { previous, effective, transition, clientId } = change;
  if (transition === tickKind) {
    const value = { previous, effective, transition, clientId: "nobody" };
    verdicts.evaluated("EVENT-EXPIRY", index, () => ({ field: "change", value }));
    return;
  }
  verdicts.evaluated("EVENT-ON-CHANGE", index, () => ({ field: "times", value: 0 }));
  const value = { previous: effective, effective: previous, transition, clientId };
  verdicts.evaluated("EVENT-CONTENT", index, () => ({ field: "change", value }));
}

export function changeText({ previous, effective, transition, clientId }: LevelChange): string {
  const levels = `${levelName(previous)} to ${levelName(effective)}`;
  return `${transition} ${levels} by ${clientId ?? "nobody"}`;
}

function firstOf<Element, Found>(
  elements: readonly Element[],
  find: (element: Element) => Found | undefined,
): Found | undefined {
  for (const element of elements) {
    const found = find(element);
    if (found !== undefined) return found;
  }
  return undefined;
}
