// The requests that a client wrote on one connection, or that an origin took from one.
import { chunksAt } from "./chunks.ts";
import { type Framing, requestFraming } from "./framing.ts";
import { choose, type Head, headAt } from "./head.ts";
import { type Cut, type Flaw, labelOf, membersOf, type Message } from "./message.ts";

/** `isTunnel` says of a request that asks for another protocol, by its place, whether it was let. */
export function cutRequests(text: string, isTunnel: (place: number) => boolean): Cut {
  const messages: Message[] = [];
  const sound = {
    flaw: undefined,
    flawedPlace: -1,
    flawedLabel: undefined,
    flawedBody: undefined,
  };
  for (let at = 0; ;) {
    while (text.startsWith("\r\n", at)) at += 2;
    const head = headAt(text, at);
    const rest = text.slice(at);
    if (head === undefined) return { messages, ...sound, rest };
    const read = readHead(head);
    if ("duty" in read) {
      const flawed = { flaw: read, flawedPlace: messages.length, flawedLabel: labelOf(head) };
      return { messages, ...flawed, flawedBody: codedBody(text, head), rest };
    }
    const content = contentOf(text, head, read.framing);
    const { start } = read;
    const message: Message = {
      start,
      fields: head.fields,
      ...content,
      from: at,
      bodyFrom: head.to,
    };
    messages.push(message);
    const place = messages.length - 1;
    if (content.flaw !== undefined) {
      const { flaw } = content;
      const flawed = { flaw, flawedPlace: place, flawedLabel: labelOf(message) };
      return { messages, ...flawed, flawedBody: undefined, rest: "" };
    }
    at = content.to;
    if (!content.isWhole || endsConnection(message) || isTunnel(place)) {
      return { messages, ...sound, rest: text.slice(at) };
    }
  }
}

/** What whoever goes by the coding takes for the content. */
function codedBody(text: string, { fields, to }: Head): string | undefined {
  if (membersOf(fields, "transfer-encoding").at(-1) !== "chunked") return undefined;
  const { body, isWhole } = chunksAt(text, to);
  return isWhole ? body : undefined;
}

interface ReadHead {
  readonly start: Message["start"];
  readonly framing: Framing;
}

function readHead({ line, fields, flaw }: Head): ReadHead | Flaw {
  const start = startOf(line);
  if (flaw !== undefined || start === undefined) {
    return flaw ?? choose("a start line that is none");
  }
  const framing = requestFraming(fields, start[2]);
  return "duty" in framing ? framing : { start, framing };
}

function startOf(line: string): Message["start"] | undefined {
  const parts = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+) (HTTP\/\d\.\d)$/.exec(line);
  if (parts === null) return undefined;
  const [, method = "", target = "", version = ""] = parts;
  return [method, target, version];
}

interface Content {
  readonly body: string;
  readonly isWhole: boolean;
  readonly to: number;
  readonly flaw: Flaw | undefined;
}

function contentOf(text: string, { to }: Head, framing: Framing): Content {
  if (framing.kind === "chunked") return chunksAt(text, to);
  const bytes = framing.kind === "length" ? framing.bytes : 0;
  const end = Math.min(text.length, to + bytes);
  return { body: text.slice(to, end), isWhole: end === to + bytes, to: end, flaw: undefined };
}

/** RFC 9112 §9.3: what stands behind such a request is none. */
function endsConnection({ start, fields }: Message): boolean {
  const options = membersOf(fields, "connection");
  if (options.includes("close")) return true;
  return start[2] === "HTTP/1.0" && !options.includes("keep-alive");
}
