// Messages that an HTTP/1 parser has accepted, written and read again: as HTTP/1 they are the same and
// one message each, over HTTP/2 their heads are. What nobody may forward is left out first.
import {
  encodeChunkEnd,
  encodeChunkStart,
  encodeLastChunk,
  encodeRequestHead,
  encodeResponseHead,
  endsWithHead,
  FieldList,
  type Framing,
  type HttpField,
  type Malformed,
  type PortableRequest,
  type PortableResponse,
  readHttp2Request,
  readHttp2Response,
  type RequestHead,
  requestFromHttp1,
  requestToHttp1,
  type ResponseHead,
  responseFromHttp1,
  responseToHttp1,
  writeHttp2Request,
  writeHttp2Response,
} from "../../wire/index.ts";
import { differing } from "./differing.ts";
import { asked } from "./http1-exchanges.ts";
import { type Http1Message, Http1Reader } from "./http1-reader.ts";
import { bytesOf, joined } from "./pieces.ts";

export function http1Again(message: Http1Message): string | undefined {
  if (message.trailers === undefined) return undefined;
  const { head, ordinal } = message;
  return isRequest(head)
    ? (sameMessage(message, "requests") ?? requestOverHttp2(head))
    : (sameMessage(message, "answers") ??
        answerOverHttp2(head, (asked[ordinal] ?? asked[0]).method));
}

function isRequest(head: RequestHead | ResponseHead): head is RequestHead {
  return "method" in head;
}

function sameMessage(message: Http1Message, side: "requests" | "answers"): string | undefined {
  const { head } = message;
  const start = isRequest(head)
    ? encodeRequestHead(head, head.fields)
    : encodeResponseHead(head, head.fields);
  const reader = new Http1Reader(side, "strict", [asked[message.ordinal] ?? asked[0]]);
  reader.read([joined([start, ...contentOf(message)])]);
  if (!isOne(reader, head.framing)) {
    return `written again it is ${reader.lines.join(" / ").slice(0, 300)}`;
  }
  const [again] = reader.messages;
  return (
    differing("the head", plain(head), again === undefined ? undefined : plain(again.head)) ??
    differing("the body", message.body, again?.body) ??
    differing("the trailers", message.trailers, again?.trailers)
  );
}

/** An interim head alone is the beginning of an answer: its end comes too early, and no fault does. */
function isOne({ messages, isRefused, lines }: Http1Reader, framing: Framing): boolean {
  if (messages.length !== 1) return false;
  return !isRefused || (framing.kind === "interim" && lines.at(-1)?.includes("truncated") === true);
}

/** Whether the connection goes on is the reader's judgement of what it was given, not of what it is. */
function plain(head: RequestHead | ResponseHead): object {
  return { ...head, persists: undefined };
}

function contentOf({ head, body, trailers = [] }: Http1Message): readonly Uint8Array[] {
  if (head.framing.kind !== "chunked") return [bytesOf(body)];
  const data = body === "" ? [] : [encodeChunkStart(body.length), bytesOf(body), encodeChunkEnd()];
  return [...data, encodeLastChunk(trailers)];
}

function requestOverHttp2(head: RequestHead): string | undefined {
  const portable = requestFromHttp1(head, "https");
  // HTTP/2 has no request for nobody (RFC 9113 §8.3.1).
  if (portable.authorityText === "") return undefined;
  const list = new FieldList();
  writeHttp2Request(portable, list);
  const read = readHttp2Request(list, { endStream: endsWithHead(portable.content) });
  const expected = { ...portable, upgrade: undefined, fields: oneCookie(portable.fields) };
  return differing("over HTTP/2 the head", expected, read) ?? forwarded(portable);
}

/** One request, whatever was in it, and nothing behind it. */
export function forwarded(portable: PortableRequest): string | undefined {
  const { line, fields, framing } = requestToHttp1(portable);
  const reader = new Http1Reader("requests", "strict");
  const isOpen = framing.kind === "chunked" || framing.kind === "length";
  const end =
    framing.kind === "chunked" ? encodeLastChunk() : new Uint8Array(isOpen ? framing.bytes : 0);
  reader.read([joined([encodeRequestHead(line, fields), end])]);
  if (isBeyondLimits(reader)) return undefined;
  const fault = reader.lines.find((text) => text.startsWith("fault "));
  const [message] = reader.messages;
  if (message === undefined || reader.messages.length > 1 || fault !== undefined) {
    return `forwarded as HTTP/1.1 it is ${reader.lines.join(" / ").slice(0, 300)}`;
  }
  const { head } = message;
  if (!isRequest(head)) return "forwarded as HTTP/1.1 it is an answer";
  const got = requestFromHttp1(head, portable.scheme);
  return (
    differing("forwarded, the path", portable.path, got.path) ??
    differing("forwarded, the authority", portable.authority, got.authority) ??
    differing("forwarded, the framing", framing, head.framing)
  );
}

/** A limit of the next reader is no fault of what was written: a head may gain a field on its way. */
function isBeyondLimits({ lines }: Http1Reader): boolean {
  return lines.some((line) => /^fault \S*too-/.test(line));
}

function answerOverHttp2(head: ResponseHead, method: string): string | undefined {
  const portable = responseFromHttp1(head);
  if (portable.status === 101) return undefined;
  const list = new FieldList();
  writeHttp2Response(portable, list);
  const endStream = !portable.isInterim && endsWithHead(portable.content);
  const read = readHttp2Response(list, { endStream, method });
  return (
    differing("over HTTP/2 the head", { ...portable, reason: "" }, read) ?? answered(read, method)
  );
}

function answered(read: PortableResponse | Malformed, method: string): string | undefined {
  if (read.kind === "malformed") return `over HTTP/2 it breaks ${read.rule}`;
  const { line, fields, framing } = responseToHttp1(read, { method, minor: 1 });
  const reader = new Http1Reader("answers", "strict", [{ method, isUpgradeAsked: false }]);
  reader.read([encodeResponseHead(line, fields)]);
  if (isBeyondLimits(reader)) return undefined;
  return differing("forwarded, the framing", framing, reader.messages[0]?.head.framing);
}

/** Crumbs are joined where HTTP/2 is left (RFC 9113 §8.2.3). */
function oneCookie(fields: readonly HttpField[]): readonly HttpField[] {
  const crumbs = fields.filter(({ name }) => name === "cookie");
  const value = crumbs
    .map((crumb) => crumb.value)
    .filter((text) => text !== "")
    .join("; ");
  const first = crumbs[0];
  return fields.flatMap((field) => {
    if (field.name !== "cookie") return [field];
    return field === first ? [{ name: "cookie", value }] : [];
  });
}
