// The answers that an origin wrote on one connection, or that a client took from one.
import { switchingProtocols } from "../http-codes.ts";
import { chunksAt } from "./chunks.ts";
import { answerFraming, type Framing } from "./framing.ts";
import { headAt } from "./head.ts";
import type { Message } from "./message.ts";

export interface Answers {
  /** Interim ones among them, in their order; only the last one can be in part. */
  readonly messages: readonly Message[];
  /** Behind the last one that could be cut, or in a tunnel. */
  readonly rest: string;
}

/** `methods` are those of the requests that are answered, in their order. */
export function cutAnswers(text: string, methods: readonly string[]): Answers {
  const messages: Message[] = [];
  let finals = 0;
  for (let at = 0; ;) {
    const head = headAt(text, at);
    const start = head === undefined ? undefined : startOf(head.line);
    if (head === undefined || start === undefined) return { messages, rest: text.slice(at) };
    const status = Number(start[1]);
    const framing = answerFraming(head.fields, status, methods[finals]);
    const content = contentOf(text, head.to, framing);
    messages.push({ start, fields: head.fields, from: at, bodyFrom: head.to, ...content });
    at = content.to;
    const isOver = !content.isWhole || framing.kind === "close" || status === switchingProtocols;
    if (isOver) return { messages, rest: text.slice(at) };
    if (status >= 200) finals += 1;
  }
}

function contentOf(
  text: string,
  from: number,
  framing: Framing,
): Pick<Message, "body" | "isWhole" | "to"> {
  if (framing.kind === "chunked") {
    const { body, isWhole, to } = chunksAt(text, from);
    return { body, isWhole, to };
  }
  const bytes = framing.kind === "length" ? framing.bytes : Infinity;
  const body = text.slice(from, from + bytes);
  const isWhole = framing.kind === "close" || body.length === bytes;
  return { body, isWhole, to: from + body.length };
}

export function isFinal({ start }: Message): boolean {
  const status = statusOf({ start });
  return status >= 200 || status === switchingProtocols;
}

export function statusOf({ start }: Pick<Message, "start">): number {
  return Number(start[1]);
}

function startOf(line: string): Message["start"] | undefined {
  const parts = /^(HTTP\/1\.\d) (\d{3})(?: (.*))?$/.exec(line);
  if (parts === null) return undefined;
  const [, version = "", status = "", reason = ""] = parts;
  return [version, status, reason];
}
