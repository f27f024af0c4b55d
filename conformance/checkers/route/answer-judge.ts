// The answers by which a proxy says that a request goes nowhere: their status and what they have to bear.
import type { FieldSpec } from "../../../sim/index.ts";
import { errorCodes } from "../../model/http-codes.ts";
import type { Decision } from "../../model/routing/decision.ts";
import type { Falsification } from "../verdicts.ts";
import { type Finding, ownStatus, type Seen, valuesOf, withoutField } from "./finding.ts";

type AnswerDecision = Extract<Decision, { readonly kind: "answer" }>;

/** What a request may be answered before anybody asks where it goes. */
export const beforeRouting: ReadonlySet<number> = new Set([400, 408, 413, 431, 501, 505]);
const { protocolError, refusedStream } = errorCodes;

/** Undefined: it shows nothing. */
export function judgeAnswer(
  decision: AnswerDecision,
  { exchange, index }: Seen,
  origins: readonly Seen[],
): Finding | undefined {
  const { rule, status } = decision;
  const found = { rule, expected: wordsOf(decision), index };
  if (origins.length > 0) {
    return { ...found, holds: false, actual: "sent to an origin", falsification: undefined };
  }
  const own = ownStatus(exchange);
  if (rule === "ROUTE-400" && own === undefined && exchange.end === "stream-reset") {
    const { code } = exchange;
    // RFC 9113 §8.7: nobody has looked at it. Whether that was right is H2-CONCURRENCY's.
    if (code === refusedStream) return undefined;
    const falsification: Falsification = { field: "code", value: protocolError + 1 };
    return { ...found, holds: code === protocolError, actual: `reset with ${code}`, falsification };
  }
  if (own === undefined || (own !== status && beforeRouting.has(own))) return undefined;
  const actual = `${own}${bearing(exchange.answerFields)}`;
  if (own !== status || !bears(decision, exchange.answerFields)) {
    return { ...found, holds: false, actual, falsification: undefined };
  }
  return { ...found, holds: true, actual, falsification: worse(decision, exchange.answerFields) };
}

type Fields = Seen["exchange"]["answerFields"];

function wordsOf({ status, location }: AnswerDecision): string {
  if (location !== undefined) return `${status} with Location ${location}`;
  return status === 401 ? "401 with WWW-Authenticate" : `${status}`;
}

function bearing(fields: Fields): string {
  const [location] = valuesOf(fields, "location");
  const challenges = valuesOf(fields, "www-authenticate").length;
  const challenge = challenges > 0 ? " with WWW-Authenticate" : "";
  return location === undefined ? challenge : ` with Location ${location}`;
}

function bears({ rule, location }: AnswerDecision, fields: Fields): boolean {
  if (location !== undefined) {
    const locations = valuesOf(fields, "location");
    return locations.length === 1 && normal(locations[0] ?? "") === location;
  }
  if (rule !== "ROUTE-401") return true;
  return valuesOf(fields, "www-authenticate").some((value) => value.trim() !== "");
}

/** A port that is the scheme's own may be written. */
function normal(location: string): string {
  return URL.canParse(location) ? new URL(location).href : location;
}

function worse({ rule, status, location }: AnswerDecision, fields: Fields): Falsification {
  if (location !== undefined) {
    const elsewhere: FieldSpec = ["location", "http://x.invalid/"];
    return { field: "answerFields", value: [...withoutField(fields, "location"), elsewhere] };
  }
  if (rule === "ROUTE-401") {
    return { field: "answerFields", value: withoutField(fields, "www-authenticate") };
  }
  return { field: "answer", value: status === 404 ? 503 : 404 };
}
