// ROUTE-EDITS: what a frontend adds stands once in every attempt, and what it takes away in none; the
// same for the answer.
import { HeaderPosition, type Header } from "../../../wire/index.ts";
import type { ForwardDecision } from "./forward-judge.ts";
import { type Finding, type Seen, valuesOf } from "./finding.ts";

type Fields = Seen["exchange"]["requestFields"];

const rule = "ROUTE-EDITS";

/** Host is a part of where a request goes, and judged as that. */
function editsOf({ frontend }: ForwardDecision, position: HeaderPosition): readonly Header[] {
  return frontend.headers.filter((edit) => {
    const isHere = edit.position === position || edit.position === HeaderPosition.BOTH;
    return isHere && edit.key.toLowerCase() !== "host";
  });
}

export function* judgeEdits(
  decision: ForwardDecision,
  client: Seen,
  origins: readonly Seen[],
): Generator<Finding> {
  const asking = editsOf(decision, HeaderPosition.REQUEST);
  for (const origin of origins) {
    const seen = origin.exchange.requestFields;
    const found = compared(asking, client.exchange.requestFields, seen);
    if (found === undefined) continue;
    const falsification = { field: "requestFields", value: [...seen, found.again] } as const;
    yield { rule, ...found, index: origin.index, falsification };
  }
  const answering = editsOf(decision, HeaderPosition.RESPONSE);
  const { answerTo, label, answerFields } = client.exchange;
  const answered = origins.findLast(({ exchange }) => exchange.answer !== undefined);
  if (answered === undefined || answerTo !== label) return;
  const found = compared(answering, answered.exchange.answerFields, answerFields);
  if (found === undefined) return;
  const falsification = { field: "answerFields", value: [...answerFields, found.again] } as const;
  yield { rule, ...found, index: client.index, falsification };
}

interface Compared {
  readonly holds: boolean;
  readonly expected: string;
  readonly actual: string;
  readonly again: readonly [string, string];
}

function compared(edits: readonly Header[], before: Fields, after: Fields): Compared | undefined {
  const [first] = edits;
  if (first === undefined) return undefined;
  const names = [...new Set(edits.map(({ key }) => key.toLowerCase()))];
  const wanted = names.map((name) => `${name}: ${edited(edits, before, name).join(", ")}`);
  const actual = names.map((name) => `${name}: ${listOf(after, name).join(", ")}`);
  return {
    holds: wanted.join() === actual.join(),
    expected: wanted.join("; "),
    actual: actual.join("; "),
    again: [first.key.toLowerCase(), first.val === "" ? "again" : first.val],
  };
}

/** An empty value takes every field of that name away, another adds one. */
function edited(edits: readonly Header[], before: Fields, name: string): readonly string[] {
  let values = listOf(before, name);
  for (const { key, val } of edits) {
    if (key.toLowerCase() === name) values = val === "" ? [] : [...values, val];
  }
  return values;
}

/** RFC 9110 §5.3: several lines are one list. */
function listOf(fields: Fields, name: string): readonly string[] {
  return valuesOf(fields, name).flatMap((value) => value.split(/, */));
}
