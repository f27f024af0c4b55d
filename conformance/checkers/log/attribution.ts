// LOG-ATTRIBUTION: what a record says of the answer, of who gave it and of how many bytes there were is
// this request's, and absent where nobody knows it. How exactly bytes are counted is the target's; so
// much as another request had cannot be meant.
import { switchingProtocols } from "../../model/http-codes.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import { isOwnAnswer, type Situation, wasAnswered } from "./situation.ts";
import { textOf, type Verdict } from "./verdict.ts";

const rule = "LOG-ATTRIBUTION";

/** Heads of a message as the far side may have changed them, in both directions. */
const headBytesMax = 8192;
/** A byte of a body in a frame or chunk of its own, with all the padding there can be. */
const bytesPerBodyByteMax = 300;

/** Answers to what cannot be routed: they belong to no cluster. */
const unroutable: ReadonlySet<number> = new Set([404, 421]);
/** They may come in the middle of content, when the request has long had its back end. */
const unreadable: ReadonlySet<number> = new Set([400, 408]);

export function attributionLaws(situation: Situation): readonly (Verdict | undefined)[] {
  return [
    status(situation),
    servedBy(situation),
    cluster(situation),
    bytes(situation, "bytesIn"),
    bytes(situation, "bytesOut"),
  ];
}

function status(situation: Situation): Verdict | undefined {
  const { client, record } = situation;
  if (client.answer !== undefined) {
    return {
      rule,
      holds: record.status === client.answer,
      message: "a record bears another status than the answer",
      expected: textOf(client.answer),
      actual: textOf(record.status),
      wrong: { status: client.answer === 201 ? 202 : 201 },
    };
  }
  if (wasAnswered(situation) !== false) return undefined;
  // What an origin alone can say is not said of a request that none has answered.
  return {
    rule,
    holds: record.status === undefined || record.status >= 300,
    message: "a record bears a status though nobody answered",
    expected: "absent",
    actual: textOf(record.status),
    wrong: { status: 200 },
  };
}

/** The back end whose answer the client got. */
function servedBy(situation: Situation): Verdict | undefined {
  const { answering, record, peers, configuration, logged } = situation;
  if (answering === undefined || !peers.isKnown) return undefined;
  const { cluster: named, backend, backendAddress } = record;
  const backs = peers.backsAt(logged.worker, backendAddress);
  const isThere = backs.some(({ peer }) => peer === answering.actor);
  const isNamed =
    named !== undefined &&
    backend !== undefined &&
    configuration.isBackend(named, backend, backendAddress);
  return {
    rule,
    holds: isThere && isNamed,
    message: "a record names another back end than the one that answered",
    expected: `a back end at the address of ${answering.actor}`,
    actual: `${textOf(backend)} of ${textOf(named)} at ${textOf(backendAddress)}`,
    wrong: { backend: "of-another" },
  };
}

/** Absent where unknown, never the previous request's. */
function cluster(situation: Situation): Verdict | undefined {
  const { record, client, configuration } = situation;
  const frontends = configuration.frontendsOf(client.authority);
  if (frontends === undefined) return undefined;
  const isUnrouted = isOwnAnswer(situation) && wasUnroutable(situation);
  const serving = new Set(isUnrouted ? [] : frontends.map((frontend) => frontend.cluster));
  const { cluster: named, backend, backendAddress } = record;
  const isOwn =
    named === undefined
      ? backend === undefined
      : serving.has(named) &&
        (backend === undefined || configuration.isBackend(named, backend, backendAddress));
  return {
    rule,
    holds: isOwn,
    message: "a record names a cluster or a back end that has nothing to do with the request",
    expected: isUnrouted ? "absent" : [...serving].map(textOf).join(" or "),
    actual: `${textOf(backend)} of ${textOf(named)}`,
    wrong: { cluster: "of-another", backend: "of-another" },
  };
}

function wasUnroutable({ client, origins, isAccounted }: Situation): boolean {
  const { answer = 0, requestBytes } = client;
  if (unroutable.has(answer)) return true;
  // Where content was announced, the head was there, and with it a back end that may never have looked.
  if (requestBytes > 0 || announcesContent(client)) return false;
  return unreadable.has(answer) && origins.length === 0 && isAccounted;
}

function bytes(situation: Situation, name: "bytesIn" | "bytesOut"): Verdict | undefined {
  const isIn = name === "bytesIn";
  const { record, client, isAccounted, shared } = situation;
  const shown = record[name];
  if (shown === undefined || client.answer === switchingProtocols || !(isIn || isAccounted))
    return undefined;
  // Who gives up closes the account, and may have more on its way.
  if (isIn && client.end === "abandoned") return undefined;
  const [least, mostOwn] = isIn ? bytesOfRequest(situation) : bytesOfAnswer(situation);
  const most = mostOwn + shared[name];
  return {
    rule,
    holds: shown >= least && shown <= most,
    message: `a record counts other bytes ${isIn ? "from" : "to"} the client than there were`,
    expected: `${least} to ${most}`,
    actual: textOf(shown),
    wrong: { [name]: most + 1 },
  };
}

function announcesContent({ requestFields }: ExchangeEnded): boolean {
  return requestFields.some(
    ([name, value]) =>
      name === "transfer-encoding" || (name === "content-length" && Number(value) > 0),
  );
}

type Range = readonly [least: number, most: number];

/** Of an answer in the middle of an upload the rest of the upload is nobody's. */
function bytesOfRequest({ client }: Situation): Range {
  const { requestFields, requestTrailers, requestBytes } = client;
  return [0, headMost(requestFields, requestTrailers) + requestBytes * bytesPerBodyByteMax];
}

/** What left may never have come to a client that was gone. */
function bytesOfAnswer({ client, origins }: Situation): Range {
  const { answerFields, answerTrailers, answerBytes, end, isAnswerWhole } = client;
  const body = Math.max(answerBytes, ...origins.map((origin) => origin.answerBytes));
  const isWhole = end === "complete" && isAnswerWhole;
  const most = headMost(answerFields, answerTrailers) + body * bytesPerBodyByteMax;
  return [isWhole ? answerBytes : 0, most];
}

type Fields = ExchangeEnded["answerFields"];

function headMost(fields: Fields, trailers: Fields): number {
  let bytes = headBytesMax;
  for (const [key, value] of fields) bytes += key.length + value.length;
  for (const [key, value] of trailers) bytes += key.length + value.length;
  return bytes;
}
