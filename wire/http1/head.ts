// Makes heads and trailers of scanned bytes: the one place where text is cut out. The scanner has
// checked every limit and all syntax; what is left to refuse is the meaning of fields.

import type { HttpField } from "./field.ts";
import { type Authority, parseAuthority } from "./authority.ts";
import type { Http1FaultKind } from "./fault.ts";
import { FieldFacts } from "./field-facts.ts";
import { type Framing, requestFraming, responseFraming } from "./framing.ts";
import { FIELD_MARKS, type HeadScanner, START_MARKS } from "./head-scanner.ts";
import { orderedFields } from "./ordered-fields.ts";
import { minorOf, STATUS_END, statusOf } from "./start-line.ts";
import { parseTarget, type TargetForm } from "./target.ts";
import { nameOf, textOf } from "./text.ts";
import { isTrailer } from "./trailer.ts";

interface Head {
  /** HTTP/1.0 or 1.1. */
  readonly minor: 0 | 1;
  /**
   * In order, names in lower case. Fields about the framing are those that `framing` needs, one line
   * each: they can be forwarded as they are.
   */
  readonly fields: readonly HttpField[];
  readonly framing: Framing;
  /** Options of Connection, in lower case: the names of fields that concern this connection only. */
  readonly connection: readonly string[];
  /** Whether another message may follow on this connection. */
  readonly persists: boolean;
}

export interface RequestHead extends Head {
  readonly method: string;
  readonly target: string;
  readonly form: TargetForm;
  /** Path and query of the target, without scheme and authority. */
  readonly path: string;
  /** From the target, or else from Host; none only in HTTP/1.0. */
  readonly authority: Authority | undefined;
  /** Whether a 101 would be an answer. */
  readonly isUpgradeAsked: boolean;
  readonly isContinueExpected: boolean;
}

export interface ResponseHead extends Head {
  readonly status: number;
  readonly reason: string;
}

/** What an answer is read against. */
export interface AskedFor {
  readonly method: string;
  readonly isUpgradeAsked: boolean;
}

export function readRequestHead(
  scanner: HeadScanner,
  bytes: Uint8Array,
  start: number,
): RequestHead | Http1FaultKind {
  const { marks, tolerance } = scanner;
  const methodAt = marks[0]!;
  const methodEnd = marks[1]!;
  const targetEnd = marks[2]!;
  const minor = minorOf(bytes, start + targetEnd + 1);
  const method = textOf(bytes, start + methodAt, start + methodEnd);
  const target = textOf(bytes, start + methodEnd + 1, start + targetEnd);
  const parsed = parseTarget(method, target);
  if (parsed === undefined) return "target";
  const facts = new FieldFacts();
  const fields = readFields(scanner, bytes, start, { facts, first: START_MARKS.request });
  const host = hostOf(facts, minor);
  if (typeof host === "string") return host;
  const { length, coding } = facts;
  const framing = requestFraming({ method, minor, length, coding }, tolerance);
  if (typeof framing === "string") return framing;
  return {
    method,
    target,
    form: parsed.form,
    path: parsed.path,
    authority: parsed.authority ?? host?.authority,
    minor,
    fields: orderedFields(fields, facts, framing.kind),
    framing,
    connection: facts.connection,
    persists: facts.persists(minor) && !isDoubtful(facts, framing),
    isUpgradeAsked: method !== "CONNECT" && facts.asksUpgrade(minor),
    isContinueExpected: minor === 1 && facts.isContinueExpected,
  };
}

export function readResponseHead(
  scanner: HeadScanner,
  bytes: Uint8Array,
  start: number,
  asked: AskedFor,
): ResponseHead | Http1FaultKind {
  const lineEnd = scanner.marks[1]!;
  const minor = minorOf(bytes, start);
  const status = statusOf(bytes, start);
  const facts = new FieldFacts();
  const fields = readFields(scanner, bytes, start, { facts, first: START_MARKS.response });
  const { length, coding } = facts;
  const { method, isUpgradeAsked } = asked;
  const framing = responseFraming(
    { method, isUpgradeAsked, status, minor, length, coding },
    scanner.tolerance,
  );
  if (typeof framing === "string") return framing;
  const isReasonGiven = lineEnd > STATUS_END;
  return {
    status,
    reason: isReasonGiven ? textOf(bytes, start + STATUS_END + 1, start + lineEnd) : "",
    minor,
    // "A server MUST NOT send a Content-Length [...] with a status code of 1xx or 204": as for interim.
    fields: orderedFields(fields, facts, status === 204 ? "interim" : framing.kind),
    framing,
    connection: facts.connection,
    persists: framing.kind !== "close" && facts.persists(minor) && !isDoubtful(facts, framing),
  };
}

/** Fields of a trailer section that say something about the framing or the route are left out. */
export function readTrailers(
  scanner: HeadScanner,
  bytes: Uint8Array,
  start: number,
): readonly HttpField[] {
  const fields = readFields(scanner, bytes, start, { facts: undefined, first: 0 });
  return fields.filter(({ name }) => isTrailer(name));
}

/** H1-HOST. */
function hostOf(
  facts: FieldFacts,
  minor: 0 | 1,
): { readonly authority: Authority } | Http1FaultKind | undefined {
  if (facts.hosts > 1) return "host-repeated";
  if (facts.hosts === 0) return minor === 1 ? "host-missing" : undefined;
  const authority = parseAuthority(facts.host);
  return authority === undefined ? "host-invalid" : { authority };
}

/** Both framings: somebody on the way may have taken the other one. */
function isDoubtful(facts: FieldFacts, framing: Framing): boolean {
  return framing.kind === "chunked" && facts.lengthLines > 0;
}

function readFields(
  scanner: HeadScanner,
  bytes: Uint8Array,
  start: number,
  into: { readonly facts: FieldFacts | undefined; readonly first: number },
): HttpField[] {
  const { marks, markCount } = scanner;
  const isStrict = scanner.tolerance === "strict";
  const fields: HttpField[] = [];
  for (let mark = into.first; mark < markCount; mark += FIELD_MARKS) {
    const colon = start + marks[mark + 1]!;
    const name = nameOf(bytes, start + marks[mark]!, colon);
    const text = valueOf(bytes, colon + 1, start + marks[mark + 2]!);
    // What a bare CR or a fold has left inside.
    const value = isStrict ? text : text.replaceAll(/[\r\n]/g, " ");
    into.facts?.note(name, value);
    fields.push({ name, value });
  }
  return fields;
}

/** Without the whitespace around it. */
function valueOf(bytes: Uint8Array, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && bytes[from]! <= 0x20) from += 1;
  while (to > from && bytes[to - 1]! <= 0x20) to -= 1;
  return textOf(bytes, from, to);
}
