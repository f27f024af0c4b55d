// The rows of both termination matrices: what each is about, and how an exchange that went that way is told
// from what was seen. An exchange may belong to several. A row that no generated world reaches says why.
import { errorCodes, switchingProtocols } from "../../model/http-codes.ts";
import {
  framing,
  hasAct,
  hasFrame,
  isBrokenOff,
  isClosing,
  isOwn,
  isOwnOf,
  isPartialHead,
  isServed,
  says,
  saidText,
  stopAt,
  truncated,
} from "./marks.ts";
import type { Told } from "./told.ts";

export interface Surroundings {
  readonly frontMicros: number;
}

export interface Row {
  readonly id: string;
  readonly situation: string;
  /** Why no generated world gets there; absent: one should. */
  readonly unreached?: string;
  readonly fits: (told: Told, around: Surroundings) => boolean;
}

type Fits = Row["fits"];

function row(id: string, situation: string, fits: Fits): Row {
  return { id, situation, fits };
}

function unreached(id: string, situation: string, why: string): Row {
  return { id, situation, unreached: why, fits: () => false };
}

const asksClose: Fits = ({ client }) => says(client.requestFields, "connection", "close");
const outlastsFront: Fits = ({ client }, { frontMicros }) =>
  client.answer !== undefined && client.at - client.startedAt > frontMicros;
const hasOrigin: Fits = ({ origins }) => origins.length > 0;
const isBodiless: Fits = (told) => isServed(told) && [204, 304].includes(told.client.answer ?? 0);
const isHead: Fits = (told) => isServed(told) && told.client.method === "HEAD";
const isSilent: Fits = ({ origins }) => origins.some(({ answer }) => answer === undefined);
const isResent: Fits = (told) => isServed(told) && (told.sent > 1 || told.origins.length > 1);
const hangs: Fits = (told) => {
  const cut = truncated(told);
  return cut !== undefined && cut.end !== "abandoned" && isBrokenOff(told);
};
const cutBy =
  (how: "length" | "chunked", closing: boolean): Fits =>
  (told) => {
    const cut = truncated(told);
    return (
      cut?.end === "abandoned" &&
      framing(cut) === how &&
      isClosing(cut) === closing &&
      told.client.end !== "abandoned"
    );
  };
const authority = (told: Told): string =>
  told.asked?.do === "fetch" ? (told.asked.authority ?? "a.example") : "";
const isHostless = (told: Told): boolean =>
  (told.asked?.do === "fetch" && told.asked.authority === "") ||
  (/^GET [^]*x-kakehi[^]*\r\n\r\n$/u.test(saidText(told) ?? "") &&
    saidText(told)?.includes("\nhost:") === false);

export const http1Rows: readonly Row[] = [
  row(
    "A1",
    "answered, the connection kept",
    (told) => isServed(told) && !asksClose(told, none) && !told.origins.some(isClosing),
  ),
  row("A2", "the request says close", (told) => isServed(told) && asksClose(told, none)),
  row(
    "A3",
    "the answer says close",
    (told) => isServed(told) && !asksClose(told, none) && told.origins.some(isClosing),
  ),
  row(
    "A4",
    "connected, and nothing sent",
    (told) => saidText(told) === "" && told.client.ordinal === 1 && told.client.end !== "abandoned",
  ),
  row(
    "A5",
    "idle between requests",
    (told) => told.isLastOfIdle || (saidText(told) === "" && told.earlier > 0),
  ),
  row(
    "A6",
    "part of a head, and no more",
    (told) => isPartialHead(told) && saidText(told) !== "" && told.client.end !== "abandoned",
  ),
  row(
    "A7",
    "a head larger than a buffer",
    (told) => isOwn(told) && told.client.requestFields.some(([, value]) => value.length > 16_384),
  ),
  row("A8", "a head that is none", (told) => isOwnOf(told, 400) && saidText(told) !== undefined),
  row("A9", "no host", (told) => isOwnOf(told, 400) && isHostless(told)),
  row("A10", "a bad request behind a good one", (told) => isOwnOf(told, 400) && told.earlier > 0),
  row(
    "A11",
    "the client leaves before a whole head",
    (told) => isPartialHead(told) && told.client.end === "abandoned",
  ),
  row(
    "A12",
    "the client leaves before its answer",
    (told) =>
      told.client.end === "abandoned" && told.client.answer === undefined && !isPartialHead(told),
  ),
  row(
    "A13",
    "the client half-closes behind its request",
    (told) => hasAct(told, "halfClose") && told.client.end === "complete",
  ),
  row(
    "A14",
    "the client leaves in mid-answer",
    (told) => told.client.end === "abandoned" && told.client.answer !== undefined,
  ),
  row("A15", "no frontend", (told) => isOwnOf(told, 404)),
  row(
    "A16",
    "an authority that is none",
    (told) => isOwnOf(told, 400) && authority(told).includes("@"),
  ),
  row("A17", "denied", (told) => isOwnOf(told, 401)),
  row("A18", "redirected", (told) => isOwnOf(told, 301, 302, 308)),
  row("A19", "a name that the certificate does not bear", (told) => isOwnOf(told, 421)),
  row("A20", "too many connections of an address", (told) => isOwnOf(told, 429)),
  row("A21", "no back end", (told) => isOwnOf(told, 503) && told.refusedDials === 0),
  row("A22", "all back ends refuse", (told) => isOwnOf(told, 503) && told.refusedDials > 0),
  row("A23", "one refuses, another answers", (told) => isServed(told) && told.refusedDials > 0),
  row("A24", "a dial that takes too long", (told) => isOwnOf(told, 504) && told.sent === 0),
  row("A25", "a back end that is silent", (told) => isOwnOf(told, 504) && hasOrigin(told, none)),
  row("A26", "the front timer's time passes while a back end owes", outlastsFront),
  row(
    "A27",
    "a back end is lost before its head",
    (told) => isOwnOf(told, 502) && isSilent(told, none),
  ),
  row("A28", "a kept connection ends, the request goes again", isResent),
  row(
    "A29",
    "an answer that is none",
    (told) => isOwnOf(told, 502) && told.origins.some(({ answer }) => answer !== undefined),
  ),
  row("A30", "cut before its length", cutBy("length", false)),
  row("A31", "cut before its last chunk", cutBy("chunked", false)),
  row("A32", "closing, cut before its last chunk", cutBy("chunked", true)),
  row(
    "A33",
    "until the connection ends",
    (told) =>
      isServed(told) &&
      told.origins.some(
        (one) => one.protocol === "h1" && framing(one) === "close" && one.answerBytes > 0,
      ),
  ),
  row(
    "A34",
    "a body that is none",
    (told) =>
      told.client.answer !== undefined &&
      isBrokenOff(told) &&
      told.origins.some(({ isAnswerWhole }) => isAnswerWhole),
  ),
  row("A35", "a back end that stops in mid-body", hangs),
  row(
    "A36",
    "a request body that is none",
    (told) => isOwnOf(told, 400) && saidText(told)?.includes("chunked") === true,
  ),
  row("A37", "100 before the answer", ({ client }) => client.interims.includes(100)),
  row(
    "A38",
    "103 before the answer",
    (told) => isServed(told) && told.client.interims.includes(103),
  ),
  row(
    "A39",
    "103, and then no more",
    (told) => !isServed(told) && told.client.interims.includes(103),
  ),
  row("A40", "another interim answer", ({ client }) => client.interims.includes(102)),
  row("A41", "101", ({ client }) => client.answer === switchingProtocols),
  row("A42", "HEAD", isHead),
  row("A43", "204 or 304", isBodiless),
  row(
    "A44",
    "soft stop, idle",
    (told) => saidText(told) === "" && stopAt(told, "softStop") !== undefined,
  ),
  row("A45", "soft stop before the answer", (told) => stopsBeforeHead(told)),
  row("A46", "soft stop in mid-answer", (told) => stopsBehindHead(told)),
  row("A47", "hard stop", (told) => stopAt(told, "hardStop") !== undefined),
  unreached(
    "A48",
    "evicted after half an hour without an event",
    "every wait of a listener is seconds here, so that nothing is left by then",
  ),
  unreached(
    "A49",
    "a loop of the proxy's own without end",
    "nothing that a peer does leads there: LIVE-ENDS would be broken",
  ),
];

const none: Surroundings = { frontMicros: 0 };

function stopsBeforeHead(told: Told): boolean {
  const at = stopAt(told, "softStop");
  return at !== undefined && told.client.answer !== undefined && (told.headAt ?? at) >= at;
}

function stopsBehindHead(told: Told): boolean {
  const at = stopAt(told, "softStop");
  return at !== undefined && told.headAt !== undefined && told.headAt < at;
}

const isReset: Fits = ({ client }) => client.end === "stream-reset";
const isConnectionLost: Fits = ({ client }) =>
  ["closed", "reset", "unprocessed"].includes(client.end);
const isLying: Fits = ({ asked }) =>
  asked?.do === "fetch" && (asked.declaredBytes !== undefined || asked.trailers !== undefined);
const isFromHttp2: Fits = ({ origins }) => origins.some(({ protocol }) => protocol === "h2");
const garbage = "ffffffffffffffff";
const goawayFrame = 7;

export const http2Rows: readonly Row[] = [
  row("B1", "answered", (told) => isServed(told) && told.client.isRequestWhole),
  row(
    "B2",
    "answered before the request is whole",
    ({ client }) => client.isAnswerWhole && !client.isRequestWhole,
  ),
  row("B3", "an answer of the proxy's own", (told) => isOwn(told) && told.client.isAnswerWhole),
  row(
    "B4",
    "the client resets the stream",
    (told) => told.client.end === "abandoned" && hasAct(told, "abort"),
  ),
  row(
    "B5",
    "the proxy resets what it had taken",
    (told) => isReset(told, none) && isLying(told, none) && hasOrigin(told, none),
  ),
  row(
    "B6",
    "the same with its own answer under way",
    (told) => isReset(told, none) && isLying(told, none) && !hasOrigin(told, none),
  ),
  row(
    "B7",
    "a head that is malformed",
    (told) =>
      isReset(told, none) &&
      !hasOrigin(told, none) &&
      told.client.code === errorCodes.protocolError &&
      !isLying(told, none),
  ),
  row(
    "B8",
    "a head that cannot be decoded",
    (told) => isConnectionLost(told, none) && hasFrame(told, 1, garbage),
  ),
  row(
    "B9",
    "a stream that is refused",
    (told) =>
      isReset(told, none) &&
      told.client.code === errorCodes.refusedStream &&
      !hasOrigin(told, none),
  ),
  row(
    "B10",
    "an error of the connection",
    (told) => isConnectionLost(told, none) && hasFrame(told),
  ),
  row(
    "B11",
    "the client ends the connection",
    (told) => told.client.end === "abandoned" && hasAct(told, "close", "reset"),
  ),
  row("B12", "the client says GOAWAY", (told) => hasFrame(told, goawayFrame)),
  row(
    "B13",
    "a kept connection ends, the request goes again",
    (told) => isResent(told, none) && !isFromHttp2(told, none),
  ),
  row(
    "B14",
    "a back end is lost before its head",
    (told) => isOwnOf(told, 502) && isSilent(told, none) && !isFromHttp2(told, none),
  ),
  row(
    "B15",
    "a back end is lost in mid-body",
    (told) =>
      (cutBy("length", false)(told, none) || cutBy("chunked", false)(told, none)) &&
      !isFromHttp2(told, none),
  ),
  row("B16", "closing, cut before its length", cutBy("length", true)),
  row("B17", "closing, cut before its last chunk", cutBy("chunked", true)),
  row(
    "B18",
    "a back end goes away, the request goes again",
    (told) => isServed(told) && told.origins.some(({ end }) => end === "unprocessed"),
  ),
  row(
    "B19",
    "a back end goes away, the request was sent",
    (told) => !isServed(told) && told.origins.some(({ end }) => end === "unprocessed"),
  ),
  row(
    "B20",
    "a back end resets before its head",
    (told) =>
      isFromHttp2(told, none) &&
      told.origins.some(({ end, answer }) => end === "abandoned" && answer === undefined),
  ),
  row(
    "B21",
    "a back end resets in mid-body",
    (told) =>
      truncated(told)?.end === "abandoned" &&
      isFromHttp2(told, none) &&
      told.client.end !== "abandoned",
  ),
  row("B22", "too late before its head", (told) => isOwnOf(told, 504)),
  row("B23", "too late in mid-body", hangs),
  row("B24", "the front timer's time passes while a back end owes", outlastsFront),
  row("B25", "idle until the front timer", ({ isLastOfIdle }) => isLastOfIdle),
  row(
    "B26",
    "an upload that stops",
    (told) =>
      isBrokenOff(told) && told.asked?.do === "fetch" && told.asked.stopAfterBytes !== undefined,
  ),
  row(
    "B27",
    "a client that gives no credit",
    (told) =>
      isBrokenOff(told) &&
      told.client.answer !== undefined &&
      !told.client.isAnswerWhole &&
      truncated(told)?.end !== "abandoned",
  ),
  row(
    "B28",
    "a back end that gives no credit",
    (told) => isOwnOf(told, 502, 504) && told.client.requestBytes > 0,
  ),
  row("B29", "an interim answer", ({ client }) => client.interims.length > 0),
  row("B30", "101", ({ origins }) => origins.some(({ answer }) => answer === switchingProtocols)),
  row("B31", "HEAD, 204 or 304", (told) => isHead(told, none) || isBodiless(told, none)),
  row("B32", "soft stop", (told) => stopAt(told, "softStop") !== undefined),
  row("B33", "a head of an answer that is too large", ({ origins }) =>
    origins.some(({ answerFields }) => answerFields.some(([, value]) => value.length > 60_000)),
  ),
];
