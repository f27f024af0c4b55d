// The fields about framing put in order: after this there is one line of the one that counts, or none,
// so that whoever gets them forwarded cannot see another length than was seen here (H1-SMUGGLING).

import type { HttpField } from "./field.ts";
import type { FieldFacts } from "./field-facts.ts";
import type { Framing } from "./framing.ts";

export function orderedFields(
  fields: readonly HttpField[],
  facts: FieldFacts,
  framing: Framing["kind"],
): readonly HttpField[] {
  if (facts.lengthLines === 0 && facts.codingLines === 0) return fields;
  const length = keptLength(facts, framing);
  const coding = keptCoding(facts, framing);
  if (isOrdered(facts, length, coding)) return fields;
  const kept = new Map([
    ["content-length", length],
    ["transfer-encoding", coding],
  ]);
  return fields.flatMap((field) => {
    if (!kept.has(field.name)) return [field];
    const value = kept.get(field.name);
    kept.set(field.name, undefined);
    return value === undefined ? [] : [{ name: field.name, value }];
  });
}

/** Whether the lines are already what is kept. */
function isOrdered(
  facts: FieldFacts,
  length: string | undefined,
  coding: string | undefined,
): boolean {
  const lengthLines = length === undefined ? 0 : 1;
  const codingLines = coding === undefined ? 0 : 1;
  return (
    facts.lengthLines === lengthLines &&
    facts.codingLines === codingLines &&
    (length === undefined || facts.lengthText === length) &&
    (coding === undefined || facts.codingText === coding)
  );
}

/** An answer without a body keeps what it says about the one that was not sent (HEAD, 304). */
function keptLength(facts: FieldFacts, framing: Framing["kind"]): string | undefined {
  const isKept = framing === "length" || framing === "none";
  return isKept && typeof facts.length === "number" && facts.codingLines === 0
    ? String(facts.length)
    : undefined;
}

function keptCoding(facts: FieldFacts, framing: Framing["kind"]): string | undefined {
  const isKept = framing === "chunked" || framing === "none";
  return isKept && facts.coding === "chunked" ? "chunked" : undefined;
}
