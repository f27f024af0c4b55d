// The final head of an answer as an HTTP/1 client gets it: framed, and with Connection where it is the
// last one. Nothing is written here.

import {
  encodeResponseHead,
  type Framing,
  type HttpField,
  responseToHttp1,
} from "../../wire/index.ts";
import type { RequestInfo, ResponseInfo } from "../mux/message.ts";

export interface AnswerHead {
  readonly bytes: Uint8Array;
  readonly framing: Framing["kind"];
  /** Whether another answer may follow. */
  readonly persists: boolean;
}

const closing: HttpField = { name: "connection", value: "close" };

/** `request` is undefined where its head could not be read and nothing of it is known. */
export function answerHead(
  response: ResponseInfo,
  request: Pick<RequestInfo, "method" | "version"> | undefined,
  isLast: boolean,
): AnswerHead {
  const minor = request?.version === "1.0" ? 0 : 1;
  const asker = { method: request?.method ?? "GET", minor } as const;
  const { line, fields, framing } = responseToHttp1(response, asker);
  const persists = !isLast && response.closes !== true && framing.kind !== "close";
  const said = persists || framing.kind === "tunnel" ? fields : [...fields, closing];
  // Nobody gave a reason, so it is called what it is usually called.
  const { status } = line;
  const named = response.reason === "" ? { status } : line;
  return { bytes: encodeResponseHead(named, said), framing: framing.kind, persists };
}
