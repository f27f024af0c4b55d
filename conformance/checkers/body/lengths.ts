// BODY-LENGTH-REQUEST and BODY-LENGTH-RESPONSE: content that is not as long as its sender said, in HTTP/2,
// where the length and the end of the stream are two statements that have to agree.
import { errorCodes } from "../../model/http-codes.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import { statusesByHead } from "../../model/by-head.ts";
import { isBodiless } from "../accounts.ts";
import type { Falsification } from "../verdicts.ts";
import { tellsLength, toldBytes } from "./declared.ts";
import type { Pair } from "./pairs.ts";
import type { Uploads } from "./uploads.ts";

export interface LengthVerdict {
  readonly rule: string;
  readonly holds: boolean;
  readonly expected: string;
  readonly actual: string;
  readonly falsification: Falsification;
}

const { protocolError } = errorCodes;
const badRequest = 400;

/** The client sent more than it said, or ended with less, and the proxy had taken what shows it. */
export function requestLength(seen: ExchangeEnded, uploads: Uploads): LengthVerdict | undefined {
  if (!isLyingRequest(seen) || seen.end === "abandoned" || isAnsweredBefore(seen)) return undefined;
  if (!uploads.isToBeTold(seen, toldBytes(seen, "request") ?? 0)) return undefined;
  const isTold = seen.answer === badRequest && seen.answerTo === undefined;
  const isReset = seen.end === "stream-reset" && seen.code === protocolError;
  return {
    rule: "BODY-LENGTH-REQUEST",
    holds: isReset || isTold,
    expected: "a reset with PROTOCOL_ERROR, which a 400 may precede",
    actual: `${seen.end} ${seen.code ?? ""} after ${seen.answer ?? "no answer"}`,
    falsification: isReset ? { field: "code", value: 2 } : { field: "answerTo", value: seen.label },
  };
}

/** The back end sent more than it said, or ended with less. */
export function answerLength(
  seen: ExchangeEnded,
  origin: ExchangeEnded,
): LengthVerdict | undefined {
  if (!isLyingAnswer(origin) || isBodiless(seen) || seen.end === "abandoned") return undefined;
  if (isBeyondTelling(seen, origin)) return undefined;
  const isOwn = isOwnError(seen);
  const hasSecondHead = seen.answerTrailers.some(([name]) => name === ":status");
  return {
    rule: "BODY-LENGTH-RESPONSE",
    holds: (seen.end !== "complete" || isOwn) && !hasSecondHead,
    expected: "an error",
    actual: hasSecondHead
      ? "a second head"
      : `${seen.answerBytes} bytes that look like all of the answer`,
    falsification: isOwn
      ? { field: "answerTo", value: seen.label }
      : { field: "end", value: "complete" },
  };
}

/** What such a message was to be, nobody can say: the other rules of bodies leave it alone. */
function isLyingRequest(client: ExchangeEnded): boolean {
  return client.protocol === "h2" && !client.isRaw && tellsLength(client, "request") === "lying";
}

function isLyingAnswer(origin: ExchangeEnded): boolean {
  return origin.protocol === "h2" && tellsLength(origin, "answer") === "lying";
}

export function isLying({ client, answered }: Pair): boolean {
  return isLyingRequest(client.seen) || (answered !== undefined && isLyingAnswer(answered));
}

/** Who answers need not have read to the end what is answered (RFC 9110 §10.1.1). */
function isAnsweredBefore({
  answer = 0,
  answerTo,
  answerEndedAt,
  requestEndedAt,
}: ExchangeEnded): boolean {
  if (answerEndedAt === undefined) return false;
  if (answerTo === undefined) return statusesByHead.has(answer);
  return answerEndedAt <= (requestEndedAt ?? Infinity);
}

function isOwnError({ answerTo, answer = 0 }: ExchangeEnded): boolean {
  return answerTo === undefined && answer >= badRequest;
}

/** A client of HTTP/1 that has all that it was told of cannot be told anything more. */
function isBeyondTelling(seen: ExchangeEnded, origin: ExchangeEnded): boolean {
  if (seen.protocol !== "h1" || origin.answerBytes <= seen.answerBytes) return false;
  const told = seen.answerFields.find(([name]) => name.toLowerCase() === "content-length")?.[1];
  return told !== undefined && seen.answerBytes === Number(told);
}
